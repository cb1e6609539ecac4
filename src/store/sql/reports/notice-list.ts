import type { BudgetCrossing } from '../../budget-crossing.ts';
import type { Notice, NoticeFilter } from '../../notice-store.ts';
import type { Page, PageRequest } from '../../paging.ts';
import { Filter } from '../filter.ts';
import { type CrossingRow, crossingFrom } from '../rows/crossing-row.ts';
import { cutPage } from '../rows/cut-page.ts';
import { type NoticeRow, noticeFrom } from '../rows/notice-row.ts';
import { allRows, type SqlWork } from '../sql-work.ts';

/** Newest first. */
export function* listNotices(query: PageRequest & NoticeFilter): SqlWork<Page<Notice>> {
  const { after, limit, kind, classId, unread } = query;
  const filter = new Filter()
    .only(`kind <> 'more'`)
    .and('id < ?', after ?? undefined)
    .and('kind = ?', kind)
    .and('class_id = ?', classId);
  if (unread !== undefined) filter.only(`read_at IS ${unread ? 'NULL' : 'NOT NULL'}`);
  const rows = yield* allRows<NoticeRow>(
    `SELECT * FROM notices ${filter.where} ORDER BY id DESC LIMIT ?`,
    ...filter.values,
    limit + 1,
  );
  return cutPage(rows, limit, noticeFrom);
}

/** Oldest first, for channels. */
export function* noticesToSend(afterId: number, limit: number): SqlWork<Notice[]> {
  const rows = yield* allRows<NoticeRow>(
    'SELECT * FROM notices WHERE id > ? AND is_quiet = 0 ORDER BY id LIMIT ?',
    afterId,
    limit,
  );
  return rows.map(noticeFrom);
}

export function* crossingsOfStudent(studentId: number, now: number): SqlWork<BudgetCrossing[]> {
  const rows = yield* allRows<CrossingRow>(
    `SELECT * FROM budget_crossings WHERE scope = 'student' AND scope_id = ? AND window_start <= ? AND window_end > ?
     AND uncrossed_at IS NULL ORDER BY period, unit, selector, threshold`,
    studentId,
    now,
    now,
  );
  return rows.map(crossingFrom);
}
