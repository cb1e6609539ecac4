import { AdminError } from '../../../../src/admin/admin-error.ts';
import type { BudgetLimit } from '../../../../src/ledger/budgets.ts';
import type { TokenFields } from '../../../../src/store/access-fields.ts';
import type { Store } from '../../../../src/store/store.ts';
import { setFor } from '../applicable-limits.ts';
import { answerOf, mustFail, type Step, settled, step } from '../step.ts';
import { hasTerm, lastDayOf } from '../term-rules.ts';
import { change, endCarry, NO_TOKEN, pick, type World } from '../world.ts';
import { replaceLimits } from './budgets.ts';

export interface StudentSpec {
  /** null: belongs to no class. */
  readonly classIndex: number | null;
  readonly budgets: readonly BudgetLimit[] | undefined;
}

const MAX_STUDENTS = 6;

/** A student with an API token, in a class or in none. */
export function createStudent(spec: StudentSpec): Step {
  return step('createStudent', spec, (world, store) => {
    if (world.students.size >= MAX_STUDENTS) return null;
    const classId = classIdOf(world, spec.classIndex);
    const { now } = world;
    const sent = settled(enrol(store, classId, spec, now));
    return async () => {
      const answer = await sent;
      if (isDeleted(world, classId)) return mustFail(answer, 'class_not_found', 'joining a deleted class');
      if (isArchived(world, classId)) return mustFail(answer, 'class_archived', 'joining an archived class');
      if (hasTerm(spec.budgets) && lastDayOf(world, classId) === null) {
        return mustFail(answer, 'term_without_end', 'a term without an end');
      }
      const { id, token } = answerOf(answer);
      world.students.set(id, { id, classId, suspended: false, removed: false, token });
      endCarry(world, 'student', id, now);
      replaceLimits(world, 'student', id, spec.budgets, now);
    };
  });
}

export function moveStudent(spec: StudentSpec & { readonly of: number }): Step {
  return step('moveStudent', spec, (world, store) => {
    const student = pick([...world.students.values()], spec.of);
    if (student === undefined) return null;
    const classId = classIdOf(world, spec.classIndex);
    const limits = { budgets: spec.budgets };
    const { now } = world;
    const sent = settled(store.access.updateStudent(student.id, { classId }, limits, change(world.now)));
    return async () => {
      const answer = await sent;
      if (student.removed) return mustFail(answer, 'student_not_found', 'moving a removed student');
      if (isDeleted(world, classId)) return mustFail(answer, 'class_not_found', 'moving into a deleted class');
      if (classId !== student.classId && isArchived(world, classId)) {
        return mustFail(answer, 'class_archived', 'moving into an archived class');
      }
      const hasEnd = lastDayOf(world, classId) !== null;
      if (hasTerm(spec.budgets) && !hasEnd) return mustFail(answer, 'term_without_end', 'a term without an end');
      const keepsTerm = spec.budgets === undefined && hasTerm(setFor(world, 'student', student.id));
      if (keepsTerm && !hasEnd && classId !== student.classId) {
        return mustFail(answer, 'moves_term_budget', 'moving a term budget to where no term ends');
      }
      answerOf(answer);
      if (student.classId !== classId) endCarry(world, 'student', student.id, now);
      student.classId = classId;
      replaceLimits(world, 'student', student.id, spec.budgets, now);
    };
  });
}

/** Suspending is for the gateway to enforce; the ledger must not mind: a call that was let in is still counted. */
export function suspendStudent(spec: { readonly of: number; readonly suspended: boolean }): Step {
  return step('suspendStudent', spec, (world, store) => {
    const student = pick([...world.students.values()], spec.of);
    if (student === undefined) return null;
    const { suspended } = spec;
    const sent = settled(store.access.updateStudent(student.id, { suspended }, {}, change(world.now)));
    return async () => {
      const answer = await sent;
      if (student.removed) return mustFail(answer, 'student_not_found', 'suspending a removed student');
      answerOf(answer);
      student.suspended = suspended;
    };
  });
}

export function removeStudent(spec: { readonly of: number }): Step {
  return step('removeStudent', spec, (world, store) => {
    const student = pick([...world.students.values()], spec.of);
    if (student === undefined) return null;
    const { now } = world;
    const sent = settled(store.access.deleteStudent(student.id, change(now)));
    return async () => {
      const answer = await sent;
      if (student.removed) return mustFail(answer, 'student_not_found', 'removing a student twice');
      answerOf(answer);
      student.removed = true;
      student.token.revokedAt ??= now;
      replaceLimits(world, 'student', student.id, [], now);
    };
  });
}

export function rotateToken(spec: { readonly of: number }): Step {
  return step('rotateToken', spec, (world, store) => {
    const student = pick([...world.students.values()], spec.of);
    if (student === undefined) return null;
    const { now } = world;
    const { token } = student;
    if (token.id === NO_TOKEN) return null;
    const next = tokenFields();
    const sent = settled(store.access.rotateToken(token.id, next, now, change(now)));
    return async () => {
      const answer = await sent;
      if (token.revokedAt !== null) return mustFail(answer, 'token_replaced', 'a token that was replaced or revoked');
      if (student.removed) return mustFail(answer, 'student_not_found', 'a token for a removed student');
      token.revokedAt = now;
      student.token = { id: answerOf(answer).id, hash: next.hash, revokedAt: null };
    };
  });
}

async function enrol(store: Store, classId: number | null, { budgets }: StudentSpec, now: number) {
  const fields = { name: 'a student', classId, email: null, suspended: false };
  const { id } = await store.access.createStudent(fields, { budgets }, change(now));
  const token = tokenFields();
  try {
    const made = await store.access.createToken({ ...token, studentId: id }, change(now));
    return { id, token: { id: made.id, hash: token.hash, revokedAt: null } };
  } catch (error) {
    // The class was archived between the two.
    if (!(error instanceof AdminError && error.code === 'class_archived')) throw error;
    return { id, token: { id: NO_TOKEN, hash: token.hash, revokedAt: now } };
  }
}

let tokensMade = 0;

/** A hash is all that the store ever sees of a token; any text that is not used twice will do. */
function tokenFields(): Omit<TokenFields, 'studentId'> {
  tokensMade++;
  return { hash: `hash ${tokensMade}`, prefix: 'jgp_model', label: null, expiresAt: null };
}

function classIdOf(world: World, index: number | null): number | null {
  return index === null ? null : (pick([...world.classes.keys()], index) ?? null);
}

function isArchived(world: World, classId: number | null): boolean {
  return classId !== null && world.classes.get(classId)?.archived === true;
}

function isDeleted(world: World, classId: number | null): boolean {
  return classId !== null && world.classes.get(classId)?.deleted === true;
}
