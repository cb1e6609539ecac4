import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startApp, UPSTREAM_KEY } from '../../support/running-app.ts';
import {
  chatJson,
  chatStream,
  echoEverything,
  errorEvent,
  OWNER_SECRETS,
  STRANGE_USAGES,
} from '../../support/scripted-upstream.ts';

const app = await startApp();
const { upstream } = app;
afterAll(() => app.stop());
beforeEach(() => upstream.reset());

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'a prompt that nobody else may read' }] };
const SECRETS = [UPSTREAM_KEY, ...Object.values(OWNER_SECRETS)];
const NOT_OURS = /^(openai-|x-ratelimit|set-cookie|cf-|x-authorization|server$)/;

const secretsIn = (text: string, secrets: readonly string[] = SECRETS) =>
  secrets.filter((secret) => text.includes(secret));

describe.each([false, true])('a provider that reveals its owner, stream: %s', (stream) => {
  test.each([400, 401, 403, 404, 429, 500, 503])('shows the student none of it in an error %i', async (status) => {
    const { token } = await app.newStudent();
    upstream.next(echoEverything(status));
    const { headers, body } = await app.chat(token, { ...CHAT, stream });
    expect(JSON.parse(body.toString()).error).toMatchObject({ message: expect.stringMatching(/\S/) });
    expect(secretsIn(body.toString() + JSON.stringify(headers))).toEqual([]);
    expect(Object.keys(headers).filter((name) => NOT_OURS.test(name))).toEqual([]);
    expect(headers['x-request-id']).toMatch(/^req_[0-9a-f]{32}$/);
  });

  test('shows the student none of it in the headers of an answer', async () => {
    const { token } = await app.newStudent();
    upstream.next(echoEverything(200));
    const { status, headers } = await app.chat(token, { ...CHAT, stream });
    expect(status).toBe(200);
    expect(secretsIn(JSON.stringify(headers))).toEqual([]);
    expect(Object.keys(headers).filter((name) => NOT_OURS.test(name))).toEqual([]);
    expect(headers['x-request-id']).toMatch(/^req_[0-9a-f]{32}$/);
  });

  test('does not show the key in the text of an answer', async () => {
    const { token } = await app.newStudent();
    upstream.next(echoEverything(200));
    const { status, body } = await app.chat(token, { ...CHAT, stream });
    expect(status).toBe(200);
    expect(secretsIn(body.toString(), [UPSTREAM_KEY])).toEqual([]);
  });
});

test('an error event of a stream has the gateway’s text', async () => {
  const { token } = await app.newStudent();
  upstream.next(
    errorEvent({ message: SECRETS.join(' '), type: 'server_error', param: null, code: OWNER_SECRETS.project }),
  );
  const { body } = await app.chat(token, { ...CHAT, stream: true });
  expect(body.toString()).toContain('"error":{"message":"');
  expect(secretsIn(body.toString())).toEqual([]);
});

test('the log has no secret and no prompt', async () => {
  const { token } = await app.newStudent();
  for (const status of [200, 400, 401]) {
    upstream.next(echoEverything(status));
    await app.chat(token, CHAT);
  }
  const log = app.logLines.join('\n');
  expect(log).toContain('"msg":"call"');
  expect(secretsIn(log, [...SECRETS, token, 'a prompt that nobody'])).toEqual([]);
});

describe('a usage that cannot be believed never makes a call cheaper', () => {
  const REAL_COST = 0.0000125;

  test.each(Object.entries(STRANGE_USAGES))('%s', async (_name, usage) => {
    const { student, token } = await app.newStudent();
    upstream.next(chatJson({ usage }));
    await app.chat(token, CHAT);
    upstream.next(chatStream({ usage }));
    await app.chat(token, { ...CHAT, stream: true });
    const records = await app.recordsOf(student.id);
    expect(records).toHaveLength(2);
    for (const { cost_usd, held_usd } of records) {
      expect(cost_usd).toBeGreaterThanOrEqual(REAL_COST);
      expect(cost_usd).toBeLessThanOrEqual(held_usd);
    }
  });
});
