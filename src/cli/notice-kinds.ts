import type { NoticeJson } from '../api/notice-json.ts';

/** Kinds of notices as people type them, for the help of a command. */
export const NOTICE_KINDS = Object.keys({
  wallet_budget: 1,
  class_budget: 1,
  student_budget: 1,
  money_request: 1,
  incident: 1,
  model_retiring: 1,
  model_missing: 1,
  backup_failed: 1,
  backup_old: 1,
} satisfies Record<NoticeJson['kind'], 1>).join(', ');
