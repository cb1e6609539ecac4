import type { NoticeDraft } from '../../store/notice-store.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { backupOldNotice } from './notice-drafts.ts';

/**
 * Whether the last backup is older than two of the schedule. The same again and again; its key makes it said once.
 * @param everyMs between two backups of the schedule; 0: there is none, so no backup is too old
 */
export async function backupNotices(
  everyMs: number,
  { store, now }: Pick<AdminDeps, 'store' | 'now'>,
): Promise<NoticeDraft[]> {
  if (everyMs === 0) return [];
  const at = now();
  // A backup of the future was made by a clock that was wrong: it proves nothing.
  const newest = (await store.backups.list()).find((backup) => backup.at <= at) ?? null;
  const since = newest?.at ?? (await store.journal.firstStart()) ?? at;
  return at - since > 2 * everyMs ? [backupOldNotice(newest?.at ?? null)] : [];
}
