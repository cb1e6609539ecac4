import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { LONG_RUN } from '../../support/long-run.ts';
import { connectRaw, type RawClient } from '../../support/raw-client.ts';
import { chatBody, type Script, usageOf, wellBehaved } from '../../support/scripted-upstream.ts';
import { type SecretServer, startSecretServer } from './secret-server.ts';

const MIB = 1024 * 1024;
const MEMORY_BYTES = 32 * MIB;
const BODY_BYTES = 4 * MIB;
const STUDENTS = 12;
const CONNECTIONS = 160;
/** The body, what is sent, and the pieces that it came in; and what the process grows by in any other burst. */
const MAX_GROWTH_BYTES = 3 * MEMORY_BYTES + 100 * MIB;
const LUNA = 'gpt-5.6-luna';

const image = Buffer.from(
  JSON.stringify({
    model: LUNA,
    messages: [
      {
        role: 'user',
        content: [{ type: 'image_url', image_url: { url: `data:image/jpeg;base64,${'A'.repeat(BODY_BYTES - 300)}` } }],
      },
    ],
    max_completion_tokens: 5,
  }),
);

/** Images are looked at until the test says so. */
const slowToSee: Script = async (call, act) => {
  if (call.body.length < MIB) return wellBehaved(call, act);
  await act.gate('the images were seen');
  return act.json(200, chatBody(call, { content: 'seen', usage: usageOf(10, 5) }));
};

/** Of the process. */
async function residentBytes({ server: { pid } }: SecretServer): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout) * 1024;
}

async function send({ url }: SecretServer, token: string, body: string | Buffer): Promise<RawClient> {
  const client = await connectRaw(url);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  client.request({ path: '/v1/chat/completions', headers, body }).catch(() => {});
  return client;
}

async function smallCall(server: SecretServer, token: string): Promise<number> {
  const body = { model: LUNA, messages: [{ role: 'user', content: 'hi' }], max_completion_tokens: 5 };
  const client = await send(server, token, JSON.stringify(body));
  const { status } = await client.response();
  client.hangUp();
  return status;
}

test(
  '160 connections that send 640 MiB take the memory of bodies and no more, and small calls go on beside them',
  LONG_RUN,
  async () => {
    const server = await startSecretServer({
      JIGAP_ALLOWED_MODELS: LUNA,
      JIGAP_BODY_MEMORY_BYTES: String(MEMORY_BYTES),
      JIGAP_STUDENT_REQUESTS_PER_MINUTE: '100000',
      JIGAP_LOG_LEVEL: 'error',
    });
    server.upstream.always(slowToSee);
    const tokens: string[] = [];
    for (let n = 0; n < STUDENTS; n++) tokens.push(await server.newStudent());
    const neighbour = await server.newStudent();
    for (let n = 0; n < 20; n++) expect(await smallCall(server, neighbour)).toBe(200);
    const before = await residentBytes(server);
    const clients = await Promise.all(
      Array.from({ length: CONNECTIONS }, (_, n) => send(server, tokens[n % STUDENTS] ?? '', image)),
    );
    const statuses = clients.map((client) => client.response().then(({ status }) => status));
    // While all the memory is taken, and most of the others wait for it.
    for (let n = 0; n < 20; n++) expect(await smallCall(server, neighbour)).toBe(200);
    // Nobody is served so far: the first who hears anything has waited too long for memory.
    expect(await Promise.race(statuses)).toBe(503);
    const full = await residentBytes(server);
    server.upstream.open('the images were seen');
    const all = await Promise.all(statuses);
    const served = all.filter((status) => status === 200).length;
    expect([...new Set(all)].sort()).toEqual([200, 503]);
    expect(served).toBeGreaterThanOrEqual(4);
    expect(Math.max(full, await residentBytes(server)) - before).toBeLessThan(MAX_GROWTH_BYTES);
    for (const client of clients) client.hangUp();
    // All of it is free again.
    const last = await send(server, neighbour, image);
    expect((await last.response()).status).toBe(200);
    last.hangUp();
  },
);
