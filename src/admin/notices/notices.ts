import { THRESHOLDS } from '../../ledger/budget-crossings.ts';
import type { NoticeChoice } from '../../store/notice-choice.ts';
import type { NoticeKind } from '../../store/notice-facts.ts';
import type { Notice, NoticeFilter } from '../../store/notice-store.ts';
import type { Page, PageRequest } from '../../store/paging.ts';
import { type Actor, changeBy } from '../actor.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { describeNotices } from './describe-notices.ts';
import { NOTICE_KINDS } from './notice-kinds.ts';
import type { NoticeReader, NoticeText } from './notice-text.ts';

/** A notice with its words. */
export interface SaidNotice {
  readonly notice: Notice;
  readonly said: NoticeText;
}

/** Newest first. */
export async function listNotices(
  query: PageRequest & NoticeFilter,
  reader: NoticeReader,
  deps: Pick<AdminDeps, 'store'>,
): Promise<Page<SaidNotice>> {
  const { rows, next } = await deps.store.notices.listNotices(query);
  const texts = await describeNotices(rows, reader, deps);
  return { rows: rows.flatMap((notice, index) => saidAs(notice, texts[index])), next };
}

function saidAs(notice: Notice, said: NoticeText | undefined): SaidNotice[] {
  return said === undefined ? [] : [{ notice, said }];
}

/**
 * Marks what the owner has seen. It changes nothing that counts, so it is not in the audit.
 * @param upTo the newest that was seen; null: all @returns how many were unread
 */
export async function markNoticesRead(
  upTo: number | null,
  { store, now }: Pick<AdminDeps, 'store' | 'now'>,
): Promise<number> {
  return store.notices.markNoticesRead(upTo ?? (await store.notices.newestNoticeId()), now());
}

export interface NoticeChoiceEdits {
  readonly muted?: readonly NoticeKind[];
  readonly studentThresholds?: readonly number[];
}

/** From now on; what is absent stays as it is. What was found before is said as it was wanted then, or not. */
export function changeNoticeChoice(
  edits: NoticeChoiceEdits,
  actor: Actor,
  { store, now }: Pick<AdminDeps, 'store' | 'now'>,
): Promise<NoticeChoice> {
  return store.notices.changeNoticeChoice(
    (stored) => {
      const { muted = stored.muted, studentThresholds = stored.studentThresholds } = edits;
      return {
        muted: NOTICE_KINDS.filter((kind) => muted.includes(kind)),
        studentThresholds: THRESHOLDS.filter((threshold) => studentThresholds.includes(threshold)),
      };
    },
    changeBy(actor, now()),
  );
}
