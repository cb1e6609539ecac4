import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findNotices } from '../contract/notices/said.ts';
import { ExpectedNotices } from './expected-notices.ts';
import { School, type SchoolDatabase, type ScopeOf, STUDENTS } from './school.ts';

/**
 * Random histories of calls, refusals, refunds, changed limits and rules, a clock that jumps both ways, restarts and
 * killed processes. Whenever the store has looked, every threshold that a current window has passed was said, none was
 * said twice unless its limit was raised, and each was true when it was said.
 */
const HOUR_MS = 3_600_000;
const GATHER_MS = 600_000;

const student = fc.integer({ min: 1, max: STUDENTS });
const scope = fc.nat({ max: STUDENTS + 1 });
const cost = fc.oneof(fc.nat({ max: 700 }), fc.constantFrom(0, 1, 250, 500));
const turns = fc.nat({ max: 6 });
const peaceful = fc.oneof(
  { weight: 10, arbitrary: fc.record({ does: fc.constant('call' as const), student, cost }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('look' as const) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('wait' as const), hours: fc.nat({ max: 30 }) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('turn back' as const), hours: fc.nat({ max: 40 }) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('limit' as const), scope, limit: fc.nat({ max: 3000 }) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('reshape' as const), scope }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('refund' as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('restart' as const) }) },
);
/** Four of 26 steps. */
const killing = fc.oneof(
  { weight: 2, arbitrary: fc.record({ does: fc.constant('kill in a call' as const), turns, student, cost }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('kill in a look' as const), turns }) },
);
const withKills = fc.oneof({ weight: 22, arbitrary: peaceful }, { weight: 4, arbitrary: killing });
type Step = typeof withKills extends fc.Arbitrary<infer Value> ? Value : never;

/** @param runs how many histories @param kills processes can be killed */
export function testNoticeHistories(
  create: () => Promise<SchoolDatabase>,
  { runs, kills }: { readonly runs: number; readonly kills: boolean },
): void {
  const step: fc.Arbitrary<Step> = kills ? withKills : peaceful;
  test('each crossing is said once, is true, and is never missed', { timeout: 280_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const school = new School(await create());
        try {
          await school.fill();
          const expected = new ExpectedNotices(school);
          await expected.see();
          for (const each of steps) await take(each, school, expected);
          await lookAndCheck(school, expected);
          expect((await school.store.ledger.check('full', school.clock.now())).problems).toEqual([]);
        } finally {
          await school.end();
        }
      }),
      { numRuns: runs },
    );
  });
}

async function take(each: Step, school: School, expected: ExpectedNotices): Promise<void> {
  switch (each.does) {
    case 'call':
      return expected.see(await school.call(each.student, each.cost));
    case 'look':
      return lookAndCheck(school, expected);
    case 'wait':
      school.clock.advance(each.hours * HOUR_MS);
      return expected.see();
    case 'turn back':
      school.clock.set(school.clock.now() - each.hours * HOUR_MS);
      return expected.see();
    case 'limit': {
      const about = school.scopes[each.scope];
      if (about === undefined) return;
      const { limit } = await school.balance(about);
      expected.limitChanges(about, each.limit > limit, school.clock.now());
      await school.limit(about, each.limit);
      return;
    }
    case 'reshape': {
      const about = school.scopes[each.scope];
      if (about !== undefined) await school.reshape(about);
      return expected.see();
    }
    case 'refund':
      await school.refund();
      return expected.see();
    case 'restart':
      return school.restart();
    case 'kill in a call': {
      let refusedBy: ScopeOf | null = null;
      await school.kill(each.turns, async () => {
        refusedBy = await school.call(each.student, each.cost);
      });
      if (refusedBy !== null) expected.mayBeRefused(refusedBy);
      return expected.see();
    }
    case 'kill in a look':
      await school.kill(each.turns, () => findNotices(school.store, school.clock.now()));
  }
}

/** What is gathered waits: the second look comes after that time. */
async function lookAndCheck(school: School, expected: ExpectedNotices): Promise<void> {
  await findNotices(school.store, school.clock.now());
  school.clock.advance(GATHER_MS);
  await expected.see();
  await findNotices(school.store, school.clock.now());
  await expected.check();
}
