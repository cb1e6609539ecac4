import { checkIntegrity } from '../../sql/integrity/integrity-check.ts';
import { type JobKind, type QueryOf, type ResultOf, readerWorks } from '../../sql/readers.ts';
import type { Sqlite } from './database.ts';
import { readDatabaseShape } from './database-shape.ts';
import { runWork } from './run-work.ts';

export interface ReaderJob {
  readonly kind: JobKind;
  readonly query: unknown;
}

export type ReaderAnswer = { readonly result: unknown } | { readonly failed: string };

const WORKS = readerWorks({ databaseShape: readDatabaseShape, check: checkIntegrity, indexes: { hasStudents: false } });

/** In one snapshot. */
export function runJob<Kind extends JobKind>(sqlite: Sqlite, kind: Kind, query: QueryOf<Kind>): ResultOf<Kind> {
  return sqlite.transaction(() => runWork(sqlite, WORKS[kind](query)))();
}

/** The same for a job that came as a message. */
export function runMessage(sqlite: Sqlite, { kind, query }: ReaderJob): unknown {
  return runJob(sqlite, kind, query as QueryOf<typeof kind>);
}
