import type { Language } from '../language/languages.ts';
import { type Calendar, localDay } from '../ledger/periods.ts';
import type { CallLimits } from './call-limits.ts';
import type { CallSwitches } from './call-switches.ts';
import { type LessonState, type Lessons, lessonStateAt } from './lessons.ts';

/** open: the join code lets students in; approve: the owner approves each of them. */
export const JOIN_MODES = ['open', 'approve'] as const;
export type JoinMode = (typeof JOIN_MODES)[number];

export interface SchoolClass extends CallLimits, CallSwitches, Lessons {
  readonly id: number;
  readonly name: string;
  readonly timeZone: string;
  readonly language: Language;
  /** What its students call the owner, ready for a sentence; null: the default of the language. See owner-titles.ts. */
  readonly ownerTitle: string | null;
  /** First and last local day of the term, YYYY-MM-DD, or null for an open side. */
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  /** null: all models that the server allows. */
  readonly allowedModels: readonly string[] | null;
  /** The rules of the class in the owner's words, for its students to read. */
  readonly rules: string | null;
  /** What the gateway puts before each chat and response of its students, in the owner's words; null: nothing. */
  readonly instructions: string | null;
  /** The code with which students join, such as K7M2-Q9XP. */
  readonly joinCode: string;
  /** How many new students may still join by the code; 0: closed. */
  readonly joinPlaces: number;
  readonly joinMode: JoinMode;
  /** Whether its students may ask for more money. */
  readonly takesMoneyRequests: boolean;
  readonly createdAt: number;
  /** Since when it is archived: out of lists, and closed to its students. ms UTC; null: it is not. */
  readonly archivedAt: number | null;
}

export type TermState = 'open' | 'not-yet' | 'over' | 'archived';

export function termStateAt(schoolClass: SchoolClass, now: number): TermState {
  if (schoolClass.archivedAt !== null) return 'archived';
  const today = localDay(schoolClass.timeZone, now);
  if (schoolClass.startsOn !== null && today < schoolClass.startsOn) return 'not-yet';
  if (schoolClass.endsOn !== null && today > schoolClass.endsOn) return 'over';
  return 'open';
}

export type ClassState = TermState | LessonState;

/** Whether the students of a class may call now, and if not, why: the term comes before its lessons. */
export function classStateAt(schoolClass: SchoolClass, now: number): ClassState {
  const term = termStateAt(schoolClass, now);
  return term === 'open' ? lessonStateAt(schoolClass, now) : term;
}

/** Its last day has passed, or it is archived. */
export function hasEnded(schoolClass: SchoolClass, now: number): boolean {
  const state = termStateAt(schoolClass, now);
  return state === 'over' || state === 'archived';
}

export function calendarOf(schoolClass: SchoolClass | null, serverTimeZone: string): Calendar {
  if (schoolClass === null) return { timeZone: serverTimeZone, termStartsOn: null, termEndsOn: null };
  return { timeZone: schoolClass.timeZone, termStartsOn: schoolClass.startsOn, termEndsOn: schoolClass.endsOn };
}
