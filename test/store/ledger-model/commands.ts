import fc from 'fast-check';
import { BUDGET_UNITS } from '../../../src/ledger/budget-units.ts';
import { type BudgetLimit, kindKey } from '../../../src/ledger/budgets.ts';
import { PERIODS } from '../../../src/ledger/periods.ts';
import type { Step } from './step.ts';
import { archiveClass, forgetNames } from './steps/archive.ts';
import { deleteBudget, setBudget } from './steps/budgets.ts';
import { type ClassSpec, createClass, deleteClass, type TermSpec, updateClass } from './steps/classes.ts';
import { clockToBorder, moveClock } from './steps/clock.ts';
import { place } from './steps/place.ts';
import { refund } from './steps/refund.ts';
import { expireAll, release, releaseAgain, settle, settleAgain } from './steps/resolve.ts';
import { createStudent, moveStudent, removeStudent, rotateToken, suspendStudent } from './steps/students.ts';
import { grantTopUp, withdrawTopUp } from './steps/top-ups.ts';
import { type LedgerCommand, Restart, Turn } from './turn.ts';
import type { Server } from './world.ts';
import { ZONES } from './zones.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

const index = fc.nat({ max: 11 });
/** Nano-USD. A call costs some hundreds, so that a few of them fill a budget. */
const amount = fc.oneof(fc.nat({ max: 2500 }), fc.constantFrom(0, 1, 500, 1_000_000_000_000_000));

const placing = fc
  .record({
    student: index,
    input: fc.oneof(fc.nat({ max: 400_000 }), fc.constantFrom(0, 1, 999, 1000, 1001)),
    rate: fc.oneof(fc.nat({ max: 8000 }), fc.constantFrom(0, 1, 1000)),
    cap: fc.oneof(fc.nat({ max: 100 }), fc.constantFrom(0, 1)),
    lowest: fc.option(fc.nat({ max: 30 })),
    model: fc.nat({ max: 1 }),
    images: fc.oneof(fc.constant(0), fc.nat({ max: 4 })),
  })
  .map(place);

export const settling = fc.record({
  call: index,
  percent: fc.oneof(fc.nat({ max: 100 }), fc.constantFrom(0, 100, 100, 130, 400)),
  incident: fc.boolean(),
  tokens: fc.nat({ max: 5 }),
});

/** What students' calls do. */
export const call: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: placing, weight: 8 },
  { arbitrary: settling.map(settle), weight: 4 },
  { arbitrary: fc.record({ call: index }).map(release), weight: 2 },
  { arbitrary: settling.map(settleAgain), weight: 1 },
  { arbitrary: fc.record({ call: index }).map(releaseAgain), weight: 1 },
);

const period = fc.constantFrom(...PERIODS);
/** Money of all calls half of the time. */
const kind = fc.oneof(
  fc.constant({}),
  fc.record({
    unit: fc.constantFrom(...BUDGET_UNITS),
    selector: fc.constantFrom(null, { models: ['model-0'] }, { models: ['model-0', 'model-1'] }),
  }),
);
/** undefined: as it is. */
const carryOver = fc.constantFrom(undefined, true, true, false);
const limit: fc.Arbitrary<BudgetLimit> = fc
  .record({ period, kind, limit: amount, carryOver })
  .map(({ carryOver: carries, kind: of, ...one }) =>
    one.period === 'term' || one.period === 'total' ? { ...one, ...of } : { ...one, ...of, carryOver: carries },
  );
const limits: fc.Arbitrary<readonly BudgetLimit[]> = fc.uniqueArray(limit, {
  selector: kindKey,
  maxLength: 3,
});
const someLimits = fc.option(limits, { nil: undefined });
const height = fc.oneof(
  amount.map((limit) => ({ limit })),
  fc.integer({ min: -300, max: 900 }).map((leaves) => ({ leaves })),
);
const scope = fc.constantFrom('wallet', 'class', 'class-student', 'student');
const zone = fc.nat({ max: ZONES.length - 1 });
const term: fc.Arbitrary<TermSpec> = fc
  .tuple(fc.integer({ min: -60, max: 10 }), fc.nat({ max: 90 }), fc.boolean(), fc.boolean())
  .map(([from, days, open, never]) => ({ from: open ? null : from, to: never ? null : from + days }));

const schoolClass: fc.Arbitrary<ClassSpec> = fc.record({ zone, term, budgets: someLimits, studentBudgets: someLimits });

const topUp = fc.record({
  scope: fc.constantFrom('class', 'student'),
  of: index,
  amount,
  forMs: fc.oneof(fc.nat({ max: 10 * SECOND }), fc.nat({ max: 3 * DAY }), fc.nat({ max: 70 * DAY })),
});

/** What the owner does. */
const edit: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ scope, of: index, period, kind, height, carryOver }).map(setBudget), weight: 6 },
  { arbitrary: fc.record({ budget: index }).map(deleteBudget), weight: 2 },
  {
    arbitrary: fc.record({ call: index, percent: fc.option(fc.constantFrom(0, 1, 40, 100, 150)) }).map(refund),
    weight: 3,
  },
  { arbitrary: topUp.map(grantTopUp as (spec: object) => Step), weight: 4 },
  { arbitrary: fc.record({ topUp: index }).map(withdrawTopUp), weight: 1 },
  { arbitrary: schoolClass.map(createClass), weight: 1 },
  {
    arbitrary: fc
      .record({
        of: index,
        zone: fc.option(zone, { nil: undefined }),
        term: fc.option(term, { nil: undefined }),
        budgets: someLimits,
        studentBudgets: someLimits,
      })
      .map(updateClass as (spec: object) => Step),
    weight: 3,
  },
  { arbitrary: fc.record({ of: index }).map(deleteClass), weight: 1 },
  { arbitrary: fc.record({ of: index, reopen: fc.boolean() }).map(archiveClass), weight: 2 },
  { arbitrary: fc.record({ of: index }).map(forgetNames), weight: 1 },
  { arbitrary: fc.record({ classIndex: fc.option(index), budgets: someLimits }).map(createStudent), weight: 2 },
  {
    arbitrary: fc.record({ of: index, classIndex: fc.option(index), budgets: someLimits }).map(moveStudent),
    weight: 3,
  },
  { arbitrary: fc.record({ of: index, suspended: fc.boolean() }).map(suspendStudent), weight: 1 },
  { arbitrary: fc.record({ of: index }).map(removeStudent), weight: 1 },
  { arbitrary: fc.record({ of: index }).map(rotateToken), weight: 1 },
);

const clock: fc.Arbitrary<Step> = fc.oneof(
  fc
    .oneof(
      fc.integer({ min: 0, max: 10 * SECOND }),
      fc.integer({ min: 0, max: 3 * DAY }),
      fc.integer({ min: 0, max: 70 * DAY }),
      fc.integer({ min: -2 * SECOND, max: -1 }),
      fc.integer({ min: -30 * HOUR, max: -1 }),
      fc.integer({ min: -40 * DAY, max: -1 }),
    )
    .map((byMs) => moveClock({ byMs })),
  fc
    .record({
      of: fc.constantFrom('day', 'week', 'month', 'term', 'top-up', 'daylight saving'),
      zone,
      which: fc.constantFrom('last', 'next'),
      offset: fc.constantFrom(-1, 0, 1, -HOUR, HOUR),
    })
    .map(clockToBorder),
);

export const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: call, weight: 12 },
  { arbitrary: edit, weight: 5 },
  { arbitrary: clock, weight: 4 },
);

const server: fc.Arbitrary<Server> = fc.record({
  timeZone: fc.constantFrom(...ZONES),
  walletMonthly: fc.integer({ min: 0, max: 6000 }),
  studentWeekly: fc.integer({ min: 0, max: 3000 }),
});

export interface Beginning {
  readonly now: number;
  /** How long ago the first class and its students were made: nothing, or longer than most periods. */
  readonly ageMs: number;
  readonly another: ClassSpec;
  readonly server: Server;
}

export const beginning: fc.Arbitrary<Beginning> = fc.record({
  now: fc.integer({ min: Date.UTC(2026, 6, 1), max: Date.UTC(2027, 6, 1) }),
  ageMs: fc.oneof(fc.constant(0), fc.nat({ max: 100 * DAY })),
  another: schoolClass,
  server,
});

export const command: fc.Arbitrary<LedgerCommand> = fc.oneof(
  { arbitrary: step.map((one) => new Turn([one])), weight: 12 },
  { arbitrary: fc.array(step, { minLength: 2, maxLength: 6 }).map((steps) => new Turn(steps)), weight: 5 },
  // Calls among themselves: what a server may decide on what it saw last.
  { arbitrary: fc.array(call, { minLength: 1, maxLength: 5 }).map((calls) => new Turn(calls)), weight: 5 },
  { arbitrary: fc.constant(new Turn([expireAll()])), weight: 1 },
  {
    arbitrary: fc
      .tuple(fc.record({ expire: fc.boolean(), server: fc.option(server) }), fc.array(call, { maxLength: 2 }))
      .map(([spec, last]) => new Restart(spec, last)),
    weight: 1,
  },
);
