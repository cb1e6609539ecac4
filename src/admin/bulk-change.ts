import type { Student } from '../access/students.ts';
import { kindOf } from '../ledger/budgets.ts';
import type { Actor } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';
import { changeStudents, type EachStudentChange, issueTokens } from './bulk.ts';
import type { BulkChange, BulkPlan } from './bulk-plan.ts';
import type { IssuedToken } from './tokens.ts';

export interface IssuedToStudent extends IssuedToken {
  readonly student: Student;
}

export interface BulkResult {
  readonly issued: readonly IssuedToStudent[];
  /** Students who were changed or removed meanwhile. */
  readonly failed: readonly Student[];
}

/** Changes the students that the plan says change. @throws what changeStudents() and issueTokens() throw */
export async function applyBulkPlan(
  { change, changing }: BulkPlan,
  actor: Actor,
  deps: AdminDeps,
): Promise<BulkResult> {
  const students = new Map(changing.map(({ student }) => [student.id, student]));
  const studentsOf = (ids: readonly number[]) => ids.flatMap((id) => students.get(id) ?? []);
  const ids = [...students.keys()];
  if (change.action !== 'tokens') {
    return { issued: [], failed: studentsOf(await changeStudents(ids, eachChange(change), actor, deps)) };
  }
  const { issued, failedIds } = await issueTokens(ids, {}, actor, deps);
  const issuedTo = issued.flatMap(({ studentId, ...token }) =>
    studentsOf([studentId]).map((student) => ({ student, ...token })),
  );
  return { issued: issuedTo, failed: studentsOf(failedIds) };
}

function eachChange(change: Exclude<BulkChange, { action: 'tokens' }>): EachStudentChange {
  switch (change.action) {
    case 'move':
      return { kind: 'fields', fields: { classId: change.to?.id ?? null } };
    case 'set_budget':
      return { kind: 'set_budget', budget: { ...kindOf(change), limit: change.limit } };
    case 'top_up': {
      const { amount, end, reason, newestId } = change;
      return { kind: 'top_up', topUp: { amount, end, reason, newestId } };
    }
    case 'remove_budget':
      return { kind: 'delete_budget', of: kindOf(change) };
    case 'remove':
      return { kind: 'remove' };
    case 'suspend':
    case 'resume':
      return { kind: 'fields', fields: { suspended: change.action === 'suspend' } };
  }
}
