import pg from 'pg';
import { JobQueue } from '../../../../src/store/postgres/ledger/job-queue.ts';

const FLUSH = /pg_logical_emit_message\([^)]*\)/;
const COMMIT_EARLY = "set_config('synchronous_commit', 'off', true)";
const COMMIT_ON_DISK = "set_config('synchronous_commit', 'on', true)";

/** Makes the transaction that waits for the disk write nothing: it waits for nothing then. Call it before a store is opened. */
export function leaveOutFlush(): void {
  replaceInQueries((text) => text.replace(FLUSH, '1'));
}

/** Gives each call a transaction of its own, whose COMMIT waits for the disk. Call it before a store is opened. */
export function leaveOutGroups(): void {
  const { take } = JobQueue.prototype;
  JobQueue.prototype.take = function (this: JobQueue) {
    return Reflect.apply(take, this, [1]);
  };
  replaceInQueries((text) => text.replace(COMMIT_EARLY, COMMIT_ON_DISK));
}

function replaceInQueries(replace: (text: string) => string): void {
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [first, ...rest] = given;
    return Reflect.apply(query, this, [replaced(first, replace), ...rest]);
  } as typeof query;
}

function replaced(given: unknown, replace: (text: string) => string): unknown {
  if (typeof given === 'string') return replace(given);
  const { text } = given as { readonly text?: string };
  return text === undefined ? given : Object.assign(given as object, { text: replace(text) });
}
