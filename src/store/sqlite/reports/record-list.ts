import { firstIdAt, heldAt } from '../../../ledger/hold-ids.ts';
import type { Page, PageRequest } from '../../paging.ts';
import type { RecordFilter } from '../../record-store.ts';
import type { UsageRecord } from '../../usage-record.ts';
import type { Sqlite } from '../engine/database.ts';
import { Filter } from '../engine/filter.ts';
import { pageOf, type RecordRow, recordFrom } from '../engine/rows.ts';
import { earliestOf, endOf, lastDayAt } from './local-days.ts';

type Asked = PageRequest & RecordFilter;
type FoundRow = RecordRow & { refunded: number };

const COLUMNS = `*, (SELECT coalesce(sum(amount), 0) FROM refunds WHERE refunds.record_id = usage_records.id) AS refunded`;

/** Newest first, also where few of a million records match: the sums per day tell where to look. */
export function listRecords(sqlite: Sqlite, asked: Asked): Page<UsageRecord> {
  return pageOf(rowsOf(sqlite, asked), asked.limit, recordFrom);
}

/** So many rows are looked through in about a millisecond. */
const MAX_SEARCHED_HERE = 5000;
const MAX_READ_HERE = 500;

/** All of it is read in a few milliseconds. */
export function isSmall(sqlite: Sqlite): boolean {
  return sqlite.prepare('SELECT 1 FROM usage_records LIMIT 1 OFFSET ?').get(MAX_READ_HERE) === undefined;
}

/** Whether the calls in flight should not wait while something is looked for among the records. */
export function hasManyRecords(sqlite: Sqlite): boolean {
  return sqlite.prepare('SELECT 1 FROM usage_records LIMIT 1 OFFSET ?').get(MAX_SEARCHED_HERE) !== undefined;
}

/** The newest records of all are there at once; others may have to be looked for. */
export function isSearch({ studentId, classId, servedModel, outcome }: RecordFilter): boolean {
  return (studentId ?? classId ?? servedModel ?? outcome) !== undefined;
}

function rowsOf(sqlite: Sqlite, asked: Asked): FoundRow[] {
  const wanted = asked.limit + 1;
  const all = { table: 'usage_records', from: 0, below: asked.after ?? Number.MAX_SAFE_INTEGER };
  const { outcome, ...who } = asked;
  if (outcome !== undefined && outcome !== 'ok') {
    return search(sqlite, asked, { ...all, table: 'usage_records INDEXED BY usage_records_not_ok' }, wanted);
  }
  return isSearch(who) ? rowsByDays(sqlite, asked) : search(sqlite, asked, all, wanted);
}

/**
 * Looks through stretches of days on which, by the sums, there were such calls. That they are enough is a guess: some
 * may have been on the page before, or have another outcome.
 */
function rowsByDays(sqlite: Sqlite, asked: Asked): FoundRow[] {
  const wanted = asked.limit + 1;
  const rows: FoundRow[] = [];
  const days = daysOf(sqlite, asked);
  let day = days.next();
  let below = asked.after ?? Number.MAX_SAFE_INTEGER;
  while (!day.done && rows.length < wanted) {
    const top = Math.min(below, endIdOf(day.value));
    let from = top;
    let calls = 0;
    do {
      calls += day.value.calls;
      from = firstIdAt(earliestOf(day.value.day));
      day = days.next();
    } while (!day.done && rows.length + calls < wanted && endIdOf(day.value) >= from);
    rows.push(...search(sqlite, asked, { table: 'usage_records', from, below: top }, wanted - rows.length));
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
}

function search(sqlite: Sqlite, asked: RecordFilter, { table, from, below }: Stretch, limit: number): FoundRow[] {
  const filter = new Filter()
    .and('outcome = ?', asked.outcome)
    .and('id >= ?', from)
    .and('id < ?', below)
    .and('student_id = ?', asked.studentId)
    .and('class_id = ?', asked.classId)
    .and('served_model = ?', asked.servedModel);
  // The index is one of those rows that are not ok, and SQLite wants to be told that this is so.
  const where = table === 'usage_records' ? filter.where : `${filter.where} AND outcome <> 'ok'`;
  return sqlite
    .prepare(`SELECT ${COLUMNS} FROM ${table} ${where} ORDER BY id DESC LIMIT ?`)
    .all(...filter.values, limit) as FoundRow[];
}

/** The days on which anything matched, newest first, and how much; not looked for before they are asked for. */
function* daysOf(sqlite: Sqlite, asked: Asked): Generator<DayOfCalls> {
  const { studentId, classId, servedModel } = asked;
  const table = studentId === undefined ? 'usage_class_days' : 'usage_days';
  const filter = new Filter()
    .and('student_id = ?', studentId)
    .and('class_id = ?', classId)
    .and('served_model = ?', servedModel);
  const before = sqlite.prepare(`SELECT max(day) FROM ${table} WHERE day < ?`).pluck();
  const count = sqlite.prepare(`SELECT coalesce(sum(requests), 0) FROM ${table} ${filter.where} AND day = ?`).pluck();
  const newest = sqlite.prepare(`SELECT max(day) FROM ${table} WHERE day <= ?`).pluck();
  const last = asked.after === null ? '9999-12-31' : lastDayAt(heldAt(asked.after));
  for (let day = newest.get(last) as string | null; day !== null; day = before.get(day) as string | null) {
    const calls = count.get(...filter.values, day) as number;
    if (calls > 0) yield { day, calls };
  }
}
