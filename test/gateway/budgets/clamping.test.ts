import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type AppFixture, CHAT, startAppFixture } from '../../support/app-fixture.ts';
import { chatJson, chatStream, wellBehaved } from '../../support/scripted-upstream.ts';
import { errorOf, expectExit, HELD_JSON } from '../exits/exit-check.ts';
import { worstUsageOf } from './ledger-replay.ts';

const { max_tokens: _, ...CAPLESS } = CHAT;
/** With a default cap of 4,096: (235 + 64) x 500 for the input. */
const INPUT = 157_000;

const sentCap = (fixture: AppFixture) =>
  (fixture.upstream.calls.at(-1)?.json as { max_tokens?: number } | undefined)?.max_tokens;

describe('a call without a cap', async () => {
  const fixture = await startAppFixture();
  const { upstream } = fixture;
  afterAll(() => fixture.stop());
  beforeEach(() => upstream.reset());

  test('gets the model’s default, and no header, while the budget affords it', async () => {
    const student = await fixture.addStudent(0.006301);
    const { status, headers } = await fixture.callSettled(student, CAPLESS);
    expect([status, sentCap(fixture), headers['x-jigap-max-tokens']]).toEqual([200, 4096, undefined]);
    expect(fixture.ledger.holds.at(-1)).toMatchObject({ amount: INPUT + 4096 * 1500, cap: 4096 });
  });

  test.each([
    ['one nano-USD less', CAPLESS, 0.006300999, 4095, INPUT + 4095 * 1500],
    ['a seventh of it', CAPLESS, 0.001, 562, 1_000_000],
    ['a stream', { ...CAPLESS, stream: true }, 0.001, 549, 176_500 + 549 * 1500],
    ['null for a cap', { ...CAPLESS, max_tokens: null, max_completion_tokens: null }, 0.001, 562, 1_000_000],
    ['two candidates', { ...CAPLESS, n: 2 }, 0.001, 280, 160_000 + 280 * 3000],
    ['not one token more than the lowest', CAPLESS, 0.000181, 16, INPUT + 16 * 1500],
  ])(
    'is served with the affordable cap, which its header and the sent body name: %s',
    async (_name, body, limit, cap, amount) => {
      const student = await fixture.addStudent(limit);
      const { status, headers } = await fixture.callSettled(student, body);
      expect([status, headers['x-jigap-max-tokens'], sentCap(fixture)]).toEqual([200, String(cap), cap]);
      expect(fixture.ledger.holds.at(-1)).toMatchObject({ amount, cap });
    },
  );

  test.each([
    ['JSON', CAPLESS, 999_500],
    ['a stream', { ...CAPLESS, stream: true }, 176_000 + 549 * 1500],
    ['two candidates', { ...CAPLESS, n: 2 }, 159_500 + 280 * 3000],
  ])('never costs more than was left when it uses its whole cap: %s', async (_name, body, cost) => {
    upstream.next((call, act) => {
      const usage = worstUsageOf(call);
      return ('stream' in body ? chatStream({ usage }) : chatJson({ usage }))(call, act);
    });
    const student = await fixture.addStudent(0.001);
    expect((await fixture.callSettled(student, body)).status).toBe(200);
    expect(await fixture.moneyOf('student', student.id)).toEqual({ spent: cost, held: 0 });
    expect(await fixture.incidentsOf(student)).toEqual([]);
  });

  test.each([
    ['with a nano-USD too little for the lowest cap', CAPLESS, 0.000180999, '0.000181'],
    ['with two candidates and money for the lowest cap of one', { ...CAPLESS, n: 2 }, 0.000181, '0.000208'],
    ['without money for its own input', CAPLESS, 0.0001, '0.000181'],
    ['without any money', CAPLESS, 0, '0.000181'],
  ])('is refused %s, without naming a senseless cap', async (_name, body, limit, needed) => {
    const student = await fixture.addStudent(limit);
    const response = await fixture.callSettled(student, body);
    expect([response.status, errorOf(response).code]).toEqual([402, 'insufficient_quota']);
    expect(errorOf(response).message).toContain(`could cost up to $${needed}`);
    expect(errorOf(response).message).not.toContain('max_tokens');
    expect(upstream.calls).toEqual([]);
    expect(await fixture.moneyOf('student', student.id)).toEqual({ spent: 0, held: 0 });
  });

  test('takes what calls in flight leave, and waits when that is too little', async () => {
    const student = await fixture.addStudent((HELD_JSON + 307_500) / 1e9);
    upstream.next(async (call, act) => {
      await act.gate('first');
      await wellBehaved(call, act);
    });
    const first = await fixture.ask(student, CHAT);
    await upstream.waitsAt('first');
    upstream.next(async (call, act) => {
      await act.gate('second');
      await wellBehaved(call, act);
    });
    const second = await fixture.ask(student, CAPLESS);
    await upstream.waitsAt('second');
    expect(sentCap(fixture)).toBe(100);
    const third = await fixture.ask(student, CAPLESS);
    const refused = await third.response();
    expect([refused.status, errorOf(refused).code]).toEqual([429, 'budget_held']);
    upstream.open('first');
    upstream.open('second');
    expect((await first.response()).status).toBe(200);
    expect((await second.response()).headers['x-jigap-max-tokens']).toBe('100');
    for (const client of [first, second, third]) client.hangUp();
    await fixture.settled();
    expect(await fixture.moneyOf('student', student.id)).toEqual({ spent: 25_000, held: 0 });
  });
});

describe('a call with a cap of its own', async () => {
  const fixture = await startAppFixture();
  const { upstream } = fixture;
  afterAll(() => fixture.stop());
  beforeEach(() => upstream.reset());

  test.each([
    ['max_tokens', CAPLESS, 'max_tokens', 562],
    ['max_completion_tokens', CAPLESS, 'max_completion_tokens', 562],
    ['two candidates', { ...CAPLESS, n: 2 }, 'max_tokens', 280],
    ['a stream', { ...CAPLESS, stream: true }, 'max_tokens', 549],
  ])(
    'is never lowered: the refusal names the cap that fits, and that cap is served (%s)',
    async (_n, body, field, fits) => {
      const student = await fixture.addStudent(0.001);
      const refused = await fixture.callSettled(student, { ...body, [field]: 1000 });
      expect([refused.status, errorOf(refused).code]).toEqual([402, 'insufficient_quota']);
      expect(errorOf(refused).message).toContain(`With ${field} of ${fits} or less it would fit.`);
      expect((await fixture.callSettled(student, { ...body, [field]: fits + 1 })).status).toBe(402);
      expect(upstream.calls).toEqual([]);

      const served = await fixture.callSettled(student, { ...body, [field]: fits });
      expect([served.status, served.headers['x-jigap-max-tokens']]).toEqual([200, undefined]);
      expect(upstream.calls[0]?.json).toMatchObject({ max_tokens: fits });
    },
  );

  test('is served with a cap below the gateway’s own minimum', async () => {
    const student = await fixture.addStudent(0.000172);
    const { status } = await fixture.callSettled(student, { ...CAPLESS, max_tokens: 10 });
    expect([status, sentCap(fixture)]).toEqual([200, 10]);
  });

  test('is refused without naming a cap when no sensible one fits', async () => {
    const student = await fixture.addStudent(0.0001795);
    const refused = await fixture.callSettled(student, CHAT);
    expect(refused.status).toBe(402);
    expect(errorOf(refused).message).not.toContain('max_tokens');
  });

  test('is held, and sent, at the model’s maximum when its cap is above it', async () => {
    const student = await fixture.addStudent();
    const response = await fixture.callSettled(student, { ...CAPLESS, max_tokens: 1_000_000 });
    expect([sentCap(fixture), response.headers['x-jigap-max-tokens']]).toEqual([4096, '4096']);
    await expectExit(fixture, student, {
      ...{ as: 'settle', cost: 12_500, outcome: 'ok', incident: null, tokens: [10, 5] },
      held: INPUT + 4096 * 1500,
    });
  });
});

describe('a minimum cap of 200 tokens', async () => {
  const fixture = await startAppFixture({ env: { JIGAP_LOWEST_MAX_TOKENS: '200' } });
  afterAll(() => fixture.stop());

  test.each([
    [0.000457, 200, '200'],
    [0.000456999, 402, undefined],
  ])('a call without a cap at %d USD left: status %i', async (limit, status, cap) => {
    const response = await fixture.callSettled(await fixture.addStudent(limit), CAPLESS);
    expect([response.status, response.headers['x-jigap-max-tokens']]).toEqual([status, cap]);
  });
});

describe.each(['wallet', 'class'] as const)('a call without a cap when the %s has the least left', async (scope) => {
  const fixture = await startAppFixture(scope === 'wallet' ? { walletUsd: 0.001 } : { classUsd: 0.001 });
  afterAll(() => fixture.stop());

  test('gets the cap that this budget affords', async () => {
    const response = await fixture.callSettled(await fixture.addStudent(100), CAPLESS);
    expect([response.status, response.headers['x-jigap-max-tokens'], sentCap(fixture)]).toEqual([200, '562', 562]);
    // Of the student's own $100: what is left of money that others share would show what they spend.
    expect(response.headers['x-jigap-remaining-usd']).toBe('99.9999875');
  });
});
