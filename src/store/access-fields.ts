import type { CallLimits } from '../access/call-limits.ts';
import type { CallSwitches } from '../access/call-switches.ts';
import type { JoinMode, SchoolClass } from '../access/classes.ts';
import type { Lessons, Opening } from '../access/lessons.ts';
import type { Language } from '../language/languages.ts';
import type { WeeklyHours } from '../language/weekly-hours.ts';
import type { BudgetLimit } from '../ledger/budgets.ts';

/** The switches are off when absent. */
export interface ClassFields extends Partial<CallLimits>, Partial<CallSwitches> {
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
  /** always when absent. */
  readonly opening?: Opening;
  /** None when absent; in the order of the week. */
  readonly weeklyHours?: readonly WeeklyHours[];
  /** true when absent. */
  readonly takesMoneyRequests?: boolean;
}

/** A change of when a class is open, and what the audit keeps of it. */
export interface LessonChange {
  readonly fields: Partial<Omit<Lessons, 'opening' | 'weeklyHours'>>;
  readonly before: object | null;
  readonly after: object | null;
}

/** null: nothing changes, and the audit gets no entry. May be called again; it has no effects. */
export type DecideLessons = (schoolClass: SchoolClass) => LessonChange | null;

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

export type WholeLimitSets = { readonly [Set in keyof LimitSets]-?: readonly BudgetLimit[] };

/** Decided on the limits as they are then. May be called again; it has no effects. */
export type DecideLimits = (current: WholeLimitSets) => LimitSets;

/** Limits given here replace the whole set of their scope. */
export interface LimitSets {
  readonly budgets?: readonly BudgetLimit[] | undefined;
  readonly studentBudgets?: readonly BudgetLimit[] | undefined;
}
