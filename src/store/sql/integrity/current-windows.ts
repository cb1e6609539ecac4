import { firstIdAt, heldAt } from '../../../ledger/hold-ids.ts';
import type { NanoUsd } from '../../../ledger/money.ts';
import { nameBalance, type StoredBalance } from '../../../ledger/stored-balance.ts';
import { WindowAudit } from '../../../ledger/window-audit.ts';
import { refundsFrom } from '../reports/refunds.ts';
import { sumSpentInScope } from '../reports/spend-query.ts';
import { payersOf } from '../rows/call-rows.ts';
import { eachRow, type SqlRead } from '../sql-read.ts';

/**
 * Compares balances with what was spent in their windows, without reading a call of a whole day: by the sums per day,
 * and by the records at the edges. Where these differ, the records of the window are read, because sums can be wrong as
 * well. So every reported difference is exact.
 * @param balances in the order of scope, scope id, period and start of the window
 */
export function* auditCurrentWindows(balances: readonly StoredBalance[]): SqlRead<string[]> {
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
function* findDiffering(balances: readonly StoredBalance[]): SqlRead<StoredBalance[]> {
  const spentIn = new Map<string, ReadonlyMap<number, NanoUsd>>();
  const differing: StoredBalance[] = [];
  for (const balance of balances) {
    const { scope, scopeId, window } = balance;
    const key = `${scope} ${window.start} ${window.end}`;
    const spent = spentIn.get(key) ?? (yield* sumSpentInScope(scope, window.start, window.end));
    spentIn.set(key, spent);
    if (balance.spent !== (spent.get(scopeId) ?? 0)) differing.push(balance);
  }
  return differing;
}

interface CallRow {
  readonly id: number;
  readonly student_id: number;
  readonly class_id: number;
  readonly student_top_up_id: number;
  readonly class_top_up_id: number;
  readonly cost: NanoUsd;
}

/** @param from ms UTC */
function* countCalls(from: number, windows: WindowAudit): SqlRead<void> {
  const firstId = firstIdAt(from);
  const refunds = yield* refundsFrom(firstId);
  const text =
    'SELECT id, student_id, class_id, student_top_up_id, class_top_up_id, cost FROM usage_records WHERE id >= ?';
  yield* eachRow<CallRow>({ text, values: [] }, firstId, (row) => {
    windows.count({ ...payersOf(row), at: heldAt(row.id), net: row.cost - (refunds.get(row.id) ?? 0) });
  });
}
