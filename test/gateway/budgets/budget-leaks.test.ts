import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CHAT, startAppFixture } from '../../support/app-fixture.ts';
import { wellBehaved } from '../../support/scripted-upstream.ts';
import { errorOf, expectExit, HELD_JSON } from '../exits/exit-check.ts';

/** Each title ends with the cause by which other gateways lost money. */
const fixture = await startAppFixture();
const { upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => upstream.reset());

describe('known leaks: before the call', () => {
  test('sends one of eight parallel calls when money is for one (leak: check, then debit)', async () => {
    upstream.always(async (call, act) => {
      await act.gate('go');
      await wellBehaved(call, act);
    });
    const student = await fixture.addStudent(HELD_JSON / 1e9);
    const orders = fixture.ledger.placed.length;
    const answers = Array.from({ length: 8 }, () => fixture.app.chat(student.token, CHAT));
    await fixture.ledger.decided(orders + 8);
    await upstream.called();
    expect(await fixture.moneyOf('student', student.id)).toEqual({ spent: 0, held: HELD_JSON });
    upstream.open('go');
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 429, 429, 429, 429, 429, 429, 429]);
    expect(upstream.calls).toHaveLength(1);
    await fixture.settled();
  });

  test.each([
    ['the output price', { ...CHAT, max_tokens: 2000 }, 157_000 + 2000 * 1500],
    ['the candidates', { ...CHAT, n: 5 }, 160_000 + 5 * 1000 * 1500],
    ['max_completion_tokens', { ...CHAT, max_tokens: null, max_completion_tokens: 3000 }, 157_000 + 3000 * 1500],
    [
      'the prompt',
      { ...CHAT, messages: [{ role: 'user', content: '가'.repeat(1000) }] },
      157_000 + 2_998 * 500 + 1_500_000,
    ],
    // Beside its 54 bytes: 29 tokens that a rendering may add inside of the schema, and 256 around it.
    [
      'the tools',
      { ...CHAT, tools: [{ type: 'function', function: { name: 'f' } }] },
      157_000 + (54 + 29 + 256) * 500 + 1_500_000,
    ],
  ])('holds the worst case: it counts %s (leak: the hold is too small)', async (_name, body, held) => {
    const student = await fixture.addStudent();
    expect((await fixture.callSettled(student, body)).status).toBe(200);
    expect(await fixture.recordsOf(student)).toMatchObject([{ held, cost: expect.any(Number) }]);
    const poor = await fixture.addStudent((held - 1) / 1e9);
    expect((await fixture.callSettled(poor, body)).status).toBe(402);
  });

  test('places a hold for every student, however much is left (leak: trusted users skip it)', async () => {
    upstream.next(async (call, act) => {
      await act.gate('go');
      await wellBehaved(call, act);
    });
    const student = await fixture.addStudent(900_000);
    const client = await fixture.ask(student, CHAT);
    await upstream.waitsAt('go');
    expect(await fixture.moneyOf('student', student.id)).toEqual({ spent: 0, held: HELD_JSON });
    upstream.open('go');
    await client.response();
    client.hangUp();
    const exit = { as: 'settle', cost: 12_500, outcome: 'ok', incident: null, tokens: [10, 5] } as const;
    await expectExit(fixture, student, { ...exit, held: HELD_JSON });
  });

  test('refuses a request that does not fit although money is left', async () => {
    const student = await fixture.addStudent((HELD_JSON - 1) / 1e9);
    expect((await fixture.callSettled(student, CHAT)).status).toBe(402);
    expect(upstream.calls).toEqual([]);
  });

  test('holds the model’s default cap without max_tokens (leak: the whole budget)', async () => {
    upstream.always(async (call, act) => {
      await act.gate('go');
      await wellBehaved(call, act);
    });
    const student = await fixture.addStudent(0.1);
    const { max_tokens: _, ...capless } = CHAT;
    const answers = Array.from({ length: 10 }, () => fixture.app.chat(student.token, capless));
    await upstream.called(10);
    expect(await fixture.moneyOf('student', student.id)).toEqual({ spent: 0, held: 10 * (157_000 + 4096 * 1500) });
    upstream.open('go');
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(10).fill(200));
    await fixture.settled();
  });

  test('identifies the caller by the API token alone (leak: keys that the client sends)', async () => {
    const student = await fixture.addStudent((HELD_JSON + 12_499) / 1e9);
    const names = { user: 'someone else', safety_identifier: 'someone else', prompt_cache_key: 'x' };
    expect((await fixture.callSettled(student, { ...CHAT, ...names })).status).toBe(200);
    expect((await fixture.callSettled(student, { ...CHAT, user: 'yet another' })).status).toBe(402);
    const headers = { 'x-user-id': '7', 'openai-project': 'proj_x', 'x-forwarded-for': '203.0.113.9' };
    expect((await fixture.app.chat(student.token, { ...CHAT, user: 'a third' }, headers)).status).toBe(402);
    expect(upstream.calls).toHaveLength(1);
  });

  test('sends the body that was checked (leak: another body is served)', async () => {
    const student = await fixture.addStudent();
    const messages = JSON.stringify(CHAT.messages);
    const twice = `{"max_tokens":4000,"model":"gpt-4","m\\u006fdel":"gpt-3.5-turbo","messages":${messages},"max_tokens":1000}`;
    expect((await fixture.app.chat(student.token, twice)).status).toBe(200);
    expect(upstream.calls).toMatchObject([{ json: { model: 'gpt-3.5-turbo', max_tokens: 1000 } }]);
    expect(upstream.calls[0]?.body).not.toContain('gpt-4');
    await fixture.settled();
    expect(await fixture.recordsOf(student)).toMatchObject([{ held: HELD_JSON }]);

    for (const odd of ['"Model":"gpt-4"', '"MAX_TOKENS":4000', '"__proto__":{"max_tokens":4000}', '"n ":9']) {
      const body = `{"model":"gpt-3.5-turbo","max_tokens":1000,"messages":${messages},${odd}}`;
      const refused = await fixture.app.chat(student.token, body);
      expect([odd, refused.status, errorOf(refused).code]).toEqual([odd, 400, 'unknown_parameter']);
    }
    expect(upstream.calls).toHaveLength(1);
  });
});
