import assert from 'node:assert/strict';
import type { BudgetBalance } from '../../../src/ledger/budgets.ts';
import { FOREVER } from '../../../src/ledger/periods.ts';
import type { Store } from '../../../src/store/store.ts';
import { agreeOnIncidents, agreeOnRecords, agreeOnUsage } from './agreement-records.ts';
import { agreeOnBudgets, agreeOnCallers } from './agreement-rules.ts';
import { type ApplicableLimit, limitsOfClass, limitsOfStudent, limitsOfWallet } from './applicable-limits.ts';
import { carriedIn } from './carried.ts';
import { topUpsInEffect } from './expected-placement.ts';
import { isInPeriod, type Money, moneyIn, moneyOf } from './sums.ts';
import { isPlain, type KindInWorld, kindInWorld, type TopUpInWorld, type World } from './world.ts';

type Agreement = (world: World, store: Store) => Promise<void>;

/** Lists that only grow, or that are told apart for long: a problem in one of them is still there a few turns later. */
const IN_TURNS: readonly Agreement[][] = [
  [agreeOnRecords, agreeOnCallers],
  [agreeOnIncidents, agreeOnBudgets],
  [agreeOnUsage('day'), agreeOnStudentBalances],
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
  await Promise.all([agreeOnBalances, agreeOnTopUps, ...lists].map((agreement) => agreement(world, store)));
}

export async function agreeOnEverything(world: World, store: Store): Promise<void> {
  const others = (['class', 'model', 'token'] as const).map(agreeOnUsage);
  await Promise.all(
    [agreeOnBalances, agreeOnTopUps, ...IN_TURNS.flat(), ...others].map((agreement) => agreement(world, store)),
  );
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
  const expected = limits.flat().map((limit) => expectedLine(world, limit));
  const actual = balances.flat().map(actualLine);
  assert.deepEqual(actual.sort(), expected.sort(), 'a balance is not the sum of the records of its period');
  for (const balance of balances.flat()) judgeWindow(balance, now);
}

/** What pages show of many students at once, who may have no row yet. */
async function agreeOnStudentBalances(world: World, store: Store): Promise<void> {
  const students = [...world.students.values()];
  const balances = await store.ledger.balancesOfStudents(
    students.map(({ id }) => id),
    world.now,
  );
  const present = students.filter(({ removed }) => !removed);
  const expected = present.flatMap((student) => limitsOfStudent(world, student).map((one) => expectedLine(world, one)));
  const actual = [...balances.values()].flat().map(actualLine);
  assert.deepEqual(actual.sort(), expected.sort(), 'a balance of a student is not the sum of the records');
}

async function agreeOnTopUps(world: World, store: Store): Promise<void> {
  const { rows } = await store.ledger.listTopUps({ after: null, limit: 10_000 });
  const actual = rows.map((row) => topUpLine({ ...row, withdrawn: row.withdrawnAt !== null }, row));
  const expected = world.topUps.map((topUp) => topUpLine(topUp, moneyOf(world, topUp)));
  assert.deepEqual(actual.sort(), expected.sort(), 'a top-up is not the sum of the calls that it paid');
}

function topUpLine({ id, scope, scopeId, amount, startsAt, endsAt, withdrawn }: TopUpInWorld, money: Money): string {
  const state = withdrawn ? ', withdrawn' : '';
  return `${id}, ${scope} ${scopeId}: ${amount} in [${startsAt}, ${endsAt})${state}, spent ${money.spent}, held ${money.held}`;
}

function expectedLine(world: World, limit: ApplicableLimit): string {
  const ways = topUpsInEffect(world, limit.scope, limit.scopeId, world.now);
  const left = Math.max(...ways.map((way) => way.left));
  const unspent = Math.max(...ways.map((way) => way.unspent));
  const carried = carriedIn(world, limit, world.now);
  const money = moneyIn(world, limit, world.now);
  return describeLimit(
    { ...limit, limit: limit.limit + carried, carried },
    money,
    ways.length === 0 || !isPlain(limit) ? null : { left, unspent },
  );
}

function actualLine(balance: BudgetBalance): string {
  return describeLimit({ ...balance, ...kindInWorld(balance) }, balance, balance.topUps);
}

/** One line, so that a difference is read at a glance. */
function describeLimit(
  {
    scope,
    scopeId,
    period,
    unit,
    models,
    limit,
    carried,
  }: Pick<BudgetBalance, 'scope' | 'scopeId' | 'limit' | 'carried'> & KindInWorld,
  { spent, held }: Money,
  topUps: BudgetBalance['topUps'],
): string {
  const more = topUps === null ? '' : `, top-ups ${topUps.left} of ${topUps.unspent}`;
  return `${scope} ${scopeId} ${period} ${unit} of ${models}: limit ${limit}, carried ${carried}, spent ${spent}, held ${held}${more}`;
}

/** Its first and last instants are of the period; those beyond are not. */
function judgeWindow({ calendar, window, ...balance }: BudgetBalance, now: number): void {
  const { start, end } = window;
  const { timeZone, termStartsOn: startsOn, termEndsOn: endsOn } = calendar;
  const limit: ApplicableLimit = { ...balance, ...kindInWorld(balance), timeZone, startsOn, endsOn, carry: null };
  const isIn = (at: number) => isInPeriod(limit, at, now);
  const text = `the ${balance.period} of ${timeZone} around ${now} is not [${start}, ${end})`;
  if (start > 0) assert.ok(isIn(start) && !isIn(start - 1), text);
  if (end !== FOREVER) assert.ok(isIn(end - 1) && !isIn(end), text);
  if (balance.period !== 'term') assert.ok(start <= now && now < end, text);
}
