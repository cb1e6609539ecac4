import type { SchoolClass } from '../access/classes.ts';
import { forgottenName } from '../access/forgotten-names.ts';
import type { Language } from '../language/languages.ts';
import { localDay } from '../ledger/periods.ts';
import { DAY_MS } from '../ledger/utc-days.ts';
import type { ForgettingClock } from '../store/forgetting-store.ts';
import { AdminError } from './admin-error.ts';

/** Which names are forgotten, when, and what becomes of them. Pure; a store asks inside the transaction. */

export const MIN_FORGET_DAYS = 1;
/** Ten years. */
export const MAX_FORGET_DAYS = 3650;

/** @param before the instant up to which a class must have ended; ms UTC */
export function isClassDue({ archivedAt, endsOn, timeZone }: SchoolClass, before: number): boolean {
  if (archivedAt !== null) return archivedAt <= before;
  return endsOn !== null && localDay(timeZone, before) > endsOn;
}

/** Up to when somebody must have left to be forgotten now. @param days of the owner's rule @returns ms UTC */
export function forgetBefore(days: number, now: number): number {
  return now - days * DAY_MS;
}

/** A server that is off over a long weekend. */
export const MAX_GAP_DAYS = 4;
const HOLD_DAYS = 7;

export interface ForgettingRun {
  readonly isDue: boolean;
  /** What is remembered now; null: nothing new. */
  readonly clock: ForgettingClock | null;
}

/**
 * Once a day. Who changes the rule has a day to take it back. After a jump of the clock, or a long time off, which look the
 * same, nothing is forgotten for a week of daily runs: by then a wrong clock was noticed.
 */
export function decideRun({ lastRunAt, holdDays }: ForgettingClock, now: number): ForgettingRun {
  if (lastRunAt === null || now < lastRunAt) return { isDue: false, clock: { lastRunAt: now, holdDays } };
  const gap = now - lastRunAt;
  if (gap < DAY_MS) return { isDue: false, clock: null };
  if (gap > MAX_GAP_DAYS * DAY_MS) return { isDue: false, clock: { lastRunAt: now, holdDays: HOLD_DAYS } };
  const left = Math.max(0, holdDays - 1);
  return { isDue: left === 0, clock: { lastRunAt: now, holdDays: left } };
}

/** Names of fields whose values say who somebody is, wherever they are in an entry of the audit about a student. */
const PERSONAL_FIELDS: ReadonlySet<string> = new Set([
  ...['name', 'studentNumber', 'email', 'note', 'identity', 'label', 'reason', 'word'],
]);

/** A JSON value of the audit without what says who it is about. @param name that stands for the student's now */
export function withoutPerson(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutPerson(item, name));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([field, inner]) => {
    if (!PERSONAL_FIELDS.has(field)) return [field, withoutPerson(inner, name)];
    return [field, field === 'name' && inner !== null ? name : null];
  });
  return Object.fromEntries(entries);
}

/** @param language of the class, else the server's */
export function nameAfterForgetting(studentId: number, language: Language): string {
  return forgottenName(studentId, language);
}

/** Who may still call keeps the name. @throws AdminError student_still_here */
export function checkMayForget(
  student: { readonly id: number; readonly isRemoved: boolean },
  schoolClass: SchoolClass | null,
): void {
  if (student.isRemoved || (schoolClass !== null && schoolClass.archivedAt !== null)) return;
  throw new AdminError({ code: 'student_still_here', id: student.id });
}

/** @throws AdminError class_not_archived */
export function checkMayForgetClass({ id, archivedAt }: SchoolClass): void {
  if (archivedAt === null) throw new AdminError({ code: 'class_not_archived', id });
}

/** @throws AdminError forget_days_out_of_range */
export function checkForgetDays(days: number): number {
  if (Number.isInteger(days) && days >= MIN_FORGET_DAYS && days <= MAX_FORGET_DAYS) return days;
  throw new AdminError({ code: 'forget_days_out_of_range', max: MAX_FORGET_DAYS }, ['forgetAfterDays']);
}
