import type { Student } from '../access/students.ts';
import { OWNER } from '../admin/actor.ts';
import type { AdminDeps } from '../admin/admin-deps.ts';
import { getClass } from '../admin/classes.ts';
import { changeStudent as change, createStudent, getStudent } from '../admin/students.ts';
import { parseStudentBody, type StudentBody } from './student-routes.ts';
import { translatedLater } from './translated.ts';

export { MAX_NOTE_CHARACTERS } from '../admin/students.ts';

export function addStudent(body: StudentBody & { name: string }, deps: AdminDeps): Promise<Student> {
  return translatedLater(() => createStudent({ ...parseStudentBody(body), name: body.name }, OWNER, deps));
}

export function changeStudent(id: number, body: StudentBody, deps: AdminDeps): Promise<Student> {
  return translatedLater(() => change(id, parseStudentBody(body), OWNER, deps));
}

export function storedStudent(id: number, deps: AdminDeps): Promise<Student> {
  return translatedLater(() => getStudent(id, deps));
}

export function endOf(classId: number | null, deps: AdminDeps): Promise<string | null> {
  return translatedLater(async () => (classId === null ? null : (await getClass(classId, deps, ['classId'])).endsOn));
}
