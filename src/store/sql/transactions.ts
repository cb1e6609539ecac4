import type { SqlWork } from './sql-work.ts';

/** The rows of `balances` that work is known to read: an engine may read those of all works of a transaction at once. */
export type Needs = () => readonly number[];

/**
 * What reads into the caches what work would read one statement at a time; none where all of it is cached. An engine whose
 * transactions wait for each other runs it before them, side by side. It writes nothing, and its failure does not matter.
 */
export type WarmUp = () => readonly SqlWork<void>[];

/**
 * How an engine runs work. What arrives together may share a transaction, in which each work runs after the other; a promise
 * resolves when it is on disk. Work may run again, so it keeps nothing outside the database but in the caches.
 */
export interface Transactions {
  write<Result>(work: () => SqlWork<Result>, needs?: Needs, warmUp?: WarmUp): Promise<Result>;
  /** For work that nobody waits for: it travels with the next transaction, or with its own within a few milliseconds. */
  writeSoon<Result>(work: () => SqlWork<Result>, needs?: Needs, warmUp?: WarmUp): Promise<Result>;
  /** Reads what is committed, with everything that was queued before. It must not touch a cache. */
  read<Result>(work: () => SqlWork<Result>): Promise<Result>;
  /**
   * Reads or fills the caches of callers and rules, with every change that was queued before. Calls that were queued before may
   * be missing: where servers share a database, nobody who signs in waits for them.
   */
  readCached<Result>(work: () => SqlWork<Result>, warmUp?: WarmUp): Promise<Result>;
}
