import type { ModelProblem } from '../access/model-choice.ts';
import type { NanoUsd } from '../ledger/money.ts';
import type { Period } from '../ledger/periods.ts';
import type { ProjectLimitError } from '../ledger/project-limit.ts';
import type { BillError } from '../ledger/reconciliation.ts';
import type { BackupErrorReason } from '../store/backup-store.ts';
import type { BudgetProblem } from './budget-problem.ts';
import type { DiscoveryProblem } from './discovery/discovery-problem.ts';
import type { JoinProblem } from './join-problem.ts';
import type { LessonProblem } from './lesson-problem.ts';
import type { MoneyRequestProblem } from './money-request-problem.ts';
import type { NoticeChannelProblem } from './notice-channel-problem.ts';
import type { RosterProblem } from './roster/roster-problem.ts';

/** Why a change was refused: a code, and the values that a sentence about it needs. Never a secret. */
export type AdminProblem =
  // One field.
  | { readonly code: 'name_length'; readonly max: number }
  | { readonly code: 'name_control_characters' }
  | { readonly code: 'name_invisible' }
  | { readonly code: 'text_length'; readonly max: number }
  | { readonly code: 'text_bytes'; readonly max: number; readonly bytes: number }
  | { readonly code: 'text_control_characters' }
  | { readonly code: 'email_invalid' }
  | { readonly code: 'student_number_invalid'; readonly max: number }
  | { readonly code: 'owner_title_invalid'; readonly max: number }
  | { readonly code: 'language_unknown' }
  | { readonly code: 'time_zone_unknown' }
  | { readonly code: 'day_invalid' }
  | { readonly code: 'instant_past' }
  /** Not a whole number of nano-USD from 0 to MAX_NANO_USD. */
  | { readonly code: 'amount_out_of_range' }
  | BudgetProblem
  | { readonly code: 'join_places_out_of_range'; readonly max: number }
  | { readonly code: 'call_limit_out_of_range'; readonly max: number }
  | { readonly code: 'grace_out_of_range'; readonly max: number }
  | { readonly code: 'model_not_allowed'; readonly allowed: readonly string[] }
  // Models.
  | ModelProblem
  | { readonly code: 'model_not_in_use'; readonly name: string }
  /** Two rows of one form. */
  | { readonly code: 'alias_twice'; readonly alias: string }
  /** Somebody else changed them after this form was shown. */
  | { readonly code: 'models_changed' }
  // Several fields of one request.
  | { readonly code: 'days_out_of_order'; readonly startsOn: string; readonly endsOn: string }
  | { readonly code: 'duplicate_period'; readonly period: Period }
  | { readonly code: 'wallet_term' }
  // Rules that span rows; checked inside the transaction.
  | { readonly code: 'term_without_end' }
  /** studentId null: the class itself has the term budget. */
  | { readonly code: 'loses_end'; readonly studentId: number | null }
  | { readonly code: 'moves_term_budget' }
  /** Neither removed nor in an archived class. */
  | { readonly code: 'student_still_here'; readonly id: number }
  | { readonly code: 'forget_days_out_of_range'; readonly max: number }
  | { readonly code: 'removal_unconfirmed'; readonly students: number }
  | { readonly code: 'class_archived'; readonly id: number; readonly name: string }
  | { readonly code: 'class_not_archived'; readonly id: number }
  | { readonly code: 'class_has_students'; readonly id: number; readonly students: number }
  /** By another class; its name may differ in case or width. */
  | { readonly code: 'class_name_taken'; readonly id: number; readonly name: string }
  /** By another student of the class. */
  | { readonly code: 'number_taken'; readonly name: string }
  | { readonly code: 'token_replaced'; readonly id: number }
  /** Of a student who was to get one only without it. */
  | { readonly code: 'has_token'; readonly studentId: number }
  | { readonly code: 'owner_token_is_set' }
  | { readonly code: 'owner_token_changed' }
  // Refunds.
  | { readonly code: 'refund_zero' }
  | { readonly code: 'refund_without_call' }
  | { readonly code: 'refund_complete' }
  | { readonly code: 'refund_too_large'; readonly left: NanoUsd }
  // Top-ups.
  | { readonly code: 'top_up_zero' }
  | { readonly code: 'top_up_too_long'; readonly maxDays: number }
  | { readonly code: 'too_many_top_ups'; readonly max: number }
  // Crashes.
  | { readonly code: 'crash_not_found'; readonly crashAt: number }
  /** Somebody else decided some of its incidents after this form was shown. */
  | { readonly code: 'crash_changed'; readonly open: number; readonly refundable: NanoUsd }
  // Reports.
  | { readonly code: 'range_out_of_order'; readonly from: string; readonly to: string }
  | { readonly code: 'range_too_long'; readonly maxDays: number }
  | { readonly code: 'day_in_future'; readonly day: string }
  | { readonly code: 'admin_key_missing' }
  | { readonly code: 'bill_unreadable'; readonly reason: BillError }
  // The provider's limit on the project.
  | { readonly code: 'project_limit_unreadable'; readonly reason: ProjectLimitError }
  | { readonly code: 'project_limit_out_of_range'; readonly max: NanoUsd }
  // Model servers.
  | DiscoveryProblem
  // Joining.
  | JoinProblem
  // Lessons.
  | LessonProblem
  // More money.
  | MoneyRequestProblem
  // Claim links.
  | { readonly code: 'unknown_claim' }
  | { readonly code: 'claim_links_outdated' }
  | { readonly code: 'claim_days_out_of_range'; readonly max: number }
  | { readonly code: 'mail_not_set_up' }
  // Channels of notices, and what is on its way to them.
  | NoticeChannelProblem
  // Rosters.
  | RosterProblem
  // Backups.
  /** It is an incident, too. */
  | { readonly code: 'backup_failed'; readonly reason: BackupErrorReason; readonly folder: string }
  | { readonly code: 'backup_not_found' }
  /** Another one: each takes the disk of a backup for a while. */
  | { readonly code: 'export_running' }
  // What was named does not exist, or was removed.
  | { readonly code: 'class_not_found'; readonly id: number }
  | { readonly code: 'student_not_found'; readonly id: number }
  | { readonly code: 'token_not_found'; readonly id: number }
  | { readonly code: 'budget_not_found'; readonly id: number }
  | { readonly code: 'incident_not_found'; readonly id: number }
  | { readonly code: 'top_up_not_found'; readonly id: number }
  | { readonly code: 'pseudonym_unknown' };

export type AdminCode = AdminProblem['code'];

/** Names of domain fields, and places in lists: ['budgets', 0, 'limit']. Empty: no field of the request. */
export type FieldPath = readonly (string | number)[];

/** A change that the rules refuse. Nothing was written. Callers translate it by its code, never by its message. */
export class AdminError extends Error {
  override readonly name = 'AdminError';
  readonly problem: AdminProblem;
  readonly path: FieldPath;

  constructor(problem: AdminProblem, path: FieldPath = []) {
    super(path.length === 0 ? problem.code : `${problem.code} at ${path.join('.')}`);
    this.problem = problem;
    this.path = path;
  }

  get code(): AdminCode {
    return this.problem.code;
  }

  /** What was named does not exist, or was removed. */
  get isNotFound(): boolean {
    return this.code.endsWith('_not_found');
  }
}
