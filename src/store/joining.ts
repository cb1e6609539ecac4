import type { Student } from '../access/students.ts';
import type { TokenFields } from './store.ts';

/** Somebody who has the code of a class. */
export interface JoinWish {
  readonly code: string;
  readonly name: string;
  readonly token: Omit<TokenFields, 'studentId'>;
}

/** `name_taken`: a student of the class has this name. */
export type JoinRefusal = 'unknown_code' | 'class_over' | 'no_place' | 'name_taken';
export type JoinAnswer = { readonly joined: Student } | { readonly refused: JoinRefusal };
