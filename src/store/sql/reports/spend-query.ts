import type { BudgetUnit } from '../../../ledger/budget-units.ts';
import type { Scope } from '../../../ledger/budgets.ts';
import { firstIdAt, heldAt } from '../../../ledger/hold-ids.ts';
import type { NanoUsd } from '../../../ledger/money.ts';
import type { StoredBalance } from '../../../ledger/stored-balance.ts';
import type { TopUpScope } from '../../../ledger/top-ups.ts';
import { addUtcDays } from '../../../ledger/utc-days.ts';
import { type CountedKind, countedCalls, sumCharged, sumCost, sumRefunded } from '../counted-calls.ts';
import { NUMBERS_OF_JSON } from '../engine-words.ts';
import { allRows, oneRow, type SqlWork } from '../sql-work.ts';
import { daysWithin, earliestOf, endOf, firstDayAt, lastDayAt } from './local-days.ts';
import { HAS_REQUESTS, usageSource } from './usage-source.ts';

/**
 * What the calls that began in [from, to), ms UTC, were charged to the budgets of a scope, less refunds: exactly what the
 * records say, in every zone; of money for every call, without the calls that a top-up of the scope paid.
 * Days that lie in the time as a whole are read as sums and only its ends call by call, so that a term of a thousand
 * students takes milliseconds.
 */

export interface SpentOfStudentsQuery {
  readonly unit: BudgetUnit;
  /** selectorText(). */
  readonly selector: string;
  readonly studentIds: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** Who spent nothing is not in the map. */
export function sumSpentOfStudents(query: SpentOfStudentsQuery): SqlWork<Map<number, NanoUsd>> {
  const { unit, selector, from, to } = query;
  const among = `student_id IN (${NUMBERS_OF_JSON})`;
  return sumSpent({ scope: 'student', unit, selector, among, values: [JSON.stringify(query.studentIds)] }, from, to);
}

/** Of everyone in a scope, by id; the wallet's is 0. Who spent nothing is not in the map. */
export function* sumSpentInScope(
  { scope, ...kind }: Pick<StoredBalance, 'scope' | 'unit' | 'selector'>,
  from: number,
  to: number,
): SqlWork<Map<number, number>> {
  if (scope !== 'top-up') return yield* sumSpent({ scope, ...kind, among: 'TRUE', values: [] }, from, to);
  const rows = [
    ...(yield* sumPaid('student_top_up_id', 'student', 'TRUE', [], from, to)),
    ...(yield* sumPaid('class_top_up_id', 'class', 'TRUE', [], from, to)),
  ];
  return new Map(rows.map(({ id, amount }) => [id, amount]));
}

/** The same, of the records only. */
export function* sumRecordsInScope(
  { scope, ...kind }: Pick<StoredBalance, 'scope' | 'unit' | 'selector'>,
  from: number,
  to: number,
): SqlWork<Map<number, number>> {
  if (scope === 'top-up') return yield* sumSpentInScope({ scope, ...kind }, from, to);
  const counted = countedCalls({ scope, ...kind });
  const values = [firstIdAt(from), firstIdAt(to), ...counted.values];
  const spent = yield* allRows<SpentRow>(
    `SELECT ${IDS[scope]} AS id, ${sumCost(kind.unit)} AS amount FROM usage_records
     WHERE id >= ? AND id < ? AND ${counted.sql} GROUP BY 1`,
    ...values,
  );
  // Refunds are few: looked up for each record, they took more than half of the time.
  const refunded = yield* allRows<SpentRow>(
    `SELECT ${IDS[scope]} AS id, ${sumRefunded(kind.unit)} AS amount FROM refunds CROSS JOIN usage_records
     WHERE usage_records.id = record_id AND record_id >= ? AND record_id < ? AND ${counted.sql} GROUP BY 1`,
    ...values,
  );
  const net = new Map(spent.map(({ id, amount }) => [id, amount]));
  for (const { id, amount } of refunded) net.set(id, (net.get(id) ?? 0) - amount);
  return net;
}

const NET_COST = sumCharged('money');
const IDS: Record<Scope, string> = { wallet: '0', class: 'class_id', student: 'student_id' };

interface Spenders extends CountedKind {
  /** A condition on the rows of calls and of their sums, with its values. */
  readonly among: string;
  readonly values: readonly string[];
}

interface SpentRow {
  readonly id: number;
  /** In the unit. */
  readonly amount: number;
}

function* sumSpent(spenders: Spenders, from: number, to: number): SqlWork<Map<number, number>> {
  if (spenders.unit !== 'money' || spenders.selector !== '') return yield* sumCounted(spenders, from, to);
  const spent = new Map<number, NanoUsd>();
  for (const { id, amount } of yield* spentRows(spenders, from, to)) spent.set(id, (spent.get(id) ?? 0) + amount);
  const { scope, among, values } = spenders;
  if (scope === 'wallet') return spent;
  const byTopUps = yield* sumPaid(IDS[scope], scope, among, values, from, to);
  for (const { id, amount } of byTopUps) spent.set(id, (spent.get(id) ?? 0) - amount);
  return spent;
}

/** Call by call: the sums per day do not say what was charged in other units, or by which model. */
function* sumCounted(spenders: Spenders, from: number, to: number): SqlWork<Map<number, number>> {
  const { scope, unit, among, values } = spenders;
  const counted = countedCalls(spenders);
  const rows = yield* allRows<SpentRow>(
    `SELECT ${IDS[scope]} AS id, ${sumCharged(unit)} AS amount FROM usage_records
     WHERE id >= ? AND id < ? AND ${among} AND ${counted.sql} GROUP BY 1`,
    ...[firstIdAt(from), firstIdAt(to), ...values, ...counted.values],
  );
  return new Map(rows.map(({ id, amount }) => [id, amount]));
}

/** What top-ups of a scope paid. @param by the column of the groups */
function sumPaid(
  by: string,
  scope: TopUpScope,
  among: string,
  values: readonly string[],
  from: number,
  to: number,
): SqlWork<SpentRow[]> {
  return allRows<SpentRow>(
    `SELECT ${by} AS id, ${NET_COST} AS amount FROM usage_records
     WHERE id >= ? AND id < ? AND ${scope}_top_up_id <> 0 AND ${among} GROUP BY 1`,
    firstIdAt(from),
    firstIdAt(to),
    ...values,
  );
}

function* spentRows(spenders: Spenders, from: number, to: number): SqlWork<SpentRow[]> {
  const { oldest, newest } = yield* oneRow<{ oldest: number | null; newest: number | null }>(
    'SELECT (SELECT min(id) FROM usage_records) AS oldest, (SELECT max(id) FROM usage_records) AS newest',
  );
  if (oldest === null || newest === null) return [];
  // Where there are no calls outside, the days at the ends are whole: they need not be read call by call.
  const begin = from <= heldAt(oldest) ? earliestOf(firstDayAt(heldAt(oldest))) : from;
  const end = to > heldAt(newest) ? endOf(lastDayAt(heldAt(newest))) : to;
  const whole = begin < end ? daysWithin(begin, end) : null;
  if (whole === null) return yield* sumRecords(spenders, [begin, end], 'day >= ?', '');
  const { first, last } = whole;
  const head = [begin, Math.min(end, endOf(addUtcDays(first, -1)))] as const;
  const tail = [Math.max(begin, earliestOf(addUtcDays(last, 1))), end] as const;
  return [
    ...(yield* sumRecords(spenders, head, 'day < ?', first)),
    ...(yield* sumDays(spenders, first, last)),
    ...(yield* sumRecords(spenders, tail, 'day > ?', last)),
  ];
}

function* sumDays({ scope, among, values }: Spenders, from: string, to: string): SqlWork<SpentRow[]> {
  const source = yield* usageSource({ from, to, groupBy: scope === 'student' ? 'student' : 'class' });
  return yield* allRows<SpentRow>(
    `${source.with} SELECT ${IDS[scope]} AS id, CAST(sum(cost) AS BIGINT) AS amount FROM ${source.from} WHERE ${among} GROUP BY 1 ${HAS_REQUESTS}`,
    ...source.values,
    ...values,
  );
}

/** @param dayCondition on the local day of a call, with one `?` */
function sumRecords(
  { scope, among, values }: Spenders,
  [begin, end]: readonly [number, number],
  dayCondition: string,
  day: string,
): SqlWork<SpentRow[]> {
  return allRows<SpentRow>(
    `SELECT ${IDS[scope]} AS id, ${NET_COST} AS amount FROM usage_records WHERE id >= ? AND id < ? AND ${dayCondition} AND ${among} GROUP BY 1`,
    firstIdAt(begin),
    firstIdAt(end),
    day,
    ...values,
  );
}
