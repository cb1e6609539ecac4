import type { Student } from '../access/students.ts';
import { ConflictError, NotFoundError } from '../store/errors.ts';
import type { Actor } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';
import { deleteBudget, setBudget } from './budgets.ts';
import type { BulkChange, BulkPlan, PlannedStudent } from './bulk-plan.ts';
import { changeStudent } from './students.ts';
import { type IssuedToken, issueToken } from './tokens.ts';

export interface IssuedToStudent extends IssuedToken {
  readonly student: Student;
}

export interface BulkResult {
  readonly issued: readonly IssuedToStudent[];
  /** Students who were changed or removed meanwhile. */
  readonly failed: readonly Student[];
}

/**
 * Changes each student in a transaction of their own, all at once: the store commits them together. A student whose
 * change is refused does not stop the others.
 * @throws any other error, unless tokens were issued: those must reach the owner
 */
export async function applyBulkPlan(
  { change, changing }: BulkPlan,
  actor: Actor,
  deps: AdminDeps,
): Promise<BulkResult> {
  const issued: IssuedToStudent[] = [];
  const results = await Promise.allSettled(
    changing.map(async (planned) => {
      if (change.action !== 'tokens') return applyTo(planned, change, actor, deps);
      const { student } = planned;
      issued.push({ student, ...(await issueToken(student.id, {}, actor, deps)) });
    }),
  );
  const reasons = results.flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []));
  const unexpected = reasons.filter((reason) => !isRefusal(reason));
  if (unexpected.length > 0 && issued.length === 0) throw unexpected[0];
  const failed = changing.filter((_, index) => results[index]?.status === 'rejected');
  return { issued, failed: failed.map(({ student }) => student) };
}

async function applyTo(
  { student: { id }, ownBudget }: PlannedStudent,
  change: Exclude<BulkChange, { action: 'tokens' }>,
  actor: Actor,
  deps: AdminDeps,
): Promise<void> {
  switch (change.action) {
    case 'suspend':
    case 'resume':
      await changeStudent(id, { suspended: change.action === 'suspend' }, actor, deps);
      return;
    case 'move':
      await changeStudent(id, { classId: change.to?.id ?? null }, actor, deps);
      return;
    case 'set_budget': {
      const { period, limit } = change;
      await setBudget({ scope: 'student', scopeId: id, period, limit }, actor, deps);
      return;
    }
    case 'remove_budget':
      if (ownBudget !== null) await deleteBudget(ownBudget.id, actor, deps);
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof AdminError || error instanceof NotFoundError || error instanceof ConflictError;
}
