import type { Student } from '../access/students.ts';
import type { LimitSets, StudentFields, StudentWithLimits } from '../store/access-fields.ts';
import { type Actor, changeBy } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminError, type FieldPath } from './admin-error.ts';
import { checkLimits } from './budget-checks.ts';
import { parseText } from './field-checks.ts';
import { parseEmail, parseName } from './parse-name.ts';
import { parseStudentNumber } from './parse-student-number.ts';

export const MAX_NOTE_CHARACTERS = 2000;

/** What is absent or undefined stays as it is. */
export type StudentChanges = { readonly [Field in keyof StudentFields]?: StudentFields[Field] | undefined } & Pick<
  LimitSets,
  'budgets'
>;
export type NewStudent = StudentChanges & Pick<StudentFields, 'name'>;

/** @throws AdminError */
export async function createStudent(input: NewStudent, actor: Actor, deps: AdminDeps): Promise<Student> {
  const { fields, limits } = checkNewStudent(input, deps);
  return deps.store.access.createStudent(fields, limits, changeBy(actor, deps.now()));
}

/** All of them or none. @throws AdminError with the place in the list first in its path */
export async function createStudents(inputs: readonly NewStudent[], actor: Actor, deps: AdminDeps): Promise<Student[]> {
  return deps.store.access.createStudents(checkNewStudents(inputs, deps), changeBy(actor, deps.now()));
}

/** What createStudents() checks before its transaction. @throws AdminError with the place in the list first in its path */
export function checkNewStudents(inputs: readonly NewStudent[], deps: AdminDeps): StudentWithLimits[] {
  return inputs.map((input, index) => checkNewStudent(input, deps, [index]));
}

/** Changes, moves, suspends or resumes. @throws AdminError */
export async function changeStudent(
  id: number,
  changes: StudentChanges,
  actor: Actor,
  deps: AdminDeps,
): Promise<Student> {
  const [fields, limits] = [checkFields(changes, []), checkLimitSet(changes, [], deps)];
  return deps.store.access.updateStudent(id, fields, limits, changeBy(actor, deps.now()));
}

/** The tokens stop, the records stay. @throws AdminError when there is no such student */
export function deleteStudent(id: number, actor: Actor, deps: AdminDeps): Promise<void> {
  return deps.store.access.deleteStudent(id, changeBy(actor, deps.now()));
}

/** @param path of the field that names the student @throws AdminError when there is none */
export async function getStudent(id: number, { store }: AdminDeps, path: FieldPath = []): Promise<Student> {
  const student = await store.access.getStudent(id);
  if (student === null) throw new AdminError({ code: 'student_not_found', id }, path);
  return student;
}

function checkNewStudent(input: NewStudent, deps: AdminDeps, at: FieldPath = []): StudentWithLimits {
  const name = parseName(input.name, [...at, 'name']);
  const fields = { classId: null, email: null, suspended: false, ...checkFields(input, at), name };
  return { fields, limits: checkLimitSet(input, at, deps) };
}

function checkFields(changes: StudentChanges, at: FieldPath): Partial<StudentFields> {
  const { name, studentNumber, classId, email, note, suspended } = changes;
  return {
    ...(name === undefined ? {} : { name: parseName(name, [...at, 'name']) }),
    ...(studentNumber === undefined
      ? {}
      : { studentNumber: parseStudentNumber(studentNumber, [...at, 'studentNumber']) }),
    ...(classId === undefined ? {} : { classId }),
    ...(email === undefined ? {} : { email: parseEmail(email, [...at, 'email']) }),
    ...(note === undefined ? {} : { note: parseText(note, MAX_NOTE_CHARACTERS, [...at, 'note']) }),
    ...(suspended === undefined ? {} : { suspended }),
  };
}

function checkLimitSet({ budgets }: StudentChanges, at: FieldPath, deps: AdminDeps): LimitSets {
  return budgets === undefined ? {} : { budgets: checkLimits(budgets, [...at, 'budgets'], deps) };
}
