import type { Page, PageRequest } from '../../paging.ts';
import type { RecordFilter, RecordStore } from '../../record-store.ts';
import type { RefusalDay, RefusalDaysQuery, RefusalFilter, RefusalNote, RefusalRecord } from '../../refusal-store.ts';
import type { ServedUsage } from '../../served-usage.ts';
import type { StudentOverview, StudentOverviewQuery } from '../../student-overview.ts';
import type { OutcomeCounts, UsageRecord } from '../../usage-record.ts';
import type { UsageQuery, UsageReport } from '../../usage-report.ts';
import type { CommitGroup } from '../engine/commit-group.ts';
import type { Sqlite } from '../engine/database.ts';
import type { Readings } from '../engine/readers.ts';
import { outcomesOf } from '../ledger/outcomes.ts';
import { hasManyRecords, isSearch, listRecords } from './record-list.ts';
import type { Refusals } from './refusals.ts';
import { studentOverview } from './student-overview.ts';
import { hasManyRows } from './usage-sources.ts';
import { sumUsage } from './usage-sums.ts';

/** So many rows are counted in about a millisecond; more are counted in a thread of their own. */
const MAX_COUNTED_HERE = 5000;
const MAX_SUMMED_HERE = 2000;

export class SqliteRecords implements RecordStore {
  readonly #sqlite: Sqlite;
  readonly #group: CommitGroup;
  readonly #refusals: Refusals;
  readonly #readings: Readings;

  constructor(sqlite: Sqlite, group: CommitGroup, parts: { refusals: Refusals; readings: Readings }) {
    this.#sqlite = sqlite;
    this.#group = group;
    this.#refusals = parts.refusals;
    this.#readings = parts.readings;
  }

  async usage(query: UsageQuery): Promise<UsageReport> {
    const few = await this.#group.read(() =>
      hasManyRows(this.#sqlite, query, MAX_SUMMED_HERE) ? null : sumUsage(this.#sqlite, query),
    );
    return few ?? this.#readings.forPage('usage', query);
  }

  async studentOverview(query: StudentOverviewQuery): Promise<StudentOverview> {
    const asked = { from: query.from, to: query.to, groupBy: 'student' } as const;
    const few = await this.#group.read(() =>
      hasManyRows(this.#sqlite, asked, MAX_SUMMED_HERE) ? null : studentOverview(this.#sqlite, query),
    );
    return few ?? this.#readings.forPage('students', query);
  }

  async listRecords(page: PageRequest & RecordFilter): Promise<Page<UsageRecord>> {
    const few = await this.#group.read(() =>
      isSearch(page) && hasManyRecords(this.#sqlite) ? null : listRecords(this.#sqlite, page),
    );
    return few ?? this.#readings.forPage('records', page);
  }

  servedUsage(from: number, to: number): Promise<ServedUsage[]> {
    return this.#readings.servedUsage(from, to);
  }

  async outcomesOf({ from, to }: { from: number; to: number }): Promise<OutcomeCounts> {
    const few = await this.#group.read(() => outcomesOf(this.#sqlite, from, to, MAX_COUNTED_HERE));
    return few ?? this.#readings.outcomesOf(from, to);
  }

  noteRefusals(notes: readonly RefusalNote[]): Promise<void> {
    return this.#group.writeSoon(() => this.#refusals.note(notes));
  }

  listRefusals(page: PageRequest & RefusalFilter): Promise<Page<RefusalRecord>> {
    return this.#group.read(() => this.#refusals.list(page));
  }

  refusalDays(query: RefusalDaysQuery): Promise<RefusalDay[]> {
    return this.#group.read(() => this.#refusals.days(query));
  }
}
