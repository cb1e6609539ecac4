import { isDeepStrictEqual } from 'node:util';
import type { BudgetCrossing } from '../../budget-crossing.ts';
import type { Change } from '../../change.ts';
import type { NoticeChoice } from '../../notice-choice.ts';
import type { Notice, NoticeDraft, NoticeFilter, NoticeStore } from '../../notice-store.ts';
import type { Page, PageRequest } from '../../paging.ts';
import type { Audit } from '../journal/audit.ts';
import { crossingsOfStudent, listNotices, noticesToSend } from '../reports/notice-list.ts';
import { type NoticeRow, noticeFrom } from '../rows/notice-row.ts';
import { oneRow, type SqlWork, write } from '../sql-work.ts';
import type { Transactions } from '../transactions.ts';
import { BALANCES_AT_ONCE, type BudgetCrossings } from './budget-crossings.ts';
import type { NoticeRows } from './notice-rows.ts';
import type { Unsaid } from './unsaid.ts';

export class SqlNotices implements NoticeStore {
  readonly #group: Transactions;
  readonly #rows: NoticeRows;
  readonly #crossings: BudgetCrossings;
  readonly #unsaid: Unsaid;
  readonly #audit: Audit;

  constructor(
    group: Transactions,
    parts: { rows: NoticeRows; crossings: BudgetCrossings; unsaid: Unsaid; audit: Audit },
  ) {
    this.#group = group;
    this.#rows = parts.rows;
    this.#crossings = parts.crossings;
    this.#unsaid = parts.unsaid;
    this.#audit = parts.audit;
  }

  async findNotices(now: number): Promise<boolean> {
    const hasWork = await this.#group.read(() => this.#hasWork(now));
    if (!hasWork) return false;
    return this.#group.write(() => this.#findNotices(now));
  }

  crossingsOf(studentId: number, now: number): Promise<BudgetCrossing[]> {
    return this.#group.read(() => crossingsOfStudent(studentId, now));
  }

  noticeChoice(): Promise<NoticeChoice> {
    return this.#group.read(() => this.#rows.choice());
  }

  changeNoticeChoice(decide: (stored: NoticeChoice) => NoticeChoice, change: Change): Promise<NoticeChoice> {
    return this.#group.write(() => this.#changeNoticeChoice(decide, change));
  }

  removeNoticesBefore(instant: number): Promise<void> {
    return this.#group.write(() => this.#rows.removeBefore(instant));
  }

  addNotice({ facts, classId, onceKey }: NoticeDraft, now: number): Promise<Notice | null> {
    return this.#group.write(() => this.#addNotice({ facts, classId, onceKey }, now));
  }

  listNotices(query: PageRequest & NoticeFilter): Promise<Page<Notice>> {
    return this.#group.read(() => listNotices(query));
  }

  countUnreadNotices(): Promise<number> {
    return this.#group.read(() => this.#countUnreadNotices());
  }

  markNoticesRead(upTo: number, now: number): Promise<number> {
    return this.#group.write(() => this.#markNoticesRead(upTo, now));
  }

  noticesToSend(afterId: number, limit: number): Promise<Notice[]> {
    return this.#group.read(() => noticesToSend(afterId, limit));
  }

  newestNoticeId(): Promise<number> {
    return this.#group.read(() => this.#newestNoticeId());
  }

  *#hasWork(now: number): SqlWork<boolean> {
    return (yield* this.#crossings.isAnyDue()) || (yield* this.#unsaid.isAny()) || (yield* this.#rows.isMoreDue(now));
  }

  *#findNotices(now: number): SqlWork<boolean> {
    const looked = yield* this.#crossings.find(BALANCES_AT_ONCE, now);
    // All that was found at one go is said together.
    if (looked === BALANCES_AT_ONCE) return true;
    yield* this.#unsaid.say(now);
    return false;
  }

  *#changeNoticeChoice(decide: (stored: NoticeChoice) => NoticeChoice, change: Change): SqlWork<NoticeChoice> {
    const before = yield* this.#rows.choice();
    const after = decide(before);
    if (isDeepStrictEqual(before, after)) return before;
    yield* this.#rows.choose(after);
    yield* this.#audit.write(change, 'notices.update', 'owner', before, after);
    return after;
  }

  *#addNotice({ facts, classId, onceKey }: NoticeDraft, now: number): SqlWork<Notice | null> {
    const id = yield* this.#rows.add({ facts, classId, onceKey, topic: facts.kind }, now);
    return id === null ? null : yield* this.#notice(id);
  }

  *#notice(id: number): SqlWork<Notice> {
    return noticeFrom(yield* oneRow<NoticeRow>('SELECT * FROM notices WHERE id = ?', id));
  }

  *#countUnreadNotices(): SqlWork<number> {
    const query = "SELECT count(*) AS unread FROM notices WHERE read_at IS NULL AND kind <> 'more'";
    return (yield* oneRow<{ unread: number }>(query)).unread;
  }

  *#markNoticesRead(upTo: number, now: number): SqlWork<number> {
    return yield* write('UPDATE notices SET read_at = ? WHERE read_at IS NULL AND id <= ?', now, upTo);
  }

  *#newestNoticeId(): SqlWork<number> {
    return (yield* oneRow<{ newest: number }>('SELECT coalesce(max(id), 0) AS newest FROM notices')).newest;
  }
}
