import type { BudgetSelector } from '../ledger/budget-selectors.ts';
import type { BudgetUnit } from '../ledger/budget-units.ts';
import type { IncidentKind } from '../ledger/holds.ts';
import type { NanoUsd } from '../ledger/money.ts';
import type { Period } from '../ledger/periods.ts';

/** A threshold of a budget was passed in one of its windows. */
export interface CrossingFacts {
  readonly period: Period;
  /** Absent: money. */
  readonly unit?: BudgetUnit;
  /** Absent: of every call. */
  readonly selector?: BudgetSelector;
  /** Percent of the limit. 100: used up, or so nearly that a call was refused. */
  readonly threshold: number;
  /** ms UTC, half-open. */
  readonly windowStart: number;
  readonly windowEnd: number;
}

/** What was spent when it was noticed, and the limit then; in the unit. */
export interface CrossedAmounts {
  readonly spent: number;
  readonly limit: number;
}

/**
 * What a notice is about: ids, amounts, instants and names of models; never the name of a person or a class, which are
 * looked up when it is shown. A new kind needs its place in NOTICE_KINDS and its texts, both in admin/notices/.
 */
export type NoticeFacts =
  | ({ readonly kind: 'wallet_budget' } & CrossingFacts & CrossedAmounts)
  | ({ readonly kind: 'class_budget'; readonly classId: number } & CrossingFacts & CrossedAmounts)
  | ({
      readonly kind: 'student_budget';
      /** null: students without a class. */
      readonly classId: number | null;
      readonly students: readonly ({ readonly id: number } & CrossedAmounts)[];
    } & CrossingFacts)
  | {
      readonly kind: 'incident';
      readonly incidentKind: IncidentKind;
      readonly count: number;
      readonly firstId: number;
      readonly lastId: number;
      /** When the start after a crash found its calls open; null for other kinds. */
      readonly crashAt: number | null;
    }
  | {
      readonly kind: 'model_retiring';
      /** The model, and the names by which students call it. */
      readonly served: string;
      readonly names: readonly string[];
      /** YYYY-MM-DD. */
      readonly shutdownDate: string;
    }
  | { readonly kind: 'model_missing'; readonly served: string; readonly names: readonly string[] }
  /** Its incident says why. */
  | { readonly kind: 'backup_failed'; readonly incidentId: number }
  /** @param lastAt ms UTC; null: there is none */
  | { readonly kind: 'backup_old'; readonly lastAt: number | null }
  | {
      readonly kind: 'money_request';
      readonly requestId: number;
      readonly studentId: number;
      readonly classId: number | null;
      readonly amount: NanoUsd;
    }
  /** For channels: so many notices were not sent, because too many came within an hour. Since: ms UTC of the first. */
  | { readonly kind: 'more'; readonly count: number; readonly since: number };

export type NoticeKind = NoticeFacts['kind'];
