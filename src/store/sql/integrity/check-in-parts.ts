import { findHeldDrift, findNegative, findOverlap } from '../../../ledger/balance-audit.ts';
import { DailyAudit } from '../../../ledger/daily-audit.ts';
import { firstIdAt } from '../../../ledger/hold-ids.ts';
import type { CheckReport } from '../../check-report.ts';
import { NUMBERS_OF_JSON } from '../engine-words.ts';
import { IS_STORED, STORED_BALANCE, type StoredBalanceRow, storedBalanceFrom } from '../rows/stored-balance-row.ts';
import { allRows, oneRow, type SqlWork, takeNewSnapshot } from '../sql-work.ts';
import { auditDayGroups } from './day-groups.ts';
import { type CheckOptions, sumHolds } from './integrity-check.ts';
import { auditStoredTotals } from './stored-days.ts';
import { findStrayRows, RECORDS_KEPT_SINCE, shorten } from './stray-rows.ts';
import { auditWindowGroups } from './window-groups.ts';

/**
 * The check of an engine that must not hold a snapshot for long: what belongs together is compared in one, and the database
 * adds up. Calls that run meanwhile are seen by some parts and not by others, and raise no false problem: each
 * part is right in every state of the database.
 */
export function* checkInParts({ since: from, now }: CheckOptions): SqlWork<CheckReport> {
  const { kept } = yield* oneRow<{ kept: number }>(`SELECT ${RECORDS_KEPT_SINCE} AS kept`);
  const since = Math.max(from, kept);
  yield* takeNewSnapshot();
  const { holds, problems } = yield* auditHeld();
  const overlaps = yield* findOverlaps(since);
  const { firstDay } = new DailyAudit(since);
  const days = yield* auditDayGroups(firstDay);
  const spent = yield* auditWindowGroups({ since, kept, now, areDaysRight: days.length === 0 });
  const totals = yield* auditStoredTotals(firstDay);
  const strays = yield* findStrayRows();
  const counts = yield* countRows(since);
  return { ...counts, holds, problems: shorten([...problems, ...overlaps, ...spent, ...days, ...totals, ...strays]) };
}

/** Of the balances that hold anything, or should. */
function* auditHeld(): SqlWork<{ holds: number; problems: string[] }> {
  const ids = JSON.stringify([...(yield* sumHolds([])).held.keys()]);
  const balances = (yield* allRows<StoredBalanceRow>(
    `SELECT ${STORED_BALANCE} FROM balances WHERE ${IS_STORED} AND (held <> 0 OR spent < 0 OR id IN (${NUMBERS_OF_JSON}))
     ORDER BY scope, scope_id, period, unit, selector, window_start`,
    ids,
  )).map(storedBalanceFrom);
  const { count, held } = yield* sumHolds(balances);
  const drifts = balances.flatMap((balance) => findHeldDrift(balance, held.get(balance.id) ?? 0));
  return { holds: count, problems: [...balances.flatMap(findNegative), ...drifts] };
}

const ROWS_AT_ONCE = 100_000;

/** Windows that begin before the one before them in their series has ended. @param since those that ended before are left out */
function* findOverlaps(since: number): SqlWork<string[]> {
  const series = 'scope, scope_id, period, unit, selector';
  const problems: string[] = [];
  for (const [scope, from, to] of yield* scopeRanges()) {
    yield* takeNewSnapshot();
    const rows = yield* allRows<StoredBalanceRow & { lastStart: number; lastEnd: number }>(
      `SELECT * FROM (SELECT ${STORED_BALANCE},
         lag(window_start) OVER (PARTITION BY ${series} ORDER BY window_start) AS "lastStart",
         lag(window_end) OVER (PARTITION BY ${series} ORDER BY window_start) AS "lastEnd"
       FROM balances WHERE scope = ? AND scope_id >= ? AND scope_id <= ? AND window_end > ?) AS windows
       WHERE "lastEnd" > "start" ORDER BY "scopeId", period, unit, selector, "start"`,
      ...[scope, from, to, since],
    );
    for (const { lastStart, lastEnd, ...row } of rows) {
      const balance = storedBalanceFrom(row);
      problems.push(...findOverlap(balance, { ...balance, window: { start: lastStart, end: lastEnd } }));
    }
  }
  return problems;
}

/** Ranges of ids of each scope with about so many rows. */
function* scopeRanges(): SqlWork<(readonly [scope: string, from: number, to: number])[]> {
  const scopes = yield* allRows<{ scope: string; lowest: number; highest: number; rows: number }>(
    `SELECT scope, min(scope_id) AS lowest, max(scope_id) AS highest, count(*) AS rows FROM balances
     WHERE ${IS_STORED} GROUP BY scope ORDER BY scope`,
  );
  return scopes.flatMap(({ scope, lowest, highest, rows }) => {
    const ranges = Math.ceil(rows / ROWS_AT_ONCE);
    const ids = Math.ceil((highest - lowest + 1) / ranges);
    return Array.from({ length: ranges }, (_, index) => {
      const from = lowest + index * ids;
      return [scope, from, from + ids - 1] as const;
    });
  });
}

function* countRows(since: number): SqlWork<Pick<CheckReport, 'balances' | 'records'>> {
  yield* takeNewSnapshot();
  return yield* oneRow<Pick<CheckReport, 'balances' | 'records'>>(
    `SELECT (SELECT count(*) FROM balances WHERE ${IS_STORED}) AS balances,
       (SELECT count(*) FROM usage_records WHERE id >= ?) AS records`,
    firstIdAt(since),
  );
}
