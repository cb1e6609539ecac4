import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectRaw } from '../support/raw-client.ts';
import { type RunningApp, startApp } from '../support/running-app.ts';
import { errorJson, type Script, startScriptedUpstream, wellBehaved } from '../support/scripted-upstream.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';

const FIRST = 'sk-proj-TheFirstKeyOfTwo0123456789abcdefghA';
const SECOND = 'sk-proj-TheSecondKeyOfTwo9876543210hgfedcbB';
const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }], max_tokens: 100 };
const STUDENTS = 30;
const REVOKED = errorJson(
  401,
  'invalid_api_key',
  `Incorrect API key provided: ${FIRST.slice(0, 8)}***${FIRST.slice(-4)}`,
);
const LIMITED = { 'retry-after': '30', 'x-ratelimit-limit-requests': '3500717', 'x-ratelimit-remaining-requests': '0' };

/** A class whose provider has two keys; it answers by which one was sent. */
async function startedApp(): Promise<RunningApp> {
  const upstream = await startScriptedUpstream();
  const file = join(tempFolderForThisTest(), 'providers.json');
  const openai = { name: 'openai', base_url: upstream.url, key_env: ['FIRST_KEY', 'SECOND_KEY'] };
  writeFileSync(file, JSON.stringify({ providers: [openai] }));
  const env = { OPENAI_API_KEY: '', JIGAP_PROVIDERS_FILE: file, FIRST_KEY: FIRST, SECOND_KEY: SECOND };
  const app = await startApp({ upstream, env });
  onTestFinished(async () => {
    await app.stop();
    await upstream.stop();
  });
  return app;
}

function withKey(first: Script, second: Script = wellBehaved): Script {
  return (call, act) => (call.headers.authorization?.endsWith('A') ? first : second)(call, act);
}

const sentWith = ({ upstream }: RunningApp) =>
  upstream.calls.map(({ headers }) => headers.authorization?.at(-1)).join('');
const incidentsOf = async (app: RunningApp) => (await app.api('GET', '/api/incidents?open=true')).json.data;

function expectNoSecret(app: RunningApp, ...texts: unknown[]): void {
  const everything = [...app.logLines, ...texts.map((text) => JSON.stringify(text))].join('\n');
  for (const secret of [FIRST, SECOND, FIRST.slice(-4), 'x-ratelimit', '3500717'])
    expect(everything).not.toContain(secret);
}

describe('a key that is revoked in the middle of a lesson', () => {
  test('is noticed by the owner alone: thirty students, streams and JSON, are answered', async () => {
    const app = await startedApp();
    const students = await Promise.all(Array.from({ length: STUDENTS }, () => app.newStudent()));
    let isRevoked = false;
    app.upstream.always(withKey((call, act) => (isRevoked ? REVOKED : wellBehaved)(call, act)));
    const lesson = students.map(async ({ token }, at) => {
      const answers = [];
      for (let nth = 0; nth < 4; nth++) {
        answers.push(await app.chat(token, { ...CHAT, stream: (at + nth) % 2 === 0 }));
        if (at === 0 && nth === 1) isRevoked = true;
      }
      return answers;
    });
    const answers = (await Promise.all(lesson)).flat();
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 4 * STUDENTS }, () => 200));
    for (const { body } of answers) expect(body.toString()).not.toContain('error');

    const incidents = await incidentsOf(app);
    expect(incidents).toMatchObject([
      {
        kind: 'upstream_key_resting',
        detail: 'the provider openai answered 401 to its key FIRST_KEY: it is not used for now, and another one is',
      },
    ]);
    for (const { student } of students) {
      const records = await app.recordsOf(student.id);
      expect(records.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['ok', 'ok', 'ok', 'ok']);
      const [budget] = await app.budgetsOf(student.id);
      const sum = records.reduce((total: number, record: { cost_usd: number }) => total + record.cost_usd, 0);
      expect(budget).toMatchObject({ held_usd: 0, spent_usd: expect.closeTo(sum, 9) });
    }
    const { text: metrics } = await app.owner.send('GET', '/metrics');
    expect(metrics).toMatch(/^jigap_provider_keys_resting\{provider="openai"\} 1$/m);
    expectNoSecret(
      app,
      incidents,
      metrics,
      answers.map(({ headers, body }) => [headers, body.toString()]),
    );
  });
});

test('one call that changes its key has one hold and one record, of what the second key cost', async () => {
  const app = await startedApp();
  const { token, student } = await app.newStudent();
  app.upstream.always(withKey(REVOKED));
  expect((await app.chat(token, CHAT)).status).toBe(200);
  expect(sentWith(app)).toBe('AB');
  const records = await app.recordsOf(student.id);
  expect(records).toMatchObject([{ outcome: 'ok', input_tokens: 10, output_tokens: 5 }]);
});

test('no second key is tried for a student who hung up, and nothing is charged', async () => {
  const app = await startedApp();
  const { token, student } = await app.newStudent();
  app.upstream.always(
    withKey(async (_call, act) => {
      act.head(401, { 'content-type': 'application/json' });
      await act.write('{"error":');
      await act.gate('answer');
      await act.write('{"message":"no"}}');
      act.end();
    }),
  );
  const client = await connectRaw(app.url);
  await client.request({
    path: '/v1/chat/completions',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(CHAT),
  });
  await app.upstream.waitsAt('answer');
  client.hangUp();
  await app.callsInFlight(0);
  app.upstream.open('answer');
  await setTimeout(200);
  expect(sentWith(app)).toBe('A');
  expect(await app.recordsOf(student.id)).toMatchObject([{ outcome: 'upstream_refused', cost_usd: 0 }]);
  expect((await app.budgetsOf(student.id))[0]).toMatchObject({ spent_usd: 0, held_usd: 0 });
});

test('when every key is refused, the student is told that the key was not accepted, and nothing is charged', async () => {
  const app = await startedApp();
  const { token, student } = await app.newStudent();
  app.upstream.always(REVOKED);
  for (let nth = 0; nth < 3; nth++) {
    const answer = await app.chat(token, CHAT);
    expect([answer.status, errorOf(answer).code]).toEqual([502, 'upstream_auth_failed']);
  }
  // One more where three seconds have passed: a call finds out whether a key works again.
  expect(sentWith(app)).toMatch(/^AB/);
  const records = await app.recordsOf(student.id);
  expect(records).toHaveLength(3);
  for (const { outcome, cost_usd } of records) {
    expect([outcome, cost_usd]).toEqual([expect.stringMatching(/^upstream_(?:refused|unreachable)$/), 0]);
  }
  const kinds = (await incidentsOf(app)).map(({ kind }: Row) => kind).sort();
  expect(kinds).toEqual(['upstream_key_refused', 'upstream_key_resting', 'upstream_key_resting']);
});

describe('a rate limit of the provider', () => {
  test('of one key makes the other one answer; of both, it pauses the class, and no call is sent or held', async () => {
    const app = await startedApp();
    const [one, other] = [await app.newStudent(), await app.newStudent()];
    const limited = errorJson(
      429,
      'rate_limit_exceeded',
      'Rate limit reached for gpt-3.5-turbo in org-Ab12Cd34',
      LIMITED,
    );
    app.upstream.always(withKey(limited));
    expect((await app.chat(one.token, CHAT)).status).toBe(200);
    expect((await app.chat(one.token, CHAT)).status).toBe(200);
    expect(sentWith(app)).toBe('ABB');
    app.upstream.always(limited);
    const first = await app.chat(one.token, CHAT);
    const second = await app.chat(other.token, CHAT);
    for (const answer of [first, second]) {
      const { status, headers } = answer;
      expect([status, errorOf(answer).code, headers['x-should-retry']]).toEqual([429, 'upstream_rate_limit', 'true']);
      expect(Number(headers['retry-after'])).toBeGreaterThan(20);
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(30);
      expect(errorOf(answer).message).toMatch(/whole class.*again in \d\d s/);
    }
    expect(sentWith(app)).toBe('ABBB');
    expect(await app.recordsOf(other.student.id)).toEqual([]);
    expect(await incidentsOf(app)).toEqual([]);
    const { text: metrics } = await app.owner.send('GET', '/metrics');
    expect(metrics).toMatch(/^jigap_provider_keys_paused\{provider="openai"\} 2$/m);
    expectNoSecret(
      app,
      metrics,
      [first, second].map(({ headers, body }) => [headers, body.toString()]),
    );
  });
});

function errorOf({ body }: { readonly body: Buffer }) {
  return JSON.parse(body.toString()).error;
}

// biome-ignore lint/suspicious/noExplicitAny: as the API answers
type Row = any;
