import type { Language } from '../language/languages.ts';
import type { Change } from './change.ts';
import type { Page, PageRequest } from './paging.ts';

/** Whose names are forgotten. */
export type ForgetSelection =
  | { readonly studentId: number }
  /** Of an archived class. */
  | { readonly classId: number }
  /** Who were removed up to this instant, and who were in a class that ended up to it; ms UTC. */
  | { readonly before: number };

export interface ForgetRequest {
  readonly selection: ForgetSelection;
  /** At most so many students at a time. */
  readonly limit: number;
  /** Of pseudonyms, where no class says another. */
  readonly language: Language;
}

/** Who can be forgotten: removed, or in an archived class, and not forgotten yet. */
export interface ForgettableStudent {
  readonly id: number;
  readonly name: string;
  /** ms UTC; null: in an archived class. */
  readonly removedAt: number | null;
  readonly classId: number | null;
}

/** When the names of the students were last looked through, so that a wrong clock forgets nobody. */
export interface ForgettingClock {
  /** ms UTC; null: never. */
  readonly lastRunAt: number | null;
  /** So many daily runs pass by until the clock is believed again. */
  readonly holdDays: number;
}

export interface ForgettingRule {
  /** null: nobody is forgotten by time. */
  readonly afterDays: number | null;
  readonly clock: ForgettingClock;
}

/** Names that are no longer needed become pseudonyms; sums, records and budgets stay. */
export interface ForgettingStore {
  rule(): Promise<ForgettingRule>;
  /** The clock begins anew: nobody is forgotten within a day of it. @param days null: nobody from now on */
  setAfterDays(days: number | null, change: Change): Promise<void>;
  noteClock(clock: ForgettingClock): Promise<void>;
  /** How many students a selection has that are not forgotten. @throws AdminError as forget() */
  count(selection: ForgetSelection): Promise<number>;
  listForgettable(page: PageRequest): Promise<Page<ForgettableStudent>>;
  /**
   * Forgets up to `limit` students of a selection, with everything about them, in one transaction with one entry of the audit.
   * @returns how many; less than `limit`: there are no more
   * @throws AdminError student_not_found, student_still_here, class_not_found, class_not_archived
   */
  forget(request: ForgetRequest, change: Change): Promise<number>;
  /** Deletes join requests that have expired, and the names in entries about declined ones. @param before ms UTC; null: none */
  forgetJoinRequests(before: number | null, now: number): Promise<void>;
  /**
   * Overwrites what deleted and changed rows left in the file and its log.
   * @returns false: the file is too large to do it while calls run; the next start does
   */
  clean(): Promise<boolean>;
}
