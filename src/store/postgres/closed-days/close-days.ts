import { setTimeout as wait } from 'node:timers/promises';
import { addUtcDays, DAY_MS, utcDay } from '../../../ledger/utc-days.ts';
import { earlierOf, lastDayOf } from '../../sql/reports/usage-parts.ts';
import { oneRow, type SqlWork, write } from '../../sql/sql-work.ts';
import { CLOSED_DAYS_LOCK } from '../engine/locks.ts';
import { type Connection, runWork } from '../engine/run-work.ts';
import { readClosedDays } from './read-closed-days.ts';
import { closeServedDay } from './served-days.ts';

/** Of each month, and its last one: any range ends a few days from one of them. */
const DAYS_OF_MONTH = ['05', '10', '15', '20', '25'];
/** A day is over everywhere, also for a clock that is a day off, when so many have begun after it. */
const DAYS_LATER = 3;
/** One more day takes tens of milliseconds for a million calls a year; a snapshot that is held for long slows calls down. */
const STATEMENT_TIMEOUT_MS = 5000;
const PAUSE_MS = 20;

export interface CloseOptions {
  /** ms UTC; without it, by the clock of the database. */
  readonly now?: number;
  /** Ends it after the day that is being summed. */
  readonly signal?: AbortSignal;
  /** Between two days, so that the machine does something else as well. */
  readonly pauseMs?: number;
}

/**
 * Sums served_days, and usage_to_date up to each day that is over and has no open call, a transaction each; days of which
 * something was refunded since are summed again. On a connection of its own: no call waits for it. @returns the days
 */
export async function closeDays(
  connection: Connection,
  { now, signal, pauseMs = PAUSE_MS }: CloseOptions = {},
): Promise<string[]> {
  const { rows } = await connection.query<{ isFree: boolean; now: number }>(
    `SELECT pg_try_advisory_lock(${CLOSED_DAYS_LOCK}) AS "isFree",
       (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now`,
  );
  const [start] = rows;
  if (start?.isFree !== true) return [];
  const closed: string[] = [];
  try {
    for (const closeOne of [closeNext, closeServedDay]) {
      while (signal?.aborted !== true) {
        const day = await inSnapshot(connection, () => closeOne(now ?? start.now));
        if (day === null) break;
        closed.push(day);
        await wait(pauseMs);
      }
    }
    return closed;
  } finally {
    await connection.query(`SELECT pg_advisory_unlock(${CLOSED_DAYS_LOCK})`).catch(() => {});
  }
}

async function inSnapshot<Result>(connection: Connection, work: () => SqlWork<Result>): Promise<Result> {
  await connection.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  try {
    await connection.query(`SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS}`);
    await connection.query('SET LOCAL synchronous_commit = off');
    const result = await runWork(connection, work());
    await connection.query('COMMIT');
    return result;
  } catch (error) {
    await connection.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

function* closeNext(now: number): SqlWork<string | null> {
  const known = yield* forgetRefunded();
  const day = yield* nextDay(new Set(known), now);
  if (day === null) return null;
  const year = day.slice(0, 4);
  const before = known.findLast((other) => other < day && other.startsWith(year));
  yield* write(
    `INSERT INTO usage_to_date SELECT CAST(? AS TEXT), ${KEY}, ${SUMS.map((sum) => `CAST(sum(${sum}) AS BIGINT)`).join(', ')}
     FROM (SELECT ${KEY}, ${SUMS.join(', ')} FROM usage_to_date WHERE last_day = ?
       UNION ALL SELECT ${KEY}, ${SUMS.join(', ')} FROM usage_days WHERE day >= ? AND day <= ?) AS sums GROUP BY ${KEY}`,
    ...[day, before ?? '', before === undefined ? `${year}-01-01` : addUtcDays(before, 1), day],
  );
  yield* write('INSERT INTO closed_days SELECT ?, coalesce(max(id), 0) FROM refunds', day);
  return day;
}

export const KEY = 'student_id, class_id, token_id, served_model';
export const SUMS = ['requests', 'input_tokens', 'cached_input_tokens', 'output_tokens', 'cost'];

/** Forgets the sums that lack a refund. @returns the days whose sums are right */
function* forgetRefunded(): SqlWork<string[]> {
  const known = yield* readClosedDays();
  const last = known.at(-1) ?? '';
  yield* write('DELETE FROM usage_to_date WHERE last_day > ?', last);
  yield* write('DELETE FROM closed_days WHERE last_day > ?', last);
  const { newest } = yield* oneRow<{ newest: number }>('SELECT coalesce(max(id), 0) AS newest FROM refunds');
  yield* write('UPDATE closed_days SET newest_refund = ? WHERE newest_refund < ?', newest, newest);
  return known;
}

/** The first day that can be closed and is not. */
function* nextDay(known: ReadonlySet<string>, now: number): SqlWork<string | null> {
  const { first, last, open } = yield* oneRow<{ first: string | null; last: string | null; open: string | null }>(
    `SELECT (SELECT min(day) FROM usage_days) AS first, (SELECT max(day) FROM usage_days) AS last,
       (SELECT min(day) FROM holds) AS open`,
  );
  if (first === null || last === null) return null;
  // Calls of later days say so too, should the clock of the database be wrong.
  const over = earlierOf(utcDay(now - DAYS_LATER * DAY_MS), addUtcDays(last, -DAYS_LATER));
  const isClosable = (day: string) => day >= first && day <= over && (open === null || day < open);
  for (let month = first.slice(0, 7); month <= over.slice(0, 7); month = addUtcDays(lastDayOf(month), 1).slice(0, 7)) {
    const days = [...DAYS_OF_MONTH.map((day) => `${month}-${day}`), lastDayOf(month)];
    const next = days.find((day) => isClosable(day) && !known.has(day));
    if (next !== undefined) return next;
  }
  return null;
}
