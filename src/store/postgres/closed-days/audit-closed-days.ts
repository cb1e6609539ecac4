import { DailyAudit } from '../../../ledger/daily-audit.ts';
import { firstIdAt } from '../../../ledger/hold-ids.ts';
import { addUtcDays, DAY_MS, startOfUtcDay, utcDay } from '../../../ledger/utc-days.ts';
import type { CheckReport } from '../../check-report.ts';
import { checkInParts } from '../../sql/integrity/check-in-parts.ts';
import type { CheckOptions } from '../../sql/integrity/integrity-check.ts';
import { RECORDS_KEPT_SINCE, shorten } from '../../sql/integrity/stray-rows.ts';
import { allRows, oneRow, type SqlWork, takeNewSnapshot } from '../../sql/sql-work.ts';
import { KEY, SUMS } from './close-days.ts';
import { readClosedDays } from './read-closed-days.ts';
import { SERVED_KEY, SERVED_SUMS, SUM_SERVED_RECORDS, servedDays } from './served-days.ts';

/** The check of all engines, and of the sums that only this one has. */
export function* checkWithClosedDays(options: CheckOptions): SqlWork<CheckReport> {
  const report = yield* checkInParts(options);
  const { kept } = yield* oneRow<{ kept: number }>(`SELECT ${RECORDS_KEPT_SINCE} AS kept`);
  const since = Math.max(options.since, kept);
  const closed = [...(yield* auditYearsToDate(new DailyAudit(since).firstDay)), ...(yield* auditServedDays(since))];
  return { ...report, problems: shorten([...report.problems, ...closed]) };
}

const columns = (names: readonly string[], sign = '') => names.map((name) => `${sign}${name} AS ${name}`).join(', ');
const differs = (names: readonly string[]) => names.map((name) => `sum(${name}) <> 0`).join(' OR ');

/** Each with the one before it and the days between them, in a snapshot: a refund may come meanwhile. */
function* auditYearsToDate(firstDay: string): SqlWork<string[]> {
  const problems: string[] = [];
  for (let last = ''; ; ) {
    yield* takeNewSnapshot();
    const known = yield* readClosedDays();
    const day = known.find((closed) => closed > last && closed >= firstDay);
    if (day === undefined) return problems;
    const year = day.slice(0, 4);
    const before = known.findLast((closed) => closed < day && closed.startsWith(year));
    const different = yield* allRows(
      `SELECT 1 FROM (SELECT ${KEY}, ${columns(SUMS)} FROM usage_to_date WHERE last_day = ?
         UNION ALL SELECT ${KEY}, ${columns(SUMS, '-')} FROM usage_to_date WHERE last_day = ?
         UNION ALL SELECT ${KEY}, ${columns(SUMS, '-')} FROM usage_days WHERE day >= ? AND day <= ?) AS sums
       GROUP BY ${KEY} HAVING ${differs(SUMS)} LIMIT 1`,
      ...[day, before ?? '', before === undefined ? `${year}-01-01` : addUtcDays(before, 1), day],
    );
    if (different.length > 0) problems.push(`usage until ${day}: usage_to_date is not the sum of its days`);
    last = day;
  }
}

/** @param since ms UTC: of days that begin later, all records are there */
function* auditServedDays(since: number): SqlWork<string[]> {
  const problems: string[] = [];
  const { oldest } = yield* oneRow<{ oldest: number | null }>(
    `SELECT min(id) / ${firstIdAt(1)} AS oldest FROM usage_records`,
  );
  const until = yield* servedDays.lastDay();
  if (oldest === null || until === null) return problems;
  const first = utcDay(Math.max(since + DAY_MS - 1, oldest));
  for (let day = first; day <= until; day = addUtcDays(day, 1)) {
    yield* takeNewSnapshot();
    const [start, end] = [firstIdAt(startOfUtcDay(day)), firstIdAt(startOfUtcDay(addUtcDays(day, 1)))];
    const different = yield* allRows(
      `SELECT 1 FROM (SELECT ${SERVED_KEY}, ${columns(SERVED_SUMS)} FROM served_days WHERE day = ?
         UNION ALL SELECT ${SERVED_KEY}, ${columns(SERVED_SUMS, '-')} FROM (${SUM_SERVED_RECORDS}) AS records) AS sums
       GROUP BY ${SERVED_KEY} HAVING ${differs(SERVED_SUMS)} LIMIT 1`,
      ...[day, start, end],
    );
    if (different.length > 0) problems.push(`usage of ${day} (UTC): served_days is not the sum of its records`);
  }
  return problems;
}
