import { isDeepStrictEqual } from 'node:util';
import type { BudgetCrossing } from '../../budget-crossing.ts';
import type { Change } from '../../change.ts';
import type { NoticeChoice } from '../../notice-choice.ts';
import type { Notice, NoticeDraft, NoticeFilter, NoticeStore } from '../../notice-store.ts';
import type { Page, PageRequest } from '../../paging.ts';
import { crossingsOfStudent, listNotices, noticesToSend } from '../../sql/reports/notice-list.ts';
import { type NoticeRow, noticeFrom } from '../../sql/rows/notice-row.ts';
import type { Audit } from '../engine/audit.ts';
import type { CommitGroup } from '../engine/commit-group.ts';
import type { Sqlite } from '../engine/database.ts';
import { runRead } from '../engine/run-read.ts';
import { BALANCES_AT_ONCE, type BudgetCrossings } from './budget-crossings.ts';
import type { NoticeRows } from './notice-rows.ts';
import type { Unsaid } from './unsaid.ts';

export class SqliteNotices implements NoticeStore {
  readonly #sqlite: Sqlite;
  readonly #group: CommitGroup;
  readonly #rows: NoticeRows;

  readonly #crossings: BudgetCrossings;
  readonly #unsaid: Unsaid;
  readonly #audit: Audit;

  constructor(
    sqlite: Sqlite,
    group: CommitGroup,
    parts: { rows: NoticeRows; crossings: BudgetCrossings; unsaid: Unsaid; audit: Audit },
  ) {
    this.#sqlite = sqlite;
    this.#group = group;
    this.#rows = parts.rows;
    this.#crossings = parts.crossings;
    this.#unsaid = parts.unsaid;
    this.#audit = parts.audit;
  }

  async findNotices(now: number): Promise<boolean> {
    const hasWork = await this.#group.read(
      () => this.#crossings.isAnyDue() || this.#unsaid.isAny() || this.#rows.isMoreDue(now),
    );
    if (!hasWork) return false;
    return this.#group.write(() => {
      const looked = this.#crossings.find(BALANCES_AT_ONCE, now);
      // All that was found at one go is said together.
      if (looked === BALANCES_AT_ONCE) return true;
      this.#unsaid.say(now);
      return false;
    });
  }

  crossingsOf(studentId: number, now: number): Promise<BudgetCrossing[]> {
    return this.#group.read(() => runRead(this.#sqlite, crossingsOfStudent(studentId, now)));
  }

  noticeChoice(): Promise<NoticeChoice> {
    return this.#group.read(() => this.#rows.choice);
  }

  changeNoticeChoice(decide: (stored: NoticeChoice) => NoticeChoice, change: Change): Promise<NoticeChoice> {
    return this.#group.write(() => {
      const before = this.#rows.choice;
      const after = decide(before);
      if (isDeepStrictEqual(before, after)) return before;
      this.#rows.choice = after;
      this.#audit.write(change, 'notices.update', 'owner', before, after);
      return after;
    });
  }

  removeNoticesBefore(instant: number): Promise<void> {
    return this.#group.write(() => this.#rows.removeBefore(instant));
  }

  addNotice({ facts, classId, onceKey }: NoticeDraft, now: number): Promise<Notice | null> {
    return this.#group.write(() => {
      const id = this.#rows.add({ facts, classId, onceKey, topic: facts.kind }, now);
      return id === null ? null : this.#notice(id);
    });
  }

  listNotices(query: PageRequest & NoticeFilter): Promise<Page<Notice>> {
    return this.#group.read(() => runRead(this.#sqlite, listNotices(query)));
  }

  countUnreadNotices(): Promise<number> {
    return this.#group.read(() => {
      const row = this.#sqlite
        .prepare(`SELECT count(*) AS unread FROM notices WHERE read_at IS NULL AND kind <> 'more'`)
        .get();
      return (row as { unread: number }).unread;
    });
  }

  markNoticesRead(upTo: number, now: number): Promise<number> {
    return this.#group.write(
      () =>
        this.#sqlite.prepare('UPDATE notices SET read_at = ? WHERE read_at IS NULL AND id <= ?').run(now, upTo).changes,
    );
  }

  noticesToSend(afterId: number, limit: number): Promise<Notice[]> {
    return this.#group.read(() => runRead(this.#sqlite, noticesToSend(afterId, limit)));
  }

  newestNoticeId(): Promise<number> {
    return this.#group.read(() => {
      const row = this.#sqlite.prepare('SELECT coalesce(max(id), 0) AS newest FROM notices').get();
      return (row as { newest: number }).newest;
    });
  }

  #notice(id: number): Notice {
    return noticeFrom(this.#sqlite.prepare('SELECT * FROM notices WHERE id = ?').get(id) as NoticeRow);
  }
}
