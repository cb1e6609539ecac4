import { firstIdAt, heldAt } from '../../../ledger/hold-ids.ts';
import { addUtcDays } from '../../../ledger/utc-days.ts';
import type { Page, PageRequest } from '../../paging.ts';
import type { RecordFilter } from '../../record-store.ts';
import type { UsageRecord } from '../../usage-record.ts';
import { NOT_OK_INDEX } from '../engine-words.ts';
import { Filter } from '../filter.ts';
import { type RecordRow, recordFrom } from '../rows/call-rows.ts';
import { cutPage } from '../rows/cut-page.ts';
import { allRows, type SqlValue, type SqlWork } from '../sql-work.ts';
import { earliestOf, endOf, lastDayAt } from './local-days.ts';

type ListQuery = PageRequest & RecordFilter;
type FoundRow = RecordRow & { refunded: number };

export const RECORD_COLUMNS = `*, CAST((SELECT coalesce(sum(amount), 0) FROM refunds WHERE refunds.record_id = usage_records.id)
  AS BIGINT) AS refunded`;

/** Of an engine. An index of each student's records costs each call something. */
export interface RecordIndexes {
  readonly hasStudents: boolean;
}

/** Newest first, also where few of a million records match: an index or the sums per day tell where to look. */
export function* listRecords(query: ListQuery, indexes: RecordIndexes): SqlWork<Page<UsageRecord>> {
  return cutPage(yield* findRecords(query, indexes), query.limit, recordFrom);
}

/** The newest records of all are there at once; others may have to be looked for. */
export function isSearch({ studentId, classId, servedModel, outcome }: RecordFilter): boolean {
  return (studentId ?? classId ?? servedModel ?? outcome) !== undefined;
}

function findRecords(query: ListQuery, { hasStudents }: RecordIndexes): SqlWork<FoundRow[]> {
  const max = query.limit + 1;
  const all = { table: 'usage_records', from: 0, below: query.after ?? Number.MAX_SAFE_INTEGER };
  const { outcome, ...others } = query;
  if (outcome !== undefined && outcome !== 'ok') {
    return search(query, { ...all, table: `usage_records ${NOT_OK_INDEX}`, isNotOk: true }, max);
  }
  const isIndexed = !isSearch(others) || (hasStudents && query.studentId !== undefined);
  return isIndexed ? search(query, all, max) : findByDays(query);
}

/**
 * Looks through stretches of days on which, by the sums, there were such calls. That they are enough is a guess: some
 * may have been on the page before, or have another outcome.
 */
function* findByDays(query: ListQuery): SqlWork<FoundRow[]> {
  const max = query.limit + 1;
  const rows: FoundRow[] = [];
  const days = new DaysOfCalls(query);
  let below = query.after ?? Number.MAX_SAFE_INTEGER;
  let day = yield* days.next();
  while (day !== null && rows.length < max) {
    const top = Math.min(below, endIdOf(day));
    let from = top;
    let calls = 0;
    do {
      calls += day.calls;
      from = firstIdAt(earliestOf(day.day));
      day = yield* days.next();
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

/** The days on which anything matches, and how much: the newest first. */
class DaysOfCalls {
  readonly #text: string;
  readonly #values: readonly SqlValue[];
  #before: string;
  #found: DayOfCalls[] = [];
  /** How many days the next statement looks at: one after another, a year without a match would take hundreds of them. */
  #count = 1;

  constructor(query: ListQuery) {
    const { studentId, classId, servedModel } = query;
    const table = studentId === undefined ? 'usage_class_days' : 'usage_days';
    const filter = new Filter()
      .and('student_id = ?', studentId)
      .and('class_id = ?', classId)
      .and('served_model = ?', servedModel);
    // From each day that has any calls to the one before it, so that each is found by the primary key.
    this.#text = `WITH RECURSIVE days (on_day, n) AS (
        SELECT max(day), 1 FROM ${table} WHERE day < ?
        UNION ALL SELECT (SELECT max(day) FROM ${table} WHERE day < on_day), n + 1 FROM days WHERE n < CAST(? AS BIGINT) AND on_day IS NOT NULL)
      SELECT on_day AS day, CAST(coalesce(
        (SELECT sum(requests) FROM ${table} ${filter.where} AND day = on_day), 0) AS BIGINT) AS calls
      FROM days WHERE on_day IS NOT NULL ORDER BY on_day DESC`;
    this.#values = filter.values;
    this.#before = firstDayOf(query);
  }

  *next(): SqlWork<DayOfCalls | null> {
    for (;;) {
      const day = this.#found.shift() ?? (yield* this.#read());
      if (day === null || day.calls > 0) return day;
    }
  }

  *#read(): SqlWork<DayOfCalls | null> {
    const days = yield* allRows<DayOfCalls>(this.#text, this.#before, this.#count, ...this.#values);
    const [newest, ...others] = days;
    if (newest === undefined) return null;
    this.#found = others;
    this.#before = days.at(-1)?.day ?? this.#before;
    this.#count *= 2;
    return newest;
  }
}
