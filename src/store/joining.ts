import type { Student } from '../access/students.ts';
import type { TokenFields } from './access-fields.ts';

/** Somebody who has the code of a class. */
export interface JoinRequest {
  readonly code: string;
  readonly name: string;
  readonly token: Omit<TokenFields, 'studentId'>;
}

/** `name_taken`: a student of the class has this name. */
export type JoinError = 'unknown_code' | 'class_over' | 'no_place' | 'name_taken';
export type JoinResult = { readonly joined: Student } | { readonly refused: JoinError };
