import type { JoinRequest } from '../access/join-requests.ts';
import type { Student } from '../access/students.ts';
import type { JoinBrowser } from '../store/joining.ts';
import { changeBy, JOIN_CODE } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminError, type FieldPath } from './admin-error.ts';
import { parseEmail, parseName } from './parse-name.ts';
import { parseStudentNumber } from './parse-student-number.ts';
import { mintToken } from './tokens.ts';

/** The only time that the secret is known. */
export interface JoinedStudent {
  readonly student: Student;
  readonly secret: string;
}

export interface JoinForm {
  /** Of the class. */
  readonly code: string;
  readonly name: string;
  /** Student number or e-mail address; empty where none is asked for. */
  readonly identity: string;
  readonly browser: JoinBrowser;
}

/** What is known of wrong guesses; see limits/place-guesses.ts. */
export interface Guesses {
  readonly mayClaim: (studentId: number) => boolean;
  readonly countWrong: (studentIds: readonly number[]) => void;
}

/**
 * Lets somebody with the code of a class in, as a new student or as the student of the roster that they name; or lets
 * them wait for the owner; or does nothing at all.
 * @throws AdminError: name_..., email_invalid, student_number_invalid, and each JoinError
 */
export async function joinClass(
  { code, name, identity, browser }: JoinForm,
  { mayClaim, countWrong }: Guesses,
  { store, now }: AdminDeps,
): Promise<JoinedStudent | { readonly waiting: JoinRequest }> {
  const at = now();
  // Composed, as most keyboards type it: some send Hangul in pieces.
  const person = {
    name: parseName(name.normalize('NFC'), ['name']),
    identity: parseIdentity(identity, ['identity']),
  };
  const { secret, fields } = mintToken({}, at);
  const attempt = { code, ...person, browser, token: fields, mayClaim };
  const answer = await store.joining.join(attempt, changeBy(JOIN_CODE, at));
  if ('joined' in answer) return { student: answer.joined, secret };
  countWrong(answer.guessedIds);
  if ('waiting' in answer) return { waiting: answer.waiting };
  const fieldOf = { name_taken: 'name', identity_missing: 'identity' } as const;
  const { refused } = answer;
  const field = refused === 'name_taken' || refused === 'identity_missing' ? fieldOf[refused] : 'code';
  throw new AdminError({ code: refused }, [field]);
}

/** The token of an approved request, once. @returns null when none is approved for this browser */
export async function collectToken(secretHash: string, { store, now }: AdminDeps): Promise<JoinedStudent | null> {
  const at = now();
  const { secret, fields } = mintToken({}, at);
  const student = await store.joining.collect(secretHash, fields, changeBy(JOIN_CODE, at));
  return student === null ? null : { student, secret };
}

function parseIdentity(text: string, path: FieldPath): string | null {
  const typed = text.normalize('NFKC').trim();
  return typed.includes('@') ? parseEmail(typed, path) : parseStudentNumber(typed, path);
}
