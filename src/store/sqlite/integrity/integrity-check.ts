import { firstIdAt, heldAt } from '../../../ledger/hold-ids.ts';
import type { CheckReport } from '../../check-report.ts';
import type { Sqlite } from '../engine/database.ts';
import { faultsByDays } from '../ledger/current-windows.ts';
import { DaySums } from '../ledger/daily-totals.ts';
import { refundsFrom } from '../ledger/refunds.ts';
import { aboveOrBelow, type BalanceRow, nameOf, WindowSums } from '../ledger/window-sums.ts';

export interface CheckOptions {
  /** Balances whose window began before (ms UTC) are not compared call by call; 0: all of them are. */
  readonly since: number;
  /** Those whose window is current then (ms UTC) are compared by the sums per day. */
  readonly now: number;
}

/** Whoever has more than these has one cause for all of them. */
const MAX_FAULTS = 50;

/**
 * Whether the ledger keeps its promises, read in one transaction, so that calls may run meanwhile. The statements are
 * cheap or linear; a fault that lasts is said in the same words each time.
 */
export function checkLedger(sqlite: Sqlite, { since, now }: CheckOptions): CheckReport {
  return sqlite.transaction(() => {
    const balances = balancesOf(sqlite);
    const { records, faults: sums } = compareSums(sqlite, balances, since);
    const older = balances.filter(({ window_start, window_end }) => window_start < since && now < window_end);
    const found = [
      ...[negativeOnes(balances), overlaps(balances), heldWrongly(sqlite, balances)],
      ...[sums, faultsByDays(sqlite, older), strays(sqlite)],
    ];
    return { balances: balances.length, records, holds: countOf(sqlite, 'holds'), faults: listed(found.flat()) };
  })();
}

function listed(faults: readonly string[]): string[] {
  const more = faults.length - MAX_FAULTS;
  return more > 0 ? [...faults.slice(0, MAX_FAULTS), `and ${more} more faults`] : [...faults];
}

function balancesOf(sqlite: Sqlite): BalanceRow[] {
  return sqlite
    .prepare(
      `SELECT * FROM balances WHERE scope IN ('wallet', 'class', 'student') ORDER BY scope, scope_id, period, window_start`,
    )
    .all() as BalanceRow[];
}

function countOf(sqlite: Sqlite, table: 'holds'): number {
  return (sqlite.prepare(`SELECT count(*) AS rows FROM ${table}`).get() as { rows: number }).rows;
}

function negativeOnes(balances: readonly BalanceRow[]): string[] {
  return balances.flatMap((balance) => [
    ...(balance.spent < 0 ? [`${nameOf(balance)}: spent is below zero`] : []),
    ...(balance.held < 0 ? [`${nameOf(balance)}: held is below zero`] : []),
  ]);
}

function overlaps(balances: readonly BalanceRow[]): string[] {
  return balances.flatMap((balance, index) => {
    const before = balances[index - 1];
    const follows =
      before?.scope === balance.scope && before.scope_id === balance.scope_id && before.period === balance.period;
    return follows && balance.window_start < before.window_end
      ? [`${nameOf(balance)}: overlaps the window before it`]
      : [];
  });
}

function heldWrongly(sqlite: Sqlite, balances: readonly BalanceRow[]): string[] {
  const holds = sqlite.prepare('SELECT amount, balance_ids FROM holds').all();
  const held = new Map<number, number>();
  for (const { amount, balance_ids } of holds as { amount: number; balance_ids: string }[]) {
    for (const id of JSON.parse(balance_ids) as number[]) held.set(id, (held.get(id) ?? 0) + amount);
  }
  return balances.flatMap((balance) => {
    const drift = balance.held - (held.get(balance.id) ?? 0);
    return drift === 0 ? [] : [`${nameOf(balance)}: held is ${aboveOrBelow(drift)} its open holds`];
  });
}

interface RecordSums {
  readonly id: number;
  readonly student_id: number;
  readonly class_id: number;
  readonly token_id: number;
  readonly day: string;
  readonly served_model: string;
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly cost: number;
}

/** One pass over the records, in the order of time. */
function compareSums(sqlite: Sqlite, balances: readonly BalanceRow[], since: number) {
  const firstId = firstIdAt(since);
  const refunds = refundsFrom(sqlite, firstId);
  const windows = new WindowSums(balances.filter((balance) => balance.window_start >= since));
  const days = new DaySums(since);
  const rows = sqlite
    .prepare(
      `SELECT id, student_id, class_id, token_id, day, served_model, input_tokens, cached_input_tokens, output_tokens, cost
       FROM usage_records WHERE id >= ? ORDER BY id`,
    )
    .iterate(firstId) as IterableIterator<RecordSums>;
  let records = 0;
  for (const row of rows) {
    records += 1;
    const net = row.cost - (refunds.get(row.id) ?? 0);
    windows.count({ studentId: row.student_id, classId: row.class_id, at: heldAt(row.id), net });
    days.count({ ...row, cost: net });
  }
  return { records, faults: [...[...windows.drifts()].map(({ fault }) => fault), ...days.faults(sqlite)] };
}

/** Each finds rows that must not be there: `id`, and `other` where there is one. */
const STRAYS: readonly { readonly sql: string; readonly fault: (id: number, other: number) => string }[] = [
  {
    sql: 'SELECT id, 0 AS other FROM holds WHERE id IN (SELECT id FROM usage_records) ORDER BY id',
    fault: (id) => `call ${id} is a usage record and an open hold as well`,
  },
  {
    sql: `SELECT usage_records.id, sum(amount) - cost AS other FROM refunds JOIN usage_records ON usage_records.id = record_id
          GROUP BY usage_records.id HAVING other > 0`,
    fault: (id, other) => `call ${id}: refunds are ${aboveOrBelow(other)} its cost`,
  },
  {
    sql: 'SELECT id, record_id AS other FROM refunds WHERE record_id NOT IN (SELECT id FROM usage_records)',
    fault: (id, other) => `refund ${id} is for call ${other}, which has no record`,
  },
  {
    sql: `SELECT id, record_id AS other FROM incidents
          WHERE record_id IS NOT NULL AND record_id NOT IN (SELECT id FROM usage_records)`,
    fault: (id, other) => `incident ${id} is about call ${other}, which has no record`,
  },
];

function strays(sqlite: Sqlite): string[] {
  return STRAYS.flatMap(({ sql, fault }) => {
    const rows = sqlite.prepare(`${sql} LIMIT ${MAX_FAULTS}`).all() as { id: number; other: number }[];
    return rows.map(({ id, other }) => fault(id, other));
  });
}
