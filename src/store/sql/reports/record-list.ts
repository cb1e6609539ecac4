import { firstIdAt, heldAt } from '../../../ledger/hold-ids.ts';
import { addUtcDays } from '../../../ledger/utc-days.ts';
import type { Page, PageRequest } from '../../paging.ts';
import type { RecordFilter } from '../../record-store.ts';
import type { UsageRecord } from '../../usage-record.ts';
import { NOT_OK_INDEX } from '../engine-words.ts';
import { Filter } from '../filter.ts';
import { type RecordRow, recordFrom } from '../rows/call-rows.ts';
import { cutPage } from '../rows/cut-page.ts';
import { allRows, oneRow, type SqlWork } from '../sql-work.ts';
import { earliestOf, endOf, lastDayAt } from './local-days.ts';

type ListQuery = PageRequest & RecordFilter;
type FoundRow = RecordRow & { refunded: number };

export const RECORD_COLUMNS = `*, CAST((SELECT coalesce(sum(amount), 0) FROM refunds WHERE refunds.record_id = usage_records.id)
  AS BIGINT) AS refunded`;

/** Newest first, also where few of a million records match: the sums per day tell where to look. */
export function* listRecords(query: ListQuery): SqlWork<Page<UsageRecord>> {
  return cutPage(yield* findRecords(query), query.limit, recordFrom);
}

/** The newest records of all are there at once; others may have to be looked for. */
export function isSearch({ studentId, classId, servedModel, outcome }: RecordFilter): boolean {
  return (studentId ?? classId ?? servedModel ?? outcome) !== undefined;
}

function findRecords(query: ListQuery): SqlWork<FoundRow[]> {
  const max = query.limit + 1;
  const all = { table: 'usage_records', from: 0, below: query.after ?? Number.MAX_SAFE_INTEGER };
  const { outcome, ...others } = query;
  if (outcome !== undefined && outcome !== 'ok') {
    return search(query, { ...all, table: `usage_records ${NOT_OK_INDEX}`, isNotOk: true }, max);
  }
  return isSearch(others) ? findByDays(query) : search(query, all, max);
}

/**
 * Looks through stretches of days on which, by the sums, there were such calls. That they are enough is a guess: some
 * may have been on the page before, or have another outcome.
 */
function* findByDays(query: ListQuery): SqlWork<FoundRow[]> {
  const max = query.limit + 1;
  const rows: FoundRow[] = [];
  let below = query.after ?? Number.MAX_SAFE_INTEGER;
  let day = yield* dayBefore(query, firstDayOf(query));
  while (day !== null && rows.length < max) {
    const top = Math.min(below, endIdOf(day));
    let from = top;
    let calls = 0;
    do {
      calls += day.calls;
      from = firstIdAt(earliestOf(day.day));
      day = yield* dayBefore(query, day.day);
    } while (day !== null && rows.length + calls < max && endIdOf(day) >= from);
    rows.push(...(yield* search(query, { table: 'usage_records', from, below: top }, max - rows.length)));
    below = from;
  }
  return rows;
}

function endIdOf({ day }: DayOfCalls): number {
  return firstIdAt(endOf(day));
}

interface DayOfCalls {
  readonly day: string;
  readonly calls: number;
}

interface Stretch {
  readonly table: string;
  /** Ids: [from, below). */
  readonly from: number;
  readonly below: number;
  /** SQLite uses an index of the rows that are not ok only when the query says so. */
  readonly isNotOk?: boolean;
}

function search(query: RecordFilter, { table, from, below, isNotOk }: Stretch, limit: number): SqlWork<FoundRow[]> {
  const filter = new Filter()
    .and('outcome = ?', query.outcome)
    .and('id >= ?', from)
    .and('id < ?', below)
    .and('student_id = ?', query.studentId)
    .and('class_id = ?', query.classId)
    .and('served_model = ?', query.servedModel);
  if (isNotOk === true) filter.only("outcome <> 'ok'");
  return allRows<FoundRow>(
    `SELECT ${RECORD_COLUMNS} FROM ${table} ${filter.where} ORDER BY id DESC LIMIT ?`,
    ...filter.values,
    limit,
  );
}

/** After every day on which there can be a record of the page. */
function firstDayOf({ after }: ListQuery): string {
  return after === null ? '9999-12-31' : addUtcDays(lastDayAt(heldAt(after)), 1);
}

/** The newest day before another one on which anything matches, and how much. */
function* dayBefore({ studentId, classId, servedModel }: ListQuery, before: string): SqlWork<DayOfCalls | null> {
  const table = studentId === undefined ? 'usage_class_days' : 'usage_days';
  const filter = new Filter()
    .and('student_id = ?', studentId)
    .and('class_id = ?', classId)
    .and('served_model = ?', servedModel);
  let last = before;
  for (;;) {
    const { day } = yield* oneRow<{ day: string | null }>(`SELECT max(day) AS day FROM ${table} WHERE day < ?`, last);
    if (day === null) return null;
    const { calls } = yield* oneRow<{ calls: number }>(
      `SELECT CAST(coalesce(sum(requests), 0) AS BIGINT) AS calls FROM ${table} ${filter.where} AND day = ?`,
      ...filter.values,
      day,
    );
    if (calls > 0) return { day, calls };
    last = day;
  }
}
