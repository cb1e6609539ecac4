import { firstIdAt, heldAt } from '../../../ledger/hold-ids.ts';
import { nameBalance, type StoredBalance } from '../../../ledger/stored-balance.ts';
import { WindowAudit } from '../../../ledger/window-audit.ts';
import { netOf, refundsFrom } from '../reports/refunds.ts';
import { sumSpentInScope } from '../reports/spend-query.ts';
import { PAYERS_COLUMNS, type PayersRow, payersOf } from '../rows/call-rows.ts';
import { eachRow, type SqlWork } from '../sql-work.ts';

/**
 * Compares balances with what was spent in their windows, without reading a call of a whole day: by the sums per day,
 * and by the records at the edges. Where these differ, the records of the window are read, because sums can be wrong as
 * well. So every reported difference is exact.
 * @param balances those of a series one after the other, by the start of their windows
 */
export function* auditCurrentWindows(balances: readonly StoredBalance[]): SqlWork<string[]> {
  const differing = yield* findDiffering(balances);
  if (differing.length === 0) return [];
  const windows = new WindowAudit(differing);
  yield* countCalls(Math.min(...differing.map(({ window }) => window.start)), windows);
  const wrong = new Map([...windows.drifts()].map(({ balance, problem }) => [balance.id, problem]));
  return differing.map(
    (balance) => wrong.get(balance.id) ?? `${nameBalance(balance)}: the sums of its days are not those of its records`,
  );
}

/** All spending of a window is summed at once: most balances share theirs with all others of their scope. */
function* findDiffering(balances: readonly StoredBalance[]): SqlWork<StoredBalance[]> {
  const spentIn = new Map<string, ReadonlyMap<number, number>>();
  const differing: StoredBalance[] = [];
  for (const balance of balances) {
    const { scope, scopeId, unit, selector, window } = balance;
    const key = `${scope} ${unit} ${selector} ${window.start} ${window.end}`;
    const spent = spentIn.get(key) ?? (yield* sumSpentInScope({ scope, unit, selector }, window.start, window.end));
    spentIn.set(key, spent);
    if (balance.spent !== (spent.get(scopeId) ?? 0)) differing.push(balance);
  }
  return differing;
}

interface CallRow extends PayersRow {
  readonly id: number;
  readonly cost: number;
  readonly tokens: number;
  readonly calls: number;
  readonly images: number;
}

/** @param from ms UTC */
function* countCalls(from: number, windows: WindowAudit): SqlWork<void> {
  const firstId = firstIdAt(from);
  const refunds = yield* refundsFrom(firstId);
  const text = `SELECT id, ${PAYERS_COLUMNS}, cost, tokens, calls, images FROM usage_records WHERE id >= ?`;
  yield* eachRow<CallRow>({ text, values: [] }, firstId, (row) => {
    windows.count({ ...payersOf(row), at: heldAt(row.id), net: netOf(row, refunds.get(row.id)) });
  });
}
