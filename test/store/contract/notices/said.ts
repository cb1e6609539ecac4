import type { Notice } from '../../../../src/store/notice-store.ts';
import type { Store } from '../../../../src/store/store.ts';

/** As the background job does. */
export async function findNotices(store: Store, now: number): Promise<void> {
  while (await store.notices.findNotices(now));
}

/** Everything said so far, oldest first. */
export async function allNotices(store: Store): Promise<Notice[]> {
  const { rows } = await store.notices.listNotices({ after: null, limit: 10_000 });
  return rows.reverse();
}

/** "wallet_budget 80", "student_budget 100 (3)", "incident uncertain (2)". */
export function shortOf({ facts }: Notice): string {
  if (facts.kind === 'student_budget') return `${facts.kind} ${facts.threshold} (${facts.students.length})`;
  if (facts.kind === 'incident') return `${facts.kind} ${facts.incidentKind} (${facts.count})`;
  return 'threshold' in facts ? `${facts.kind} ${facts.threshold}` : facts.kind;
}

export async function said(store: Store): Promise<string[]> {
  return (await allNotices(store)).map(shortOf);
}
