import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type AppFixture, CHAT, STREAM, startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import type { RawResponse } from '../../support/http-response.ts';
import { chatJson, chatStream, requestOf, type Script, wellBehaved } from '../../support/scripted-upstream.ts';
import { errorOf, expectSharedBalances, HELD_JSON, HELD_STREAM } from '../exits/exit-check.ts';
import { worstCaseOf, worstUsageOf } from './ledger-replay.ts';

/** Calls wait at the provider until all have come. */
const gated =
  (then: Script): Script =>
  async (call, act) => {
    await act.gate('go');
    await then(call, act);
  };
/** Uses, and bills, its whole cap. */
const greedy: Script = (call, act) => {
  const usage = worstUsageOf(call);
  return (requestOf(call).stream ? chatStream({ usage }) : chatJson({ usage }))(call, act);
};

interface Burst {
  /** In the order of the calls. */
  readonly answers: Promise<RawResponse>[];
  /** Of those that were refused; resolves when all but `admitted` were. */
  readonly refused: Promise<RawResponse[]>;
}

/** All connections are open before the first byte is sent. */
async function fire(
  fixture: AppFixture,
  calls: readonly { student: TestStudent; body: object }[],
  admitted: number,
): Promise<Burst> {
  const clients = await Promise.all(calls.map(({ student, body }) => fixture.ask(student, body)));
  const refused: RawResponse[] = [];
  const { promise, resolve } = Promise.withResolvers<RawResponse[]>();
  const answers = clients.map(async (client) => {
    const response = await client.response();
    client.hangUp();
    if (response.status !== 200 && refused.push(response) === calls.length - admitted) resolve(refused);
    return response;
  });
  return { answers, refused: promise };
}

const usd = (nano: number) => nano / 1e9;
const repeat = <Item>(count: number, item: Item): Item[] => Array.from({ length: count }, () => item);

function expectHeld(response: RawResponse): void {
  expect([response.status, errorOf(response).code]).toEqual([429, 'budget_held']);
  expect(response.headers).toMatchObject({ 'retry-after': '2', 'x-should-retry': 'true' });
}

function expectSpent(response: RawResponse): void {
  expect([response.status, errorOf(response).code]).toEqual([402, 'insufficient_quota']);
  expect(response.headers['x-should-retry']).toBe('false');
}

describe('a burst under one budget', async () => {
  const fixture = await startAppFixture();
  const { upstream } = fixture;
  afterAll(() => fixture.stop());
  beforeEach(() => upstream.reset());

  test.each([
    ['JSON', CHAT, HELD_JSON],
    ['streams', STREAM, HELD_STREAM],
    ['several candidates', { ...CHAT, n: 3 }, 160_000 + 3 * 1_500_000],
  ])('sends what the budget affords, tells the others to wait, and serves the retry: %s', async (_name, body, held) => {
    upstream.always(gated(wellBehaved));
    const student = await fixture.addStudent(usd(5 * held + held - 1));
    const burst = await fire(fixture, repeat(20, { student, body }), 5);
    const refused = await burst.refused;
    await upstream.called(5);
    expect(refused).toHaveLength(15);
    refused.forEach(expectHeld);
    expect(await fixture.moneyOf('student', student.id)).toEqual({ spent: 0, held: 5 * held });
    upstream.open('go');
    const statuses = (await Promise.all(burst.answers)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(upstream.calls).toHaveLength(5);
    await fixture.settled();
    const again = await fire(fixture, [{ student, body }], 1);
    expect((await Promise.all(again.answers)).map(({ status }) => status)).toEqual([200]);
    await fixture.settled();
    expect(await fixture.moneyOf('student', student.id)).toMatchObject({ held: 0 });
    await expectSharedBalances(fixture);
  });

  test('reaches the limit and never passes it when the provider bills all it may', async () => {
    upstream.always(gated(greedy));
    const student = await fixture.addStudent(usd(5 * HELD_JSON));
    const burst = await fire(fixture, repeat(20, { student, body: CHAT }), 5);
    (await burst.refused).forEach(expectHeld);
    upstream.open('go');
    await Promise.all(burst.answers);
    await fixture.settled();
    expect(await fixture.moneyOf('student', student.id)).toEqual({ spent: 5 * HELD_JSON, held: 0 });
    const again = await fire(fixture, repeat(10, { student, body: CHAT }), 0);
    (await again.refused).forEach(expectSpent);
    expect(upstream.calls).toHaveLength(5);
  });

  test('gives the first calls without a cap the default, the next the rest, and lets the others wait', async () => {
    upstream.always(gated(greedy));
    const { max_tokens: _, ...capless } = CHAT;
    const held = 157_000 + 4_096 * 1_500;
    const rest = 157_000 + 100 * 1_500;
    const student = await fixture.addStudent(usd(3 * held + rest));
    const burst = await fire(fixture, repeat(20, { student, body: capless }), 4);
    (await burst.refused).forEach(expectHeld);
    await upstream.called(4);
    expect(upstream.calls.map(({ json }) => (json as typeof CHAT).max_tokens).sort()).toEqual([100, 4096, 4096, 4096]);
    upstream.open('go');
    await Promise.all(burst.answers);
    await fixture.settled();
    // The lowered cap has one digit less, so its call is a byte shorter than what was held for it.
    expect(await fixture.moneyOf('student', student.id)).toEqual({ spent: 3 * held + rest - 500, held: 0 });
  });
});

describe.each(['wallet', 'class', 'student'] as const)(
  'a burst when the %s is the tightest budget',
  async (tightest) => {
    const limit = 7 * HELD_JSON + 1;
    const fixture = await startAppFixture({
      ...(tightest === 'wallet' ? { walletUsd: usd(limit) } : {}),
      ...(tightest === 'class' ? { classUsd: usd(limit) } : {}),
    });
    const { upstream } = fixture;
    afterAll(() => fixture.stop());

    test('admits calls of many students up to the tightest budget, and holds the same money in the others', async () => {
      upstream.always(gated(greedy));
      const students = await Promise.all(
        repeat(6, 0).map(() => fixture.addStudent(tightest === 'student' ? usd(limit) : 100)),
      );
      // One student alone where the limit is the student's own.
      const callers = tightest === 'student' ? students.slice(0, 1) : students;
      const calls = repeat(4, callers).flatMap((each) => each.map((student) => ({ student, body: CHAT })));
      const all = calls.length < 24 ? repeat(6, calls).flat() : calls;
      const burst = await fire(fixture, all, 7);
      (await burst.refused).forEach(expectHeld);
      await upstream.called(7);
      expect(await fixture.moneyOf('wallet')).toEqual({ spent: 0, held: 7 * HELD_JSON });
      expect(await fixture.moneyOf('class')).toEqual({ spent: 0, held: 7 * HELD_JSON });
      const own = await Promise.all(students.map(({ id }) => fixture.moneyOf('student', id)));
      expect(own.reduce((sum, { held }) => sum + held, 0)).toBe(7 * HELD_JSON);
      upstream.open('go');
      await Promise.all(burst.answers);
      await fixture.settled();
      expect(upstream.calls.reduce((sum, call) => sum + worstCaseOf(call), 0)).toBe(7 * HELD_JSON);
      const spent = await Promise.all((['wallet', 'class'] as const).map((scope) => fixture.moneyOf(scope)));
      expect(spent).toEqual(repeat(2, { spent: 7 * HELD_JSON, held: 0 }));
      const again = await fire(fixture, [{ student: students[0] ?? never(), body: CHAT }], 0);
      const [refused] = await again.refused;
      expectSpent(refused ?? never());
      expect(errorOf(refused ?? never()).message).toContain(BUDGET_NAMES[tightest]);
    });
  },
);

const BUDGET_NAMES = {
  wallet: 'the monthly budget of this gateway',
  class: 'the monthly budget of your class',
  student: 'your weekly budget',
};

function never(): never {
  throw new Error('there is none');
}
