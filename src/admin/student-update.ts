import type { Student } from '../access/students.ts';
import type { StudentFields } from '../store/access-fields.ts';

export interface StudentUpdate {
  readonly after: Student;
  /** The student goes to another class, or out of one: other limits apply. */
  readonly moves: boolean;
}

/**
 * What a change of a student means. A field that it does not name stays; who is suspended already stays suspended since
 * then. @param now ms UTC
 */
export function decideStudentUpdate(before: Student, fields: Partial<StudentFields>, now: number): StudentUpdate {
  const { suspended = before.suspendedAt !== null, ...named } = fields;
  const after = { ...before, ...named, suspendedAt: suspended ? (before.suspendedAt ?? now) : null };
  return { after, moves: after.classId !== before.classId };
}
