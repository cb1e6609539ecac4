import type { NoticeKind } from '../../store/notice-facts.ts';

const HOUR_MS = 3_600_000;

/** More than these within an hour stand on the pages only; channels get one notice that counts them. */
export const MAX_NOTICES_AN_HOUR = 30;

export const NOTICE_LIMIT_MS = HOUR_MS;

/** Few by their nature, and about the whole installation: a class with many notices must not silence them. */
const NEVER_QUIET: readonly NoticeKind[] = [
  'wallet_budget',
  'model_retiring',
  'model_missing',
  'backup_failed',
  'backup_old',
];

/** @param sent how many notices went to channels within the last hour */
export function mustBeQuiet(kind: NoticeKind, sent: number): boolean {
  return sent >= MAX_NOTICES_AN_HOUR && !NEVER_QUIET.includes(kind);
}
