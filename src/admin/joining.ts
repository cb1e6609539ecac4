import type { Student } from '../access/students.ts';
import { changeBy, JOIN_CODE } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';
import { parseName } from './parse-name.ts';
import { mintToken } from './tokens.ts';

/** The only time that the secret is known. */
export interface JoinedStudent {
  readonly student: Student;
  readonly secret: string;
}

/**
 * Takes a place of the class and creates a student with an API token; or does nothing at all.
 * @param code of the class @throws AdminError: name_..., unknown_code, class_over, no_place
 */
export async function joinClass(code: string, name: string, { store, now }: AdminDeps): Promise<JoinedStudent> {
  const at = now();
  // Composed, as most keyboards type it: some send Hangul in pieces.
  const composed = parseName(name.normalize('NFC'), ['name']);
  const { secret, fields } = mintToken({}, at);
  const answer = await store.access.join({ code, name: composed, token: fields }, changeBy(JOIN_CODE, at));
  if ('joined' in answer) return { student: answer.joined, secret };
  throw new AdminError({ code: answer.refused }, answer.refused === 'name_taken' ? ['name'] : ['code']);
}
