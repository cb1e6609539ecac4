import { DAY_MS, utcDay } from '../../../ledger/utc-days.ts';
import type { ClassOverview, ClassOverviewQuery } from '../../class-overview.ts';
import type { FoundCall } from '../../found-call.ts';
import type { Page, PageRequest } from '../../paging.ts';
import type { OutcomesQuery, RecordFilter, RecordStore } from '../../record-store.ts';
import type {
  RefusalDay,
  RefusalDaysQuery,
  RefusalFilter,
  RefusalNote,
  RefusalRecord,
  RefusedModel,
} from '../../refusal-store.ts';
import type { ServedUsage, ServedUsageQuery } from '../../served-usage.ts';
import { findCall } from '../../sql/reports/find-call.ts';
import { countOutcomes } from '../../sql/reports/outcome-counts.ts';
import { isSearch } from '../../sql/reports/record-list.ts';
import { countRefusalDays, listRefusals, refusedModels } from '../../sql/reports/refusal-list.ts';
import type { StudentOverview, StudentOverviewQuery } from '../../student-overview.ts';
import type { OutcomeCounts, UsageRecord } from '../../usage-record.ts';
import type { UsageQuery, UsageReport } from '../../usage-report.ts';
import type { CommitGroup } from '../engine/commit-group.ts';
import type { Sqlite } from '../engine/database.ts';
import { type JobKind, type QueryOf, type ResultOf, runJob } from '../engine/reader-jobs.ts';
import type { Readers } from '../engine/readers.ts';
import { runRead } from '../engine/run-read.ts';
import type { Refusals } from './refusals.ts';
import { hasManyDays, hasManyRecords } from './row-counts.ts';

/** No month of any zone began earlier than this. */
const DAYS_OF_A_MONTH_MS = 32 * DAY_MS;

/** So many rows are counted in about a millisecond; more are counted in a thread of their own. */
const MAX_COUNTED_RECORDS = 5000;

/** What is read: few rows at once, many in a thread of their own, so that calls in flight do not wait. */
export class SqliteRecords implements RecordStore {
  readonly #sqlite: Sqlite;
  readonly #group: CommitGroup;
  readonly #refusals: Refusals;
  readonly #readers: Readers;

  constructor(sqlite: Sqlite, group: CommitGroup, parts: { refusals: Refusals; readers: Readers }) {
    this.#sqlite = sqlite;
    this.#group = group;
    this.#refusals = parts.refusals;
    this.#readers = parts.readers;
  }

  usage(query: UsageQuery): Promise<UsageReport> {
    return this.#read('usage', query, () => hasManyDays(this.#sqlite, query));
  }

  studentOverview(query: StudentOverviewQuery): Promise<StudentOverview> {
    const { from, to } = query;
    return this.#read('students', query, () => hasManyDays(this.#sqlite, { from, to, groupBy: 'student' }));
  }

  classOverview(query: ClassOverviewQuery): Promise<ClassOverview> {
    const from = utcDay(query.now - DAYS_OF_A_MONTH_MS);
    return this.#read('classes', query, () => hasManyDays(this.#sqlite, { from, to: '9999-12-31', groupBy: 'class' }));
  }

  listRecords(page: PageRequest & RecordFilter): Promise<Page<UsageRecord>> {
    return this.#read('records', page, () => isSearch(page) && hasManyRecords(this.#sqlite));
  }

  findCall(id: number, studentId: number): Promise<FoundCall | null> {
    return this.#group.read(() => runRead(this.#sqlite, findCall(id, studentId)));
  }

  servedUsage(query: ServedUsageQuery): Promise<ServedUsage[]> {
    return this.#readers.read('served-usage', query);
  }

  async outcomesOf(query: OutcomesQuery): Promise<OutcomeCounts> {
    const few = await this.#group.read(() => runRead(this.#sqlite, countOutcomes(query, MAX_COUNTED_RECORDS)));
    return few ?? (await this.#readers.read('outcomes', query)) ?? {};
  }

  noteRefusals(notes: readonly RefusalNote[]): Promise<void> {
    return this.#group.writeSoon(() => this.#refusals.note(notes));
  }

  listRefusals(page: PageRequest & RefusalFilter): Promise<Page<RefusalRecord>> {
    return this.#group.read(() => runRead(this.#sqlite, listRefusals(page)));
  }

  refusedModels(since: number): Promise<RefusedModel[]> {
    return this.#group.read(() => runRead(this.#sqlite, refusedModels(since)));
  }

  refusalDays(query: RefusalDaysQuery): Promise<RefusalDay[]> {
    return this.#group.read(() => runRead(this.#sqlite, countRefusalDays(query)));
  }

  async #read<Kind extends JobKind>(
    kind: Kind,
    query: QueryOf<Kind>,
    hasManyRows: () => boolean,
  ): Promise<ResultOf<Kind>> {
    const few = await this.#group.read(() => (hasManyRows() ? null : { result: runJob(this.#sqlite, kind, query) }));
    return few === null ? this.#readers.read(kind, query) : few.result;
  }
}
