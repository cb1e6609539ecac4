import { setTimeout } from 'node:timers/promises';
import type { ForgetSelection, ForgettingRule } from '../store/forgetting-store.ts';
import { type Actor, changeBy, SYSTEM } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';
import { checkForgetDays, decideRun, forgetBefore } from './forgetting-rules.ts';

type Deps = Pick<AdminDeps, 'store' | 'language' | 'now'>;

/** A few milliseconds, so that the calls of students go on between two of them. */
const STUDENTS_A_TURN = 25;
const PAUSE_MS = 10;

export interface Forgotten {
  readonly students: number;
  /** false: some of the names are in unused parts of the file until the next start, which overwrites them. */
  readonly isCleaned: boolean;
}

export interface ForgettingState extends ForgettingRule {
  /** Who would be forgotten now; 0 without a rule. */
  readonly dueStudents: number;
}

export async function getForgettingState({ store, now }: Deps): Promise<ForgettingState> {
  const rule = await store.forgetting.rule();
  const { afterDays } = rule;
  const dueStudents = afterDays === null ? 0 : await store.forgetting.count({ before: forgetBefore(afterDays, now()) });
  return { ...rule, dueStudents };
}

/**
 * From when on names are forgotten: so many days after a student was removed, or the class archived or over.
 * @param days null: never @throws AdminError forget_days_out_of_range
 */
export async function setForgetAfterDays(days: number | null, actor: Actor, { store, now }: Deps): Promise<void> {
  const checked = days === null ? null : checkForgetDays(days);
  const { afterDays } = await store.forgetting.rule();
  if (afterDays !== checked) await store.forgetting.setAfterDays(checked, changeBy(actor, now()));
}

/** How many students forgetNow() would forget. @throws AdminError as forgetNow() */
export function previewForgetting(
  selection: Exclude<ForgetSelection, { before: number }>,
  { store }: AdminDeps,
): Promise<number> {
  return store.forgetting.count(selection);
}

/**
 * Forgets one student who was removed or is in an archived class, or all of an archived class, whatever the rule says. A
 * crash leaves some of a class; the same request forgets the rest.
 * @throws AdminError student_not_found, student_still_here, class_not_found, class_not_archived
 */
export async function forgetNow(
  selection: Exclude<ForgetSelection, { before: number }>,
  actor: Actor,
  deps: Deps,
): Promise<Forgotten> {
  const students = await forgetInTurns(selection, actor, deps);
  return { students, isCleaned: await deps.store.forgetting.clean() };
}

/** What a timer asks again and again. @returns null: nothing was to be done now */
export async function forgetDue(deps: Deps): Promise<Forgotten | null> {
  const { store, now } = deps;
  const { afterDays, clock } = await store.forgetting.rule();
  if (afterDays === null) return null;
  const run = decideRun(clock, now());
  if (!run.isDue) {
    if (run.clock !== null) await store.forgetting.noteClock(run.clock);
    return null;
  }
  const before = forgetBefore(afterDays, now());
  const students = await forgetInTurns({ before }, SYSTEM, deps);
  await store.forgetting.forgetJoinRequests(before, now());
  // Last: a run that a crash interrupts is done again.
  if (run.clock !== null) await store.forgetting.noteClock(run.clock);
  return { students, isCleaned: await store.forgetting.clean() };
}

async function forgetInTurns(selection: ForgetSelection, actor: Actor, deps: Deps): Promise<number> {
  const { store, language, now } = deps;
  const request = { selection, language, limit: STUDENTS_A_TURN };
  let students = 0;
  for (;;) {
    const forgotten = await store.forgetting.forget(request, changeBy(actor, now()));
    students += forgotten;
    if (forgotten < STUDENTS_A_TURN) return students;
    await setTimeout(PAUSE_MS);
  }
}
