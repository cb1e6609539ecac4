import type { BudgetCrossing } from './budget-crossing.ts';
import type { Change } from './change.ts';
import type { NoticeChoice } from './notice-choice.ts';
import type { NoticeFacts, NoticeKind } from './notice-facts.ts';
import type { Page, PageRequest } from './paging.ts';

export interface Notice {
  readonly id: number;
  readonly facts: NoticeFacts;
  /** The class it is about; null: none, or of several. */
  readonly classId: number | null;
  /** On the pages only: too many came within an hour. A notice of the kind `more` counts them for the channels. */
  readonly isQuiet: boolean;
  readonly createdAt: number;
  /** When the owner marked it as read. */
  readonly readAt: number | null;
}

export interface NoticeDraft {
  readonly facts: NoticeFacts;
  readonly classId: number | null;
  /** The same key is said once, ever: "backup_failed 2026-11-26". */
  readonly onceKey: string;
}

export interface NoticeFilter {
  readonly kind?: NoticeKind;
  readonly classId?: number;
  readonly unread?: boolean;
}

export interface NoticeStore {
  /** @returns null: said before, or the owner wants none of this kind */
  addNotice(draft: NoticeDraft, now: number): Promise<Notice | null>;
  /** Newest first; those that are for the pages, so without `more`. */
  listNotices(page: PageRequest & NoticeFilter): Promise<Page<Notice>>;
  countUnreadNotices(): Promise<number>;
  /** @param upTo the newest that the owner has seen @returns how many were unread */
  markNoticesRead(upTo: number, now: number): Promise<number>;

  /**
   * Looks at the budgets that may have passed a threshold since the last time, and says what was found: exactly, and over a
   * restart. Cheap when nothing happened. @returns whether there is more to look at
   */
  findNotices(now: number): Promise<boolean>;
  /** What a student has passed in windows around `now`. */
  crossingsOf(studentId: number, now: number): Promise<BudgetCrossing[]>;
  noticeChoice(): Promise<NoticeChoice>;
  /** @param decide may be called again; it has no effects @throws what `decide` throws */
  changeNoticeChoice(decide: (stored: NoticeChoice) => NoticeChoice, change: Change): Promise<NoticeChoice>;
  /** Notices, and crossings of windows that ended before it. @param instant ms UTC */
  removeNoticesBefore(instant: number): Promise<void>;

  /** For channels, oldest first: after this id, without the quiet ones. Ids only grow. */
  noticesToSend(afterId: number, limit: number): Promise<Notice[]>;
  /** Where a new channel begins; 0: there is none. */
  newestNoticeId(): Promise<number>;
}
