import { expect, test } from 'vitest';
import { LONG_RUN } from '../../support/long-run.ts';
import { connectRaw, type RawClient } from '../../support/raw-client.ts';
import { timeWithoutStalls } from '../../support/run-delay.ts';
import { endlessStream, type Script, wellBehaved } from '../../support/scripted-upstream.ts';
import { type SecretServer, startSecretServer } from './secret-server.ts';

const CALLS = 40;
/**
 * The delay by another student that is allowed at the 95th percentile, ms. A student who had to wait for one of these
 * would wait for seconds, or for ever. The rest is room for a busy machine: provider, students and gateway share its cores.
 */
const MAX_ADDED_MS = 250;
const MIB = 1024 * 1024;

function chat(content: string, stream: boolean) {
  return { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content }], max_tokens: 16, stream };
}

/** Answers at once, but for those whose words say otherwise. */
const byWords: Script = (call, act) => {
  if (call.body.includes('"hang"')) {
    act.head(200, { 'content-type': 'text/event-stream' });
    return act.hang();
  }
  return (call.body.includes('"endless"') ? endlessStream('x'.repeat(10_000)) : wellBehaved)(call, act);
};

async function sent(url: string, token: string, body: object): Promise<RawClient> {
  const client = await connectRaw(url);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  await client.request({ path: '/v1/chat/completions', headers, body: JSON.stringify(body) });
  return client;
}

/** ms until the first byte of a good answer. */
function firstByte({ url, server }: SecretServer, token: string, stream: boolean): Promise<number> {
  return timeWithoutStalls([server.pid ?? 0], async () => {
    const client = await sent(url, token, chat('hi', stream));
    await client.until('\r\n');
    expect(client.received().toString('latin1', 0, 12)).toBe('HTTP/1.1 200');
    client.hangUp();
  });
}

async function p95(server: SecretServer, token: string): Promise<number> {
  const all: number[] = [];
  for (let n = 0; n < CALLS; n++) all.push(await firstByte(server, token, n % 2 === 0));
  return all.sort((a, b) => a - b)[Math.floor(CALLS * 0.95)] ?? Number.POSITIVE_INFINITY;
}

/** Everything that one student can do to be in the way, at once, until it is told to end. */
async function startNuisance({ url, upstream }: SecretServer, token: string): Promise<() => Promise<void>> {
  let over = false;
  // Reads nothing at all: slower than a byte a second.
  const slow = await sent(url, token, chat('endless', true));
  await slow.until('x'.repeat(100));
  slow.pause();
  const hung = await Promise.all(Array.from({ length: 6 }, () => sent(url, token, chat('hang', true))));
  await Promise.all(hung.map((client) => client.until('\r\n')));
  const giants = await Promise.all(Array.from({ length: 4 }, () => beginGiant(url, token)));
  const trickle = async () => {
    while (!over) {
      for (const giant of giants) await giant.send(' '.repeat(64));
      await quickCall(url, token);
    }
  };
  const burst = async () => {
    while (!over) await quickCall(url, token);
  };
  const running = [trickle(), ...Array.from({ length: 3 }, burst)];
  await upstream.called(10);
  return async () => {
    over = true;
    await Promise.all(running);
    for (const client of [slow, ...hung, ...giants]) client.reset();
  };
}

/** The head of a large request and a part of its body. */
async function beginGiant(url: string, token: string): Promise<RawClient> {
  const client = await connectRaw(url);
  const head = `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n`;
  await client.send(`${head}content-type: application/json\r\ncontent-length: ${MIB}\r\n\r\n${' '.repeat(MIB / 2)}`);
  return client;
}

/** Served or refused for its rate: either way an answer. */
async function quickCall(url: string, token: string): Promise<void> {
  const client = await sent(url, token, chat('hi', false));
  await client.until('\r\n');
  client.hangUp();
}

test('a burst, hung and unread streams and slow bodies of one student do not delay the first byte of another', async () => {
  const server = await startSecretServer({ JIGAP_STUDENT_REQUESTS_PER_MINUTE: '1000', JIGAP_LOG_LEVEL: 'error' });
  server.upstream.always(byWords);
  const [quietOne, nuisance] = [await server.newStudent(), await server.newStudent()];
  await p95(server, quietOne);
  const quiet = await p95(server, quietOne);
  const stopNuisance = await startNuisance(server, nuisance);
  const disturbed = await p95(server, quietOne);
  await stopNuisance();
  console.log(`first byte, p95: ${quiet.toFixed(1)} ms alone, ${disturbed.toFixed(1)} ms beside a nuisance`);
  expect(disturbed).toBeLessThanOrEqual(quiet + MAX_ADDED_MS);
});

/** Each takes long to read, or to write again, for its size; and each is a megabyte or near it. */
const HEAVY = [
  `"tools":${'['.repeat(500_000)}${']'.repeat(500_000)}`,
  `"logit_bias":{${Array.from({ length: 70_000 }, (_, n) => `"${n}":1`).join(',')}}`,
  `"stop":[${'[],'.repeat(300_000)}[]]`,
].map((field) => `{"model":"gpt-3.5-turbo","messages":[{"role":"user","content":"hi"}],"max_tokens":16,${field}}`);

test(
  'sixteen simultaneous bodies that take long to read do not delay the first byte of another student',
  LONG_RUN,
  async () => {
    const server = await startSecretServer({ JIGAP_STUDENT_REQUESTS_PER_MINUTE: '100000', JIGAP_LOG_LEVEL: 'error' });
    const [quietOne, nuisance] = [await server.newStudent(), await server.newStudent()];
    await p95(server, quietOne);
    const quiet = await p95(server, quietOne);
    const headers = { authorization: `Bearer ${nuisance}`, 'content-type': 'application/json' };
    let over = false;
    const sending = async (first: number) => {
      for (let n = first; !over; n++) {
        const client = await connectRaw(server.url);
        await client.request({ path: '/v1/chat/completions', headers, body: HEAVY[n % HEAVY.length] ?? '' });
        await client.until('\r\n');
        client.hangUp();
      }
    };
    const running = Array.from({ length: 16 }, (_, n) => sending(n));
    const disturbed = await p95(server, quietOne);
    over = true;
    await Promise.all(running);
    console.log(`first byte, p95: ${quiet.toFixed(1)} ms alone, ${disturbed.toFixed(1)} ms beside heavy bodies`);
    expect(disturbed).toBeLessThanOrEqual(quiet + MAX_ADDED_MS);
  },
);

test('the largest bodies one after another do not delay the first byte of another student', LONG_RUN, async () => {
  const server = await startSecretServer({ JIGAP_STUDENT_REQUESTS_PER_MINUTE: '100000', JIGAP_LOG_LEVEL: 'error' });
  const [quietOne, nuisance] = [await server.newStudent(), await server.newStudent()];
  await p95(server, quietOne);
  const quiet = await p95(server, quietOne);
  let over = false;
  const giants = async () => {
    while (!over) {
      const client = await sent(server.url, nuisance, { ...chat('hi', false), stop: Array(180_000).fill('ab') });
      await client.until('\r\n');
      client.hangUp();
    }
  };
  const running = [giants(), giants()];
  const disturbed = await p95(server, quietOne);
  over = true;
  await Promise.all(running);
  console.log(`first byte, p95: ${quiet.toFixed(1)} ms alone, ${disturbed.toFixed(1)} ms beside giants`);
  expect(disturbed).toBeLessThanOrEqual(quiet + MAX_ADDED_MS);
});
