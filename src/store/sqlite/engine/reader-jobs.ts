import type { CheckReport } from '../../check-report.ts';
import type { ClassOverview, ClassOverviewQuery } from '../../class-overview.ts';
import type { StoreDiagnostics } from '../../diagnostics-store.ts';
import type { Page, PageRequest } from '../../paging.ts';
import type { OutcomesQuery, RecordFilter } from '../../record-store.ts';
import type { ServedUsage, ServedUsageQuery } from '../../served-usage.ts';
import { SQLITE } from '../../sql/dialect.ts';
import { type CheckOptions, checkIntegrity } from '../../sql/integrity/integrity-check.ts';
import { readClassOverview } from '../../sql/reports/class-overview.ts';
import { countOutcomes } from '../../sql/reports/outcome-counts.ts';
import { listRecords } from '../../sql/reports/record-list.ts';
import { sumServedUsage } from '../../sql/reports/served-usage.ts';
import { type SpentOfStudentsQuery, sumSpentOfStudents } from '../../sql/reports/spend-query.ts';
import { readStudentOverview } from '../../sql/reports/student-overview.ts';
import { sumUsage } from '../../sql/reports/sum-usage.ts';
import type { SqlRead } from '../../sql/sql-read.ts';
import type { StudentOverview, StudentOverviewQuery } from '../../student-overview.ts';
import type { OutcomeCounts, UsageRecord } from '../../usage-record.ts';
import type { UsageQuery, UsageReport } from '../../usage-report.ts';
import { readDatabaseShape } from '../reports/database-shape.ts';
import type { Sqlite } from './database.ts';
import { runRead } from './run-read.ts';

/** What a reader thread can do: its query, and its result. */
export interface ReaderJobs {
  check: (options: CheckOptions) => CheckReport;
  'served-usage': (query: ServedUsageQuery) => ServedUsage[];
  outcomes: (query: OutcomesQuery) => OutcomeCounts | null;
  usage: (query: UsageQuery) => UsageReport;
  records: (query: PageRequest & RecordFilter) => Page<UsageRecord>;
  classes: (query: ClassOverviewQuery) => ClassOverview;
  students: (query: StudentOverviewQuery) => StudentOverview;
  spent: (query: SpentOfStudentsQuery) => ReadonlyMap<number, number>;
  'database-shape': (query: null) => StoreDiagnostics;
}

export type JobKind = keyof ReaderJobs;
export type QueryOf<Kind extends JobKind> = Parameters<ReaderJobs[Kind]>[0];
export type ResultOf<Kind extends JobKind> = ReturnType<ReaderJobs[Kind]>;

export interface ReaderJob {
  readonly kind: JobKind;
  readonly query: unknown;
}

export type ReaderAnswer = { readonly result: unknown } | { readonly failed: string };

const READS: { readonly [Kind in JobKind]: (query: QueryOf<Kind>) => SqlRead<ResultOf<Kind>> } = {
  check: checkIntegrity,
  'served-usage': sumServedUsage,
  outcomes: (query) => countOutcomes(query),
  usage: sumUsage,
  records: (query) => listRecords(SQLITE, query),
  classes: readClassOverview,
  students: readStudentOverview,
  spent: (query) => sumSpentOfStudents(SQLITE, query),
  'database-shape': readDatabaseShape,
};

/** In one snapshot. */
export function runJob<Kind extends JobKind>(sqlite: Sqlite, kind: Kind, query: QueryOf<Kind>): ResultOf<Kind> {
  return sqlite.transaction(() => runRead(sqlite, READS[kind](query)))();
}

/** The same for a job that came as a message. */
export function runMessage(sqlite: Sqlite, { kind, query }: ReaderJob): unknown {
  return runJob(sqlite, kind, query as QueryOf<typeof kind>);
}
