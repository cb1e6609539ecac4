import { type BudgetKind, type BudgetLimit, kindKey } from '../ledger/budgets.ts';
import type { Actor } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';
import { deleteBudget, setBudget } from './budgets.ts';
import { settleInTurns } from './settle-in-turns.ts';
import { changeStudent, deleteStudent, type StudentChanges } from './students.ts';
import { type IssuedToken, issueFirstToken, type NewToken } from './tokens.ts';
import { createTopUp, type NewTopUp } from './top-ups.ts';

/**
 * Several students at once. Each is a change of its own, because somebody may have changed or removed one meanwhile:
 * that one fails and does not stop the others.
 */

/** The same for each of them. */
export type EachStudentChange =
  | { readonly kind: 'fields'; readonly fields: Pick<StudentChanges, 'classId' | 'suspended'> }
  | { readonly kind: 'set_budget'; readonly budget: BudgetLimit }
  | { readonly kind: 'top_up'; readonly topUp: Omit<NewTopUp, 'scope' | 'scopeId'> }
  | { readonly kind: 'remove' }
  /** Those without a budget of their own of the kind stay as they are. */
  | { readonly kind: 'delete_budget'; readonly of: BudgetKind };

/** @returns the ids that failed @throws what is no AdminError */
export async function changeStudents(
  ids: readonly number[],
  change: EachStudentChange,
  actor: Actor,
  deps: AdminDeps,
): Promise<readonly number[]> {
  const act = await changeOf(change, actor, deps);
  const results = await settleInTurns(ids, act);
  const [unexpected] = unexpectedIn(results);
  if (unexpected !== undefined) throw unexpected.reason;
  return failedIn(ids, results);
}

export interface IssuedTokens {
  readonly issued: readonly (IssuedToken & { readonly studentId: number })[];
  readonly failedIds: readonly number[];
}

/**
 * A token for each who has none that works; who got one meanwhile has failed.
 * @throws what is no AdminError, unless a token was issued: its secret is known only now
 */
export async function issueTokens(
  ids: readonly number[],
  input: NewToken,
  actor: Actor,
  deps: AdminDeps,
): Promise<IssuedTokens> {
  const results = await settleInTurns(ids, async (studentId) => ({
    studentId,
    ...(await issueFirstToken(studentId, input, actor, deps)),
  }));
  const issued = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const [unexpected] = unexpectedIn(results);
  if (unexpected !== undefined && issued.length === 0) throw unexpected.reason;
  return { issued, failedIds: failedIn(ids, results) };
}

async function changeOf(
  change: EachStudentChange,
  actor: Actor,
  deps: AdminDeps,
): Promise<(studentId: number) => Promise<unknown>> {
  if (change.kind === 'fields') return (id) => changeStudent(id, change.fields, actor, deps);
  if (change.kind === 'remove') return (id) => deleteStudent(id, actor, deps);
  if (change.kind === 'top_up') {
    return (scopeId) => createTopUp({ scope: 'student', scopeId, ...change.topUp }, actor, deps);
  }
  if (change.kind === 'set_budget') {
    return (scopeId) => setBudget({ scope: 'student', scopeId, ...change.budget }, actor, deps);
  }
  const budgets = await deps.store.ledger.listBudgets({ scope: 'student' });
  const ofKind = budgets.filter((budget) => kindKey(budget) === kindKey(change.of));
  const budgetOf = new Map(ofKind.map((budget) => [budget.scopeId, budget]));
  return async (studentId) => {
    const own = budgetOf.get(studentId);
    if (own !== undefined) await deleteBudget(own.id, actor, deps);
  };
}

function unexpectedIn(results: readonly PromiseSettledResult<unknown>[]): PromiseRejectedResult[] {
  return results.filter(
    (result): result is PromiseRejectedResult => result.status === 'rejected' && !(result.reason instanceof AdminError),
  );
}

function failedIn(ids: readonly number[], results: readonly PromiseSettledResult<unknown>[]): number[] {
  return ids.filter((_, index) => results[index]?.status === 'rejected');
}
