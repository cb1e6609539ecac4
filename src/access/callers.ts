import type { BudgetRule } from '../ledger/budgets.ts';
import type { ApiToken } from './api-tokens.ts';
import { type ClassState, classStateAt, type SchoolClass } from './classes.ts';
import type { Student } from './students.ts';

/** Everything the request path needs to know about the holder of an API token, in one snapshot. */
export interface Caller {
  readonly token: ApiToken;
  readonly student: Student;
  readonly schoolClass: SchoolClass | null;
  /** Every budget that each of this student's calls must fit into. */
  readonly rules: readonly BudgetRule[];
  /** Budgets and days of this caller are cut in this zone. */
  readonly timeZone: string;
}

export type CallerStatus = 'good' | 'revoked' | 'expired' | 'suspended' | Exclude<ClassState, 'open'>;

/**
 * Whether a known caller may call now, and if not, why: the most personal reason first. Archiving a class revokes its API
 * tokens: whoever holds one is told of the class, and whoever lost theirs before is not.
 */
export function callerStatus(caller: Caller, now: number): CallerStatus {
  const { token, student, schoolClass } = caller;
  const archivedAt = schoolClass?.archivedAt ?? null;
  if (token.revokedAt !== null && token.revokedAt <= now) {
    return archivedAt === null || token.revokedAt < archivedAt ? 'revoked' : 'archived';
  }
  if (token.expiresAt !== null && token.expiresAt <= now) return 'expired';
  if (student.suspendedAt !== null) return 'suspended';
  const state = schoolClass === null ? 'open' : classStateAt(schoolClass, now);
  return state === 'open' ? 'good' : state;
}
