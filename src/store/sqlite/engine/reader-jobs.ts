import type { CheckReport } from '../../check-report.ts';
import type { Page, PageRequest } from '../../paging.ts';
import type { RecordFilter } from '../../record-store.ts';
import type { ServedUsage } from '../../served-usage.ts';
import type { StudentOverview, StudentOverviewQuery } from '../../student-overview.ts';
import type { OutcomeCounts, UsageRecord } from '../../usage-record.ts';
import type { UsageQuery, UsageReport } from '../../usage-report.ts';
import { type CheckOptions, checkLedger } from '../integrity/integrity-check.ts';
import { outcomesOf } from '../ledger/outcomes.ts';
import { type SpentOfStudentsQuery, spentOfStudents } from '../ledger/spend-query.ts';
import { listRecords } from '../reports/record-list.ts';
import { servedUsage } from '../reports/served-usage.ts';
import { studentOverview } from '../reports/student-overview.ts';
import { sumUsage } from '../reports/usage-sums.ts';
import type { Sqlite } from './database.ts';

/** What may be read in a thread of its own: what is asked, and what is answered. */
export interface ReadingJobs {
  check: (options: CheckOptions) => CheckReport;
  'served-usage': (range: { readonly from: number; readonly to: number }) => ServedUsage[];
  outcomes: (range: { readonly from: number; readonly to: number }) => OutcomeCounts | null;
  usage: (query: UsageQuery) => UsageReport;
  records: (query: PageRequest & RecordFilter) => Page<UsageRecord>;
  students: (query: StudentOverviewQuery) => StudentOverview;
  spent: (query: SpentOfStudentsQuery) => ReadonlyMap<number, number>;
}

export type ReadingKind = keyof ReadingJobs;
export type AskedOf<Kind extends ReadingKind> = Parameters<ReadingJobs[Kind]>[0];
export type AnswerOf<Kind extends ReadingKind> = ReturnType<ReadingJobs[Kind]>;

export interface ReadingJob {
  readonly kind: ReadingKind;
  readonly asked: unknown;
}

export type ReadingAnswer = { readonly result: unknown } | { readonly failed: string };

/** Each in one snapshot. */
export function readFrom(sqlite: Sqlite, { kind, asked }: ReadingJob): unknown {
  const jobs: ReadingJobs = {
    check: (options) => checkLedger(sqlite, options),
    'served-usage': ({ from, to }) => servedUsage(sqlite, from, to),
    outcomes: ({ from, to }) => outcomesOf(sqlite, from, to, Number.POSITIVE_INFINITY),
    usage: (query) => sumUsage(sqlite, query),
    records: (query) => listRecords(sqlite, query),
    students: (query) => studentOverview(sqlite, query),
    spent: (query) => spentOfStudents(sqlite, query),
  };
  const read = jobs[kind] as (asked: unknown) => unknown;
  return sqlite.transaction(() => read(asked))();
}
