import { auditBalances } from '../../../ledger/balance-audit.ts';
import { amountIn, type UnitAmounts } from '../../../ledger/budget-units.ts';
import { DailyAudit } from '../../../ledger/daily-audit.ts';
import { firstIdAt, heldAt } from '../../../ledger/hold-ids.ts';
import type { StoredBalance } from '../../../ledger/stored-balance.ts';
import { WindowAudit } from '../../../ledger/window-audit.ts';
import type { CheckReport } from '../../check-report.ts';
import { netOf, refundsFrom } from '../reports/refunds.ts';
import { PAYERS_COLUMNS, type PayersRow, payersOf } from '../rows/call-rows.ts';
import { IS_STORED, STORED_BALANCE, type StoredBalanceRow, storedBalanceFrom } from '../rows/stored-balance-row.ts';
import { allRows, eachRow, type SqlWork } from '../sql-work.ts';
import { auditCurrentWindows } from './current-windows.ts';
import { auditStoredDays, auditStoredTotals } from './stored-days.ts';
import { findStrayRows, shorten } from './stray-rows.ts';

export interface CheckOptions {
  /** Balances whose window began before (ms UTC) are not compared call by call; 0: all of them are. */
  readonly since: number;
  /** Those whose window is current then (ms UTC) are compared by the sums per day. */
  readonly now: number;
}

/**
 * Checks whether the ledger keeps its promises. It reads one snapshot, so that calls may run meanwhile. The queries are
 * cheap or linear. A problem that lasts has the same text each time.
 */
export function* checkIntegrity({ since, now }: CheckOptions): SqlWork<CheckReport> {
  const balances = yield* readBalances();
  const { count: holds, held } = yield* sumHolds(balances);
  const { records, problems } = yield* compareRecords(balances, since);
  const older = balances.filter(({ window }) => window.start < since && now < window.end);
  const current = yield* auditCurrentWindows(older);
  const strays = yield* findStrayRows();
  const found = [...auditBalances(balances, held), ...problems, ...current, ...strays];
  return { balances: balances.length, records, holds, problems: shorten(found) };
}

function* readBalances(): SqlWork<StoredBalance[]> {
  const rows = yield* allRows<StoredBalanceRow>(
    `SELECT ${STORED_BALANCE} FROM balances WHERE ${IS_STORED}
     ORDER BY scope, scope_id, period, unit, selector, window_start`,
  );
  return rows.map(storedBalanceFrom);
}

/** By id of a balance, in its unit. */
export function* sumHolds(
  balances: readonly Pick<StoredBalance, 'id' | 'unit'>[],
): SqlWork<{ count: number; held: ReadonlyMap<number, number> }> {
  const units = new Map(balances.map(({ id, unit }) => [id, unit]));
  const holds = yield* allRows<UnitAmounts & { balance_ids: string }>(
    'SELECT amount AS money, tokens, calls, images, balance_ids FROM holds',
  );
  const held = new Map<number, number>();
  for (const { balance_ids, ...amounts } of holds) {
    for (const id of JSON.parse(balance_ids) as number[]) {
      held.set(id, (held.get(id) ?? 0) + amountIn(units.get(id) ?? 'money', amounts));
    }
  }
  return { count: holds.length, held };
}

interface CallRow extends PayersRow {
  readonly id: number;
  readonly token_id: number;
  readonly day: string;
  readonly served_model: string;
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly cost: number;
  readonly tokens: number;
  readonly calls: number;
  readonly images: number;
}

const CALLS = `SELECT id, ${PAYERS_COLUMNS}, token_id, day, served_model, input_tokens, cached_input_tokens,
  output_tokens, cost, tokens, calls, images FROM usage_records WHERE id >= ?`;

/** One pass over the records, in the order of time. */
function* compareRecords(
  balances: readonly StoredBalance[],
  since: number,
): SqlWork<{ records: number; problems: string[] }> {
  const firstId = firstIdAt(since);
  const refunds = yield* refundsFrom(firstId);
  const windows = new WindowAudit(balances.filter(({ window }) => window.start >= since));
  const days = new DailyAudit(since);
  const records = yield* eachRow<CallRow>({ text: CALLS, values: [] }, firstId, (row) => {
    const net = netOf(row, refunds.get(row.id));
    windows.count({ ...payersOf(row), at: heldAt(row.id), net });
    days.count({ ...row, cost: net.money });
  });
  const drifts = [...windows.drifts()].map(({ problem }) => problem);
  const daily = [...(yield* auditStoredDays(days)), ...(yield* auditStoredTotals(days.firstDay))];
  return { records, problems: [...drifts, ...daily] };
}
