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
import type { StudentOverview, StudentOverviewQuery } from '../../student-overview.ts';
import type { OutcomeCounts, UsageRecord } from '../../usage-record.ts';
import type { UsageQuery, UsageReport } from '../../usage-report.ts';
import type { Readers } from '../readers.ts';
import type { Transactions } from '../transactions.ts';
import { findCall } from './find-call.ts';
import { countRefusalDays, listRefusals, refusedModels } from './refusal-list.ts';
import type { Refusals } from './refusals.ts';

/** What pages and the API read of the calls. */
export class SqlRecords implements RecordStore {
  readonly #group: Transactions;
  readonly #refusals: Refusals;
  readonly #readers: Readers;

  constructor(group: Transactions, parts: { refusals: Refusals; readers: Readers }) {
    this.#group = group;
    this.#refusals = parts.refusals;
    this.#readers = parts.readers;
  }

  usage(query: UsageQuery): Promise<UsageReport> {
    return this.#readers.read('usage', query);
  }

  studentOverview(query: StudentOverviewQuery): Promise<StudentOverview> {
    return this.#readers.read('students', query);
  }

  classOverview(query: ClassOverviewQuery): Promise<ClassOverview> {
    return this.#readers.read('classes', query);
  }

  listRecords(page: PageRequest & RecordFilter): Promise<Page<UsageRecord>> {
    return this.#readers.read('records', page);
  }

  findCall(id: number, studentId: number): Promise<FoundCall | null> {
    return this.#group.read(() => findCall(id, studentId));
  }

  servedUsage(query: ServedUsageQuery): Promise<ServedUsage[]> {
    return this.#readers.read('served-usage', query);
  }

  async outcomesOf(query: OutcomesQuery): Promise<OutcomeCounts> {
    return (await this.#readers.read('outcomes', query)) ?? {};
  }

  noteRefusals(notes: readonly RefusalNote[]): Promise<void> {
    return this.#group.writeSoon(() => this.#refusals.note(notes));
  }

  listRefusals(page: PageRequest & RefusalFilter): Promise<Page<RefusalRecord>> {
    return this.#group.read(() => listRefusals(page));
  }

  refusedModels(since: number): Promise<RefusedModel[]> {
    return this.#group.read(() => refusedModels(since));
  }

  refusalDays(query: RefusalDaysQuery): Promise<RefusalDay[]> {
    return this.#group.read(() => countRefusalDays(query));
  }
}
