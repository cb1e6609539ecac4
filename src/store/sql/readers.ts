import type { CheckReport } from '../check-report.ts';
import type { ClassOverview, ClassOverviewQuery } from '../class-overview.ts';
import type { StoreDiagnostics } from '../diagnostics-store.ts';
import type { Page, PageRequest } from '../paging.ts';
import type { OutcomesQuery, RecordFilter } from '../record-store.ts';
import type { ServedUsage, ServedUsageQuery } from '../served-usage.ts';
import type { StudentOverview, StudentOverviewQuery } from '../student-overview.ts';
import type { OutcomeCounts, UsageRecord } from '../usage-record.ts';
import type { UsageQuery, UsageReport } from '../usage-report.ts';
import type { CheckOptions } from './integrity/integrity-check.ts';
import { readClassOverview } from './reports/class-overview.ts';
import { countOutcomes } from './reports/outcome-counts.ts';
import { listRecords, type RecordIndexes } from './reports/record-list.ts';
import { type ServedDays, sumServedUsage } from './reports/served-usage.ts';
import { type SpentOfStudentsQuery, sumSpentOfStudents } from './reports/spend-query.ts';
import { readStudentOverview } from './reports/student-overview.ts';
import { sumUsage } from './reports/sum-usage.ts';
import { type ClosedDays, noClosedDays } from './reports/usage-source.ts';
import type { SqlWork } from './sql-work.ts';

/** What may read many rows: its query, and its result. */
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

/** Reads in a snapshot of its own, with everything that was queued before, and no call in flight waits for it. */
export interface Readers {
  /** @throws StorageError when it cannot be read, takes too long, or the store is closed meanwhile */
  read<Kind extends JobKind>(kind: Kind, query: QueryOf<Kind>): Promise<ResultOf<Kind>>;
  /** Somebody looks at pages: more reads are likely. */
  expectPages(): void;
}

export type ReaderWorks = { readonly [Kind in JobKind]: (query: QueryOf<Kind>) => SqlWork<ResultOf<Kind>> };

/** What an engine does in a way of its own. */
export interface OwnWorks {
  /** As the engine describes itself. */
  readonly databaseShape: () => SqlWork<StoreDiagnostics>;
  readonly check: (options: CheckOptions) => SqlWork<CheckReport>;
  readonly indexes: RecordIndexes;
  readonly closedDays?: ClosedDays;
  readonly servedDays?: ServedDays;
}

export function readerWorks({
  databaseShape,
  check,
  indexes,
  closedDays = noClosedDays,
  servedDays,
}: OwnWorks): ReaderWorks {
  return {
    check,
    'served-usage': (query) => sumServedUsage(query, servedDays),
    outcomes: (query) => countOutcomes(query),
    usage: (query) => sumUsage(query, closedDays),
    records: (query) => listRecords(query, indexes),
    classes: readClassOverview,
    students: (query) => readStudentOverview(query, closedDays),
    spent: sumSpentOfStudents,
    'database-shape': databaseShape,
  };
}
