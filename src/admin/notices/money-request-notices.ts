import type { NoticeDraft } from '../../store/notice-store.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { moneyRequestNotice } from './notice-drafts.ts';

/**
 * Of all students who wait, the one who has waited longest is said, once: a class that asks together is one notice, and
 * the next comes when somebody asks after that one was answered.
 */
export async function moneyRequestNotices({ store, now }: Pick<AdminDeps, 'store' | 'now'>): Promise<NoticeDraft[]> {
  const { rows } = await store.moneyRequests.listOpen({ after: null, limit: 1, now: now() });
  const [oldest] = rows;
  if (oldest === undefined) return [];
  const student = await store.access.getStudent(oldest.studentId);
  // Removed after the list was read.
  if (student === null) return [];
  const { id: requestId, studentId, amount } = oldest;
  return [moneyRequestNotice({ requestId, studentId, classId: student.classId, amount })];
}
