import type { CallLimits } from '../access/call-limits.ts';
import type { JoinMode } from '../access/classes.ts';
import type { Language } from '../language/languages.ts';
import type { BudgetLimit } from '../ledger/budgets.ts';

export interface ClassFields extends Partial<CallLimits> {
  readonly name: string;
  readonly timeZone: string;
  readonly language: Language;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly allowedModels: readonly string[] | null;
  /** The default of the language when absent. */
  readonly ownerTitle?: string | null;
  /** None when absent. */
  readonly rules?: string | null;
  /** None when absent. */
  readonly instructions?: string | null;
  /** 0 when absent. */
  readonly joinPlaces?: number;
  /** open when absent. */
  readonly joinMode?: JoinMode;
}

export interface StudentFields {
  readonly name: string;
  readonly classId: number | null;
  readonly email: string | null;
  readonly suspended: boolean;
  /** None when absent. */
  readonly studentNumber?: string | null;
  /** None when absent. */
  readonly note?: string | null;
}

export interface StudentWithLimits {
  readonly fields: StudentFields;
  readonly limits: LimitSets;
}

/** What is written of the students of a class, and what decided it. */
export interface StudentEdits<Decided> {
  readonly decided: Decided;
  readonly added: readonly StudentFields[];
  readonly changed: readonly { readonly id: number; readonly fields: Partial<StudentFields> }[];
}

export interface TokenFields {
  readonly studentId: number;
  readonly hash: string;
  readonly prefix: string;
  readonly label: string | null;
  readonly expiresAt: number | null;
}

/** Limits given here replace the whole set of their scope. */
export interface LimitSets {
  readonly budgets?: readonly BudgetLimit[] | undefined;
  readonly studentBudgets?: readonly BudgetLimit[] | undefined;
}
