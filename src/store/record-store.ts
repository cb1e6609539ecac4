import type { Outcome } from '../ledger/holds.ts';
import type { ClassOverview, ClassOverviewQuery } from './class-overview.ts';
import type { FoundCall } from './found-call.ts';
import type { Page, PageRequest } from './paging.ts';
import type { RefusalStore } from './refusal-store.ts';
import type { ServedUsage, ServedUsageQuery } from './served-usage.ts';
import type { StudentOverview, StudentOverviewQuery } from './student-overview.ts';
import type { OutcomeCounts, UsageRecord } from './usage-record.ts';
import type { UsageQuery, UsageReport } from './usage-report.ts';

export interface RecordFilter {
  readonly studentId?: number;
  readonly classId?: number;
  readonly servedModel?: string;
  readonly outcome?: Outcome;
}

export interface OutcomesQuery {
  /** Calls that began in [from, to), ms UTC. */
  readonly from: number;
  readonly to: number;
  /** Only of classes in this zone; null: only of students who had no class. */
  readonly classTimeZone?: string | null;
}

export interface RecordStore extends RefusalStore {
  /** Sums per group and over all; refunds are taken off the day of the call they give back. */
  usage(query: UsageQuery): Promise<UsageReport>;
  /** The students who are not removed, with what they spent. */
  studentOverview(query: StudentOverviewQuery): Promise<StudentOverview>;
  /** The classes that are not removed, with what they spent. */
  classOverview(query: ClassOverviewQuery): Promise<ClassOverview>;
  /** Newest first. */
  listRecords(page: PageRequest & RecordFilter): Promise<Page<UsageRecord>>;
  /** @param id of a hold or of its record; null when the student has no such call */
  findCall(id: number, studentId: number): Promise<FoundCall | null>;
  /**
   * Sums per UTC day and served model of the calls that a provider was sent, without those that it refused or never got.
   * Calls in flight do not wait for it.
   */
  servedUsage(query: ServedUsageQuery): Promise<ServedUsage[]>;
  /** How calls ended. Those in flight are not among them, and do not wait for it. */
  outcomesOf(query: OutcomesQuery): Promise<OutcomeCounts>;
}
