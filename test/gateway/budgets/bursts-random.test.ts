import fc from 'fast-check';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { CHAT, startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import {
  chatJson,
  chatStream,
  errorJson,
  noUsageJson,
  requestOf,
  type Script,
} from '../../support/scripted-upstream.ts';
import { expectSharedBalances } from '../exits/exit-check.ts';
import { findLedgerErrors, type ModelBudget, worstCaseOf, worstUsageOf } from './ledger-replay.ts';

const fixture = await startAppFixture();
const { upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => upstream.reset());

/** What a random call asks for, and how the provider ends it. */
interface RandomCall {
  readonly student: number;
  readonly stream: boolean;
  readonly n: number;
  readonly cap: number | null;
  readonly text: number;
  readonly end: 'greedy' | 'cheap' | 'refuses' | 'dies' | 'no usage';
}

const RANDOM_CALL: fc.Arbitrary<RandomCall> = fc.record({
  student: fc.nat(2),
  stream: fc.boolean(),
  n: fc.integer({ min: 1, max: 3 }),
  cap: fc.option(fc.integer({ min: 1, max: 3_000 })),
  text: fc.nat(400),
  end: fc.constantFrom('greedy', 'cheap', 'refuses', 'dies', 'no usage'),
});
/** Nano-USD: mostly enough for some of the calls, at times for none. */
const LIMIT = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 3_000_000, max: 30_000_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 3_000_000 }) },
);

/** The end travels in the message, so that calls may overlap. */
const scriptedAnswer: Script = (call, act) => {
  const end = requestOf(call).echo.split(' ')[0];
  if (end === 'refuses') return errorJson(500, null, 'no')(call, act);
  if (end === 'dies') return act.reset();
  if (end === 'no usage') return noUsageJson(call, act);
  const usage = end === 'greedy' ? worstUsageOf(call) : { prompt_tokens: 1, completion_tokens: 1 };
  return (requestOf(call).stream ? chatStream({ usage }) : chatJson({ usage }))(call, act);
};

function bodyOf({ stream, n, cap, text, end }: RandomCall): object {
  const messages = [{ role: 'user', content: `${end} ${'x'.repeat(text)}` }];
  return { ...CHAT, messages, stream, n, max_tokens: cap };
}

async function answerTo(student: TestStudent, call: RandomCall): Promise<number> {
  const client = await fixture.ask(student, bodyOf(call));
  const { status } = await client.response();
  client.hangUp();
  return status;
}

interface Round {
  readonly students: readonly TestStudent[];
  readonly budgets: (studentId: number) => readonly ModelBudget[];
  readonly all: readonly ModelBudget[];
}

/** New limits, on top of what the class and the wallet have spent in earlier rounds. */
async function newRound([wallet, schoolClass, ...own]: readonly number[]): Promise<Round> {
  const shared: ModelBudget[] = [];
  for (const [scope, more = 0] of [['wallet', wallet] as const, ['class', schoolClass] as const]) {
    const { spent, held } = await fixture.moneyOf(scope);
    const limit = spent + more;
    const scope_id = scope === 'class' ? fixture.classId : null;
    const budget = { scope, scope_id, period: 'month', limit_usd: limit / 1e9 };
    expect((await fixture.app.api('PUT', '/api/budgets', budget)).status).toBe(200);
    shared.push({ limit, spent, held });
  }
  const students = await Promise.all(own.map((limit) => fixture.addStudent(limit / 1e9)));
  const purseOf = new Map(students.map(({ id }, index) => [id, { limit: own[index] ?? 0, spent: 0, held: 0 }]));
  const budgets = (studentId: number) => {
    const budget = purseOf.get(studentId);
    return budget === undefined ? [] : [...shared, budget];
  };
  return { students, budgets, all: [...shared, ...purseOf.values()] };
}

async function expectExact({ budgets, all, students }: Round, since: number): Promise<void> {
  await fixture.settled();
  expect(findLedgerErrors(fixture.ledger.events.slice(since), budgets)).toEqual([]);
  for (const { spent, held, limit } of all) {
    expect(held).toBe(0);
    expect(spent).toBeLessThanOrEqual(limit);
  }
  const [wallet, schoolClass, ...own] = all.map(({ spent, held }) => ({ spent, held }));
  expect([await fixture.moneyOf('wallet'), await fixture.moneyOf('class')]).toEqual([wallet, schoolClass]);
  expect(await Promise.all(students.map(({ id }) => fixture.moneyOf('student', id)))).toEqual(own);
  await expectSharedBalances(fixture);
}

const LIMITS = fc.tuple(LIMIT, LIMIT, LIMIT, LIMIT, LIMIT);

test('sends exactly the calls that fit, in random bursts under random limits', async () => {
  const round = fc.asyncProperty(
    LIMITS,
    fc.array(RANDOM_CALL, { minLength: 10, maxLength: 30 }),
    async (limits, calls) => {
      upstream.reset();
      upstream.always(async (call, act) => {
        await act.gate('go');
        await scriptedAnswer(call, act);
      });
      const since = fixture.ledger.events.length;
      const before = { orders: fixture.ledger.placed.length, holds: fixture.ledger.holds.length };
      const round = await newRound(limits);
      const answers = calls.map((call) => answerTo(round.students[call.student] as TestStudent, call));
      await fixture.ledger.decided(before.orders + calls.length);
      const admitted = fixture.ledger.holds.length - before.holds;
      if (admitted > 0) await upstream.called(admitted);
      expect(upstream.calls).toHaveLength(admitted);
      const promised = upstream.calls.reduce((sum, call) => sum + worstCaseOf(call), 0);
      const room = Math.min(...round.all.slice(0, 2).map(({ limit, spent }) => limit - spent));
      expect(promised).toBeLessThanOrEqual(room);
      upstream.open('go');
      await Promise.all(answers);
      expect(upstream.calls).toHaveLength(admitted);
      await expectExact(round, since);
    },
  );
  await fc.assert(round, { numRuns: 20, endOnFailure: true });
});

test('decides as a model of the ledger does when settlements race new holds', async () => {
  const queues = fc.array(fc.array(RANDOM_CALL, { minLength: 3, maxLength: 6 }), { minLength: 6, maxLength: 10 });
  const round = fc.asyncProperty(LIMITS, queues, async (limits, calls) => {
    upstream.reset();
    upstream.always(scriptedAnswer);
    const since = fixture.ledger.events.length;
    const orders = fixture.ledger.placed.length;
    const round = await newRound(limits);
    const statuses = await Promise.all(
      calls.map(async (queue) => {
        const seen: number[] = [];
        for (const call of queue) seen.push(await answerTo(round.students[call.student] as TestStudent, call));
        return seen;
      }),
    );
    expect(statuses.flat().filter((status) => ![200, 402, 429, 502].includes(status))).toEqual([]);
    expect(fixture.ledger.placed.length - orders).toBe(calls.flat().length);
    await expectExact(round, since);
  });
  await fc.assert(round, { numRuns: 12, endOnFailure: true });
});

test('the rounds had calls of every outcome', () => {
  const fates = new Set(
    fixture.ledger.placed.map(({ order, placement }) => {
      if (placement === null) return 'unanswered';
      if ('refused' in placement) return placement.refused.why;
      return placement.hold.cap < order.cap ? 'clamped' : 'whole';
    }),
  );
  expect([...fates].sort()).toEqual(['clamped', 'held', 'spent', 'whole']);
});
