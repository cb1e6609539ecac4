import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { MAX_PROMPT_REFUSAL_MS } from '../../../src/ledger/status-exit.ts';
import { CHAT, STREAM, startAppFixture } from '../../support/app-fixture.ts';
import { errorJson, type Script } from '../../support/scripted-upstream.ts';
import { errorOf, expectExit, HELD_JSON, HELD_STREAM } from './exit-check.ts';

const fixture = await startAppFixture();
const { upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => upstream.reset());

const page = (status: number): Script => {
  return (_call, act) => act.json(status, `<h1>${status}</h1>`, { 'content-type': 'text/html' });
};
const late = (script: Script): Script => {
  return async (call, act) => {
    await setTimeout(MAX_PROMPT_REFUSAL_MS + 50);
    return script(call, act);
  };
};

const TIMEOUT = { outcome: 'upstream_timeout', shown: 504, code: 'upstream_timeout' } as const;
const LOST = { outcome: 'upstream_died', shown: 502, code: 'upstream_error' } as const;
const BODIES = [
  [CHAT, HELD_JSON],
  [STREAM, HELD_STREAM],
] as const;

/** One call of each kind: costs the whole hold, raises an incident, and must not be retried. */
async function expectCharged(script: Script, { outcome, shown, code }: typeof TIMEOUT | typeof LOST) {
  for (const [body, held] of BODIES) {
    const student = await fixture.addStudent();
    upstream.always(script);
    const response = await fixture.call(student, body);
    expect([response.status, errorOf(response).code]).toEqual([shown, code]);
    expect(response.headers['x-should-retry']).toBe('false');
    expect(response.headers['retry-after']).toBeUndefined();
    expect(errorOf(response).message).toMatch(/The call was charged; your teacher can refund it/);
    expect(response.body.toString()).not.toMatch(/<h1>|nothing was spent/i);
    await expectExit(fixture, student, { as: 'settle', cost: held, outcome, incident: 'uncertain', held });
  }
  expect(upstream.calls).toHaveLength(BODIES.length);
}

describe('a proxy that stops waiting for the model: the full hold, uncertain, no retry', () => {
  test.each([408, 460, 499, 504, 522, 524, 598, 599])('%i is a time-out', async (status) => {
    await expectCharged(page(status), TIMEOUT);
    upstream.reset();
    await expectCharged(errorJson(status, null, 'said by a model server'), TIMEOUT);
  });

  test.each([520, 521, 523, 525, 526, 527, 530, 555, 600, 999])('%i is a lost call', async (status) => {
    await expectCharged(page(status), LOST);
  });

  test.each<[string, Script]>([
    ['in a coding', (_call, act) => act.json(504, 'no', { 'content-encoding': 'gzip' })],
    [
      'and breaks off',
      async (_call, act) => {
        act.head(504, { 'content-length': '1000' });
        await act.write('{"error"');
        act.close();
      },
    ],
    ['in a stream of events', (_call, act) => act.json(504, 'data: no\n\n', { 'content-type': 'text/event-stream' })],
  ])('504 %s is a time-out', async (_name, script) => {
    await expectCharged(script, TIMEOUT);
  });

  test.concurrent.each([500, 502, 503, 529])(
    '%i that comes late without an error of the model’s server is a lost call',
    async (status) => {
      const own = await startAppFixture();
      own.upstream.always(late(page(status)));
      const student = await own.addStudent();
      const client = await own.ask(student, CHAT);
      const response = await client.response();
      client.hangUp();
      expect([response.status, errorOf(response).code]).toEqual([502, 'upstream_error']);
      expect(response.headers['x-should-retry']).toBe('false');
      const exit = { as: 'settle', cost: HELD_JSON, outcome: 'upstream_died', incident: 'uncertain' } as const;
      await expectExit(own, student, { ...exit, held: HELD_JSON });
      await own.stop();
    },
  );

  test.concurrent.each([500, 503])(
    '%i that comes late with an error of the model’s server is a refusal',
    async (status) => {
      const own = await startAppFixture();
      own.upstream.always(late(errorJson(status, 'server_is_overloaded', 'overloaded')));
      const student = await own.addStudent();
      const client = await own.ask(student, CHAT);
      const response = await client.response();
      client.hangUp();
      expect([response.status, errorOf(response).code]).toEqual([502, 'upstream_error']);
      expect(response.headers['x-should-retry']).toBe('true');
      const exit = { as: 'release', cost: 0, outcome: 'upstream_refused', incident: null } as const;
      await expectExit(own, student, { ...exit, held: HELD_JSON });
      await own.stop();
    },
  );
});
