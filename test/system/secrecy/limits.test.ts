import { expect, onTestFinished, test } from 'vitest';
import { connectRaw, type RawClient } from '../../support/raw-client.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }], max_tokens: 5 };

/** What a client may say of itself, another thing each time. */
function claims(n: number): Readonly<Record<string, string>> {
  const address = `10.0.0.${n}`;
  return {
    'x-forwarded-for': `${address}, 127.0.0.1`,
    ...{ 'x-real-ip': address, 'x-client-ip': address, 'cf-connecting-ip': address, 'true-client-ip': address },
    forwarded: `for=${address}`,
    host: `host-${n}.test`,
    ...{
      'user-agent': `agent ${n}`,
      cookie: `session=${n}`,
      'openai-organization': `org-${n}`,
      'x-request-id': `${n}`,
    },
    ...{ 'x-api-key': `key ${n}`, 'x-user-id': `${n}`, 'idempotency-key': `${n}` },
  };
}

async function started(env: Readonly<Record<string, string>>): Promise<RunningApp> {
  const app = await startApp({ env });
  onTestFinished(() => app.stop());
  return app;
}

test('the rate of a student is counted per student, for any claimed identity and any number of tokens', async () => {
  const app = await started({ JIGAP_STUDENT_REQUESTS_PER_MINUTE: '4' });
  const { student, token } = await app.newStudent();
  const second = (await app.api('POST', `/api/students/${student.id}/tokens`, {})).json.token;
  const statuses: number[] = [];
  for (let n = 0; n < 6; n++) {
    const body = { ...CHAT, user: `user ${n}`, safety_identifier: `${n}`, prompt_cache_key: `${n}` };
    statuses.push((await app.chat(n % 2 === 0 ? token : second, body, claims(n))).status);
  }
  expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
  const other = await app.newStudent();
  expect((await app.chat(other.token, { ...CHAT, user: 'user 0' }, claims(0))).status).toBe(200);
});

async function guess(app: RunningApp, n: number): Promise<number> {
  const body = { ...CHAT, user: `user ${n}` };
  return (await app.chat(`jgp_wrong${n}`, body, claims(n))).status;
}

test('wrong tokens are counted per address of the connection, not per address in a header', async () => {
  const app = await started({ JIGAP_ADDRESS_FAILURES_PER_MINUTE: '3' });
  const statuses: number[] = [];
  for (let n = 0; n < 5; n++) statuses.push(await guess(app, n));
  expect(statuses).toEqual([401, 401, 401, 429, 429]);
  const { token } = await app.newStudent();
  expect((await app.chat(token, CHAT)).status).toBe(200);
});

test('the address in a header counts only when a trusted proxy sends it', async () => {
  const trusting = await started({ JIGAP_ADDRESS_FAILURES_PER_MINUTE: '1', JIGAP_TRUST_PROXY: '127.0.0.1' });
  expect([await guess(trusting, 1), await guess(trusting, 2), await guess(trusting, 1)]).toEqual([401, 401, 429]);
  const another = await started({ JIGAP_ADDRESS_FAILURES_PER_MINUTE: '1', JIGAP_TRUST_PROXY: '10.9.9.9' });
  expect([await guess(another, 1), await guess(another, 2)]).toEqual([401, 429]);
});

test('of several addresses in the header of a trusted proxy, only the last one counts, which that proxy added', async () => {
  const app = await started({ JIGAP_ADDRESS_FAILURES_PER_MINUTE: '2', JIGAP_TRUST_PROXY: '127.0.0.1' });
  const guessFrom = async (addresses: string) =>
    (await app.chat('jgp_wrong', CHAT, { 'x-forwarded-for': addresses })).status;
  expect([
    await guessFrom('203.0.113.1, 198.51.100.7'),
    await guessFrom('203.0.113.2, 198.51.100.7'),
    await guessFrom('127.0.0.1, 203.0.113.3, 198.51.100.7'),
    await guessFrom('198.51.100.7, 198.51.100.8'),
  ]).toEqual([401, 401, 429, 401]);
});

test('calls in flight are counted per student, and do not delay other students', async () => {
  const app = await started({ JIGAP_STUDENT_CALLS_IN_FLIGHT: '2', JIGAP_DRAIN_SECONDS: '0', JIGAP_STOP_SECONDS: '1' });
  const { student, token } = await app.newStudent();
  const second = (await app.api('POST', `/api/students/${student.id}/tokens`, {})).json.token;
  const hung: RawClient[] = [];
  for (const [n, as] of [token, second].entries()) {
    app.upstream.next((_call, act) => act.hang());
    const client = await connectRaw(app.url);
    const headers = { authorization: `Bearer ${as}`, 'content-type': 'application/json', ...claims(n) };
    await client.request({ path: '/v1/chat/completions', headers, body: JSON.stringify(CHAT) });
    await app.upstream.called(n + 1);
    hung.push(client);
  }
  const third = await app.chat(token, { ...CHAT, user: 'somebody else' }, claims(3));
  expect([third.status, third.headers['x-should-retry']]).toEqual([429, 'true']);
  const other = await app.newStudent();
  expect((await app.chat(other.token, CHAT)).status).toBe(200);
  for (const client of hung) client.hangUp();
});
