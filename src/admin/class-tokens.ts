import type { Student } from '../access/students.ts';
import type { Actor } from './actor.ts';
import type { AdminServices } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';
import { issueTokens } from './bulk.ts';
import type { IssuedToStudent } from './bulk-change.ts';
import { getClass } from './classes.ts';
import { findStudents } from './find-students.ts';
import { mintToken, type NewToken } from './tokens.ts';

export interface ClassTokenRequest extends NewToken {
  /** null: every student of the class. */
  readonly studentIds: readonly number[] | null;
}

export interface ClassTokens {
  /** By name. The only time that the secrets are known. */
  readonly issued: readonly IssuedToStudent[];
  /** Those who have a token that works, or were changed or removed meanwhile. */
  readonly skipped: readonly Student[];
}

type Deps = Pick<AdminServices, 'ownerTimeZone'> & Parameters<typeof getClass>[1];

/** A token for each student of a class who has none that works. @throws AdminError */
export async function issueClassTokens(
  classId: number,
  { studentIds, ...input }: ClassTokenRequest,
  actor: Actor,
  deps: Deps,
): Promise<ClassTokens> {
  // What is wrong with label or expiry is wrong for everybody.
  mintToken(input, deps.now());
  await getClass(classId, deps, ['classId']);
  const place = { offset: 0, limit: Number.MAX_SAFE_INTEGER };
  const { rows } = await findStudents({ classId, sort: 'name', ...place }, deps);
  const members = new Map(rows.map(({ student }) => [student.id, student]));
  const stranger = studentIds?.findIndex((id) => !members.has(id)) ?? -1;
  if (stranger >= 0) {
    throw new AdminError({ code: 'student_not_found', id: studentIds?.[stranger] ?? 0 }, ['studentIds', stranger]);
  }
  const chosen = rows.filter(({ student }) => studentIds === null || studentIds.includes(student.id));
  const ids = chosen.filter(({ tokens }) => tokens === 0).map(({ student }) => student.id);
  const { issued } = await issueTokens(ids, input, actor, deps);
  const withStudents = issued.flatMap(({ studentId, ...token }) => {
    const student = members.get(studentId);
    return student === undefined ? [] : [{ student, ...token }];
  });
  const done = new Set(issued.map(({ studentId }) => studentId));
  return { issued: withStudents, skipped: chosen.map(({ student }) => student).filter(({ id }) => !done.has(id)) };
}
