import { THRESHOLDS } from '../../ledger/budget-crossings.ts';
import type { NoticeChoice } from '../../store/notice-choice.ts';
import type { NoticeKind } from '../../store/notice-facts.ts';

/** Those that the owner can turn off, in the order of settings and filters. `more` only counts others. */
export const NOTICE_KINDS = [
  'wallet_budget',
  'class_budget',
  'student_budget',
  'money_request',
  'incident',
  'model_retiring',
  'model_missing',
  'backup_failed',
  'backup_old',
] as const satisfies readonly NoticeKind[];

export const DEFAULT_NOTICE_CHOICE: NoticeChoice = { muted: [], studentThresholds: THRESHOLDS };

export function isNoticeKind(text: unknown): text is (typeof NOTICE_KINDS)[number] {
  return NOTICE_KINDS.some((kind) => kind === text);
}
