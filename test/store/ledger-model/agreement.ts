import assert from 'node:assert/strict';
import type { BudgetBalance } from '../../../src/ledger/budgets.ts';
import { FOREVER } from '../../../src/ledger/periods.ts';
import type { Store } from '../../../src/store/store.ts';
import { agreeOnIncidents, agreeOnRecords, agreeOnUsage } from './agreement-records.ts';
import { agreeOnBudgets, agreeOnCallers } from './agreement-rules.ts';
import { type ApplicableLimit, limitsOfClass, limitsOfStudent, limitsOfWallet } from './applicable-limits.ts';
import { isInPeriod, moneyIn } from './sums.ts';
import type { World } from './world.ts';

type Agreement = (world: World, store: Store) => Promise<void>;

/** Lists that only grow, or that are told apart for long: a problem in one of them is still there a few turns later. */
const IN_TURNS: readonly Agreement[][] = [
  [agreeOnRecords, agreeOnCallers],
  [agreeOnIncidents, agreeOnBudgets],
  [agreeOnUsage('day')],
  [agreeOnIncidents],
  [agreeOnUsage('student')],
];

/**
 * Promise P4: everything that the store shows is the sum of the records, after any history. The balances are
 * compared after each turn, the lists in turns, and all of them at the end of a history.
 */
export async function agree(world: World, store: Store): Promise<void> {
  world.turns++;
  const lists = IN_TURNS[world.turns % IN_TURNS.length] ?? [];
  await Promise.all([agreeOnBalances, ...lists].map((agreement) => agreement(world, store)));
}

export async function agreeOnEverything(world: World, store: Store): Promise<void> {
  const others = (['class', 'model', 'token'] as const).map(agreeOnUsage);
  await Promise.all([agreeOnBalances, ...IN_TURNS.flat(), ...others].map((agreement) => agreement(world, store)));
  const { problems } = await store.ledger.check('quick', world.now);
  assert.deepEqual(problems, [], 'the ledger check finds a problem where there is none');
}

async function agreeOnBalances(world: World, store: Store): Promise<void> {
  const classes = [...world.classes.values()].filter((schoolClass) => !schoolClass.deleted);
  const students = [...world.students.values()].filter((student) => !student.removed);
  const limits = [
    limitsOfWallet(world),
    ...classes.map(({ id }) => limitsOfClass(world, id)),
    ...students.map((student) => limitsOfStudent(world, student)),
  ];
  const { now } = world;
  const balances = await Promise.all([
    store.ledger.balancesOf('wallet', 0, now),
    ...classes.map(({ id }) => store.ledger.balancesOf('class', id, now)),
    ...students.map(({ id }) => store.ledger.balancesOf('student', id, now)),
  ]);
  const expected = limits.flat().map((limit) => describeLimit(limit, moneyIn(world, limit, now)));
  const actual = balances.flat().map((balance) => describeLimit(balance, balance));
  assert.deepEqual(actual.sort(), expected.sort(), 'a balance is not the sum of the records of its period');
  for (const balance of balances.flat()) judgeWindow(balance, now);
}

/** One line, so that a difference is read at a glance. */
function describeLimit(limit: Pick<ApplicableLimit, 'scope' | 'scopeId' | 'period' | 'limit'>, money: Money): string {
  const { scope, scopeId, period } = limit;
  return `${scope} ${scopeId} ${period}: limit ${limit.limit}, spent ${money.spent}, held ${money.held}`;
}

interface Money {
  readonly spent: number;
  readonly held: number;
}

/** Its first and last instants are of the period; those beyond are not. */
function judgeWindow({ calendar, window, ...balance }: BudgetBalance, now: number): void {
  const { start, end } = window;
  const { timeZone, termStartsOn: startsOn, termEndsOn: endsOn } = calendar;
  const limit: ApplicableLimit = { ...balance, timeZone, startsOn, endsOn };
  const isIn = (at: number) => isInPeriod(limit, at, now);
  const text = `the ${balance.period} of ${timeZone} around ${now} is not [${start}, ${end})`;
  if (start > 0) assert.ok(isIn(start) && !isIn(start - 1), text);
  if (end !== FOREVER) assert.ok(isIn(end - 1) && !isIn(end), text);
  if (balance.period !== 'term') assert.ok(start <= now && now < end, text);
}
