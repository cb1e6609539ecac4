import { firstIdAt } from '../../../../src/ledger/hold-ids.ts';
import type { BalanceRow, LedgerRows, RecordRow, SumRow } from './ledger-rows.ts';

/** P4, added up anew from the records: by the range of ids of each window, and by the day that each record names. */
export function findSumProblems(rows: LedgerRows): string[] {
  const refunds = sumBy(
    rows.refunds,
    ({ record_id }) => record_id,
    ({ amount }) => amount,
  );
  const netOf = ({ id, cost }: RecordRow) => cost - (refunds.get(id) ?? 0);
  return [
    ...findBalanceProblems(rows, netOf),
    ...findSpanProblems('day', rows.days, rows.records, ({ day }) => day, netOf),
    ...findSpanProblems('day of a class', rows.classDays, rows.records, ({ day }) => day, netOf),
    ...findSpanProblems('month', rows.months, rows.records, ({ day }) => day.slice(0, 7), netOf),
  ];
}

function findBalanceProblems(rows: LedgerRows, netOf: (record: RecordRow) => number): string[] {
  const byScope = new Map<string, RecordRow[]>();
  for (const record of rows.records) {
    const scopes = ['wallet 0', `class ${record.class_id}`, `student ${record.student_id}`];
    for (const scope of scopes) add(byScope, scope, record);
  }
  const held = new Map<number, number>();
  for (const { amount, balance_ids } of rows.holds) {
    for (const id of JSON.parse(balance_ids) as number[]) held.set(id, (held.get(id) ?? 0) + amount);
  }
  return rows.balances.flatMap((balance) => {
    const spent = (byScope.get(`${balance.scope} ${balance.scope_id}`) ?? [])
      .filter(({ id }) => id >= firstIdAt(balance.window_start) && id < firstIdAt(balance.window_end))
      .reduce((sum, record) => sum + netOf(record), 0);
    return [
      ...differs(`what ${nameOf(balance)} has spent`, balance.spent, spent),
      ...differs(`what ${nameOf(balance)} holds`, balance.held, held.get(balance.id) ?? 0),
    ];
  });
}

function findSpanProblems(
  name: string,
  sums: readonly SumRow[],
  records: readonly RecordRow[],
  spanOf: (record: RecordRow) => string,
  netOf: (record: RecordRow) => number,
): string[] {
  const requests = sumBy(records, spanOf, () => 1);
  const costs = sumBy(records, spanOf, netOf);
  const stored = new Map(sums.map((sum) => [sum.span, sum]));
  return [...new Set([...requests.keys(), ...stored.keys()])].flatMap((span) => [
    ...differs(`the cost of the ${name} ${span}`, stored.get(span)?.cost ?? 0, costs.get(span) ?? 0),
    ...differs(`the requests of the ${name} ${span}`, stored.get(span)?.requests ?? 0, requests.get(span) ?? 0),
  ]);
}

function nameOf({ scope, scope_id, period, window_start }: BalanceRow): string {
  return `${scope} ${scope_id} in the ${period} from ${new Date(window_start).toISOString()}`;
}

function differs(what: string, is: number, should: number): string[] {
  return is === should ? [] : [`${what} is ${is}, but should be ${should}`];
}

function sumBy<Row, Key>(
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
  amountOf: (row: Row) => number,
): Map<Key, number> {
  const sums = new Map<Key, number>();
  for (const row of rows) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0) + amountOf(row));
  return sums;
}

function add<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
