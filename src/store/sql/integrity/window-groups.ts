import { nameBalance, type StoredBalance } from '../../../ledger/stored-balance.ts';
import { findSpentDrift } from '../../../ledger/window-audit.ts';
import { sumRecordsInScope, sumSpentInScope } from '../reports/spend-query.ts';
import { IS_STORED, STORED_BALANCE, type StoredBalanceRow, storedBalanceFrom } from '../rows/stored-balance-row.ts';
import { allRows, type SqlWork, takeNewSnapshot } from '../sql-work.ts';

/** All balances that count the same calls, each of one of the scope. */
type WindowGroup = Pick<StoredBalance, 'scope' | 'period' | 'unit' | 'selector'> & {
  /** ms UTC. */
  readonly start: number;
  readonly end: number;
};

export interface WindowOptions {
  /** As of a check: windows that began before are compared by the sums per day, if they are current at `now`. */
  readonly since: number;
  readonly now: number;
  /** There are no records of before, ms UTC: windows that began before are not compared. */
  readonly kept: number;
  /** All sums per day from `since` on are those of the records. */
  readonly areDaysRight: boolean;
}

/** A longer window is compared by the sums per day first: to read its records could take seconds. */
const MAX_READ_MS = 40 * 86_400_000;

/**
 * Compares balances with what was spent in their windows, those of the same window in a snapshot of their own, so that each
 * is short whatever the number of records. Only differences are read call by call where a window is long.
 */
export function* auditWindowGroups({ since, kept, now, areDaysRight }: WindowOptions): SqlWork<string[]> {
  const groups = yield* allRows<WindowGroup>(
    `SELECT DISTINCT scope, period, unit, selector, window_start AS "start", window_end AS "end" FROM balances
     WHERE ${IS_STORED} AND (window_start >= ? OR window_end > ?) AND window_start >= ? ORDER BY scope, period, unit, selector, window_start`,
    ...[since, now, kept],
  );
  const problems: string[] = [];
  for (const group of groups) {
    yield* takeNewSnapshot();
    const isBefore = group.start < since;
    const isByDays = isBefore || (areDaysRight && group.end - group.start > MAX_READ_MS);
    problems.push(...(yield* auditGroup(group, isByDays, isBefore)));
  }
  return problems;
}

/** @param blamesDays whether sums per day that are not those of the records are to be reported here */
function* auditGroup(group: WindowGroup, isByDays: boolean, blamesDays: boolean): SqlWork<string[]> {
  const { scope, period, unit, selector, start, end } = group;
  const rows = yield* allRows<StoredBalanceRow>(
    `SELECT ${STORED_BALANCE} FROM balances
     WHERE window_start = ? AND window_end = ? AND scope = ? AND period = ? AND unit = ? AND selector = ? ORDER BY scope_id`,
    ...[start, end, scope, period, unit, selector],
  );
  const balances = rows.map(storedBalanceFrom);
  const spent = isByDays ? yield* sumSpentInScope(group, start, end) : yield* sumRecordsInScope(group, start, end);
  const differing = balances.filter((balance) => balance.spent !== (spent.get(balance.scopeId) ?? 0));
  if (differing.length === 0) return [];
  const counted = isByDays ? yield* sumRecordsInScope(group, start, end) : spent;
  return differing
    .map(
      (balance) =>
        findSpentDrift(balance, counted.get(balance.scopeId) ?? 0) ?? (blamesDays ? differsByDays(balance) : null),
    )
    .filter((problem) => problem !== null);
}

function differsByDays(balance: StoredBalance): string {
  return `${nameBalance(balance)}: the sums of its days are not those of its records`;
}
