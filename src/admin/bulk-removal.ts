import type { SchoolClass } from '../access/classes.ts';
import type { Student } from '../access/students.ts';
import type { Actor } from './actor.ts';
import type { AdminServices } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';
import { applyBulkPlan } from './bulk-change.ts';
import { type BulkStudent, planBulkChange } from './bulk-plan.ts';
import { getClass } from './classes.ts';
import { findStudents } from './find-students.ts';

/** From so many students on, whoever removes them says how many they are. */
export const MIN_CONFIRMED_REMOVALS = 20;

/** @param confirmed what the owner said; null: nothing @throws AdminError removal_unconfirmed */
export function checkRemovalConfirmed(students: number, confirmed: number | null): void {
  if (students < MIN_CONFIRMED_REMOVALS || confirmed === students) return;
  throw new AdminError({ code: 'removal_unconfirmed', students }, ['confirmStudents']);
}

export interface RemovalRequest {
  /** null: every student of the class. */
  readonly studentIds: readonly number[] | null;
  readonly confirmStudents: number | null;
  /** Nothing is removed: only what would be is said. */
  readonly isPreview: boolean;
}

/** What a removal stops. */
export interface RemovalFacts {
  readonly tokens: number;
  /** They end as they would. */
  readonly callsInFlight: number;
}

export interface Removal extends RemovalFacts {
  readonly students: readonly Student[];
  /** Who were removed by somebody else meanwhile. */
  readonly failed: readonly Student[];
}

type Deps = Pick<AdminServices, 'ownerTimeZone' | 'defaults'> & Parameters<typeof getClass>[1];

/**
 * Removes students of a class, archived or not: their API tokens stop, their records stay. A crash leaves some of them; the
 * same request removes the rest. @throws AdminError class_not_found, student_not_found, removal_unconfirmed
 */
export async function removeStudents(
  classId: number,
  { studentIds, confirmStudents, isPreview }: RemovalRequest,
  actor: Actor,
  deps: Deps,
): Promise<Removal> {
  const from = await getClass(classId, deps);
  const chosen = await chooseStudents(from, studentIds, deps);
  const facts = await removalFacts(chosen, deps);
  const students = chosen.map(({ student }) => student);
  if (isPreview) return { ...facts, students, failed: [] };
  checkRemovalConfirmed(students.length, confirmStudents);
  const { defaults, timeZone: serverTimeZone } = deps;
  const plan = planBulkChange({ action: 'remove' }, from, chosen, { budgets: [], defaults, serverTimeZone });
  const { failed } = await applyBulkPlan(plan, actor, deps);
  return { ...facts, students, failed };
}

export async function removalFacts(
  students: readonly BulkStudent[],
  { store }: Pick<AdminServices, 'store'>,
): Promise<RemovalFacts> {
  const inFlight = await store.archive.countCallsOf(students.map(({ student }) => student.id));
  return { tokens: students.reduce((sum, { tokens }) => sum + tokens, 0), callsInFlight: inFlight };
}

async function chooseStudents(
  { id }: SchoolClass,
  studentIds: readonly number[] | null,
  deps: Deps,
): Promise<readonly BulkStudent[]> {
  const place = { offset: 0, limit: Number.MAX_SAFE_INTEGER };
  const { rows } = await findStudents({ classId: id, sort: 'name', ...place }, deps);
  if (studentIds === null) return rows;
  const wanted = new Set(studentIds);
  const chosen = rows.filter(({ student }) => wanted.has(student.id));
  const found = new Set(chosen.map(({ student }) => student.id));
  const stranger = studentIds.findIndex((each) => !found.has(each));
  if (stranger < 0) return chosen;
  throw new AdminError({ code: 'student_not_found', id: studentIds[stranger] ?? 0 }, ['students', stranger]);
}
