import type { SchoolClass } from '../access/classes.ts';
import type { ArchivedClass, RunningClass } from '../store/archive-store.ts';
import { type Actor, changeBy } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';
import { checkDay } from './field-checks.ts';
import { parseName } from './parse-name.ts';

/** What archiveClass() would stop. @throws AdminError class_not_found */
export function previewArchive(id: number, { store, now }: AdminDeps): Promise<RunningClass> {
  return store.archive.countRunning(id, now());
}

/**
 * Ends a class: its students cannot call, sign in or join any more, and it is in no list. Calls in flight end as they would;
 * records, budgets and reports stay. @throws AdminError class_not_found, class_archived
 */
export function archiveClass(id: number, actor: Actor, { store, now }: AdminDeps): Promise<ArchivedClass> {
  return store.archive.archive(id, changeBy(actor, now()));
}

/**
 * Puts an archived class back into the lists, with a new join code. Its students have no API tokens until new ones are
 * issued. @throws AdminError class_not_found, class_not_archived
 */
export function reopenClass(id: number, actor: Actor, { store, now }: AdminDeps): Promise<SchoolClass> {
  return store.archive.reopen(id, changeBy(actor, now()));
}

export interface ClassCopy {
  readonly name: string;
  /** YYYY-MM-DD; null or absent: an open side. */
  readonly startsOn?: string | null | undefined;
  readonly endsOn?: string | null | undefined;
}

/** A new class with the settings and budgets of another, and without students. @throws AdminError */
export async function copyClass(
  id: number,
  { name, startsOn, endsOn }: ClassCopy,
  actor: Actor,
  { store, now }: AdminDeps,
): Promise<SchoolClass> {
  const fields = {
    name: parseName(name, ['name']),
    startsOn: startsOn == null ? null : checkDay(startsOn, ['startsOn']),
    endsOn: endsOn == null ? null : checkDay(endsOn, ['endsOn']),
  };
  return store.archive.copy(id, fields, changeBy(actor, now()));
}
