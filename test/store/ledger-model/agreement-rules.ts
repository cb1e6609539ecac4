import assert from 'node:assert/strict';
import type { Caller } from '../../../src/access/callers.ts';
import type { Store } from '../../../src/store/store.ts';
import { type ApplicableLimit, limitsOfCall } from './applicable-limits.ts';
import { type KindInWorld, kindInWorld, NO_TOKEN, type StudentInWorld, type World } from './world.ts';

/** What the owner set is what is kept. Notes the ids, for deletions to come. */
export async function agreeOnBudgets(world: World, store: Store): Promise<void> {
  const budgets = await store.ledger.listBudgets({});
  assert.deepEqual(
    budgets.map((budget) => budgetLine({ ...budget, ...kindInWorld(budget) })).sort(),
    world.budgets.map(budgetLine).sort(),
    'the budgets are not those that were set',
  );
  const ids = new Map(budgets.map((budget) => [budgetLine({ ...budget, ...kindInWorld(budget) }), budget.id]));
  for (const budget of world.budgets) budget.id = ids.get(budgetLine(budget)) ?? null;
}

/** A caller is known by the newest token, under the current limits; not once the student is removed. */
export async function agreeOnCallers(world: World, store: Store): Promise<void> {
  const students = [...world.students.values()];
  const callers = await Promise.all(students.map(async ({ token }) => store.access.findCaller(token.hash)));
  for (const [index, student] of students.entries()) agreeOnCaller(world, student, callers[index] ?? null);
}

function agreeOnCaller(world: World, student: StudentInWorld, caller: Caller | null): void {
  if (student.removed) {
    assert.equal(caller, null, 'a removed student is still known');
    return;
  }
  if (student.token.id === NO_TOKEN) return;
  assert.ok(caller !== null, `student ${student.id} is not known by the token`);
  assert.equal(caller.student.classId, student.classId);
  assert.equal(caller.student.suspendedAt !== null, student.suspended);
  assert.equal(caller.token.revokedAt, student.token.revokedAt, 'a token works that should not, or the other way');
  const isArchived = student.classId !== null && world.classes.get(student.classId)?.archived === true;
  assert.equal(caller.schoolClass !== null && caller.schoolClass.archivedAt !== null, isArchived);
  const expected = limitsOfCall(world, student).map(line).sort();
  assert.deepEqual(
    caller.rules.map((rule) => line({ ...rule, ...kindInWorld(rule) })).sort(),
    expected,
    'the limits of a caller are not the current ones',
  );
}

type Limit = Pick<ApplicableLimit, keyof KindInWorld | 'scopeId' | 'limit'> & { readonly scope: string };

function line({ scope, scopeId, period, unit, models, limit }: Limit): string {
  return `${scope} ${scopeId} ${period} ${unit} of ${models}: ${limit}`;
}

function budgetLine(budget: Limit & { readonly carry: { readonly since: number } | null }): string {
  return `${line(budget)}${budget.carry === null ? '' : `, carries over since ${budget.carry.since}`}`;
}
