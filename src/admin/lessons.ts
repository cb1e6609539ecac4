import { hasEnded, type SchoolClass } from '../access/classes.ts';
import type { LessonSession } from '../access/lessons.ts';
import type { LessonChange } from '../store/access-fields.ts';
import type { AuditAction } from '../store/audit-actions.ts';
import { type Actor, changeBy } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';
import { addSession, closeNow, openNow, pause, removeSession, resume } from './lesson-rules.ts';

/**
 * When the students of a class may call. Its weekly hours are fields of the class (classes.ts). Each change counts for the
 * next call; calls that run are finished.
 */

/** @throws AdminError */
export function addLessonSession(
  id: number,
  session: LessonSession,
  actor: Actor,
  deps: AdminDeps,
): Promise<SchoolClass> {
  return changeLessons(id, 'class.add_session', (each, now) => addSession(each, session, now), actor, deps);
}

/** @param start "2026-11-30T10:00", local @throws AdminError */
export function removeLessonSession(id: number, start: string, actor: Actor, deps: AdminDeps): Promise<SchoolClass> {
  return changeLessons(id, 'class.remove_session', (each, now) => removeSession(each, start, now), actor, deps);
}

/** From now on for so many minutes; what is planned may keep it open longer. @throws AdminError */
export function openClass(id: number, minutes: number, actor: Actor, deps: AdminDeps): Promise<SchoolClass> {
  return changeLessons(id, 'class.open', (each, now) => openNow(each, minutes, now), actor, deps);
}

/** Until the next lesson. @throws AdminError */
export function closeClass(id: number, actor: Actor, deps: AdminDeps): Promise<SchoolClass> {
  return changeLessons(id, 'class.close', closeNow, actor, deps);
}

/** @throws AdminError when there is no such class */
export function pauseClass(id: number, actor: Actor, deps: AdminDeps): Promise<SchoolClass> {
  return changeLessons(id, 'class.pause', pause, actor, deps);
}

/** @throws AdminError when there is no such class */
export function resumeClass(id: number, actor: Actor, deps: AdminDeps): Promise<SchoolClass> {
  return changeLessons(id, 'class.resume', resume, actor, deps);
}

/** All whose term is not over, at once. @returns how many were not paused before */
export function pauseAllClasses(actor: Actor, { store, now }: AdminDeps): Promise<number> {
  const at = now();
  const decide = (each: SchoolClass) => (hasEnded(each, at) ? null : pause(each, at));
  return store.access.changeAllLessons('class.pause', decide, changeBy(actor, at));
}

/** @returns how many were paused */
export function resumeAllClasses(actor: Actor, { store, now }: AdminDeps): Promise<number> {
  return store.access.changeAllLessons('class.resume', resume, changeBy(actor, now()));
}

function changeLessons(
  id: number,
  action: AuditAction,
  decide: (schoolClass: SchoolClass, now: number) => LessonChange | null,
  actor: Actor,
  { store, now }: AdminDeps,
): Promise<SchoolClass> {
  const at = now();
  return store.access.changeLessons(id, action, (each) => decide(each, at), changeBy(actor, at));
}
