import type { SqlWork } from './sql-work.ts';

/** What deleted and changed rows leave in the files of an engine. */
export interface Leftovers {
  /** Rows that the work deletes or changes are overwritten at once where the engine can; the rest is due. In a transaction. */
  overwrite<Result>(work: SqlWork<Result>): SqlWork<Result>;
  /** @returns false: it could not be done now; the next start does it */
  clean(): Promise<boolean>;
}
