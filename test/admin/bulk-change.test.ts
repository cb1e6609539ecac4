import { describe, expect, it } from 'vitest';
import { OWNER } from '../../src/admin/actor.ts';
import type { AdminDeps } from '../../src/admin/admin-deps.ts';
import { deleteBudget } from '../../src/admin/budgets.ts';
import { applyBulkPlan } from '../../src/admin/bulk-change.ts';
import { type BulkChange, type BulkPlan, planBulkChange } from '../../src/admin/bulk-plan.ts';
import { createClass } from '../../src/admin/classes.ts';
import { createStudents, deleteStudent, getStudent } from '../../src/admin/students.ts';
import { NEW_CLASS, startAdmin } from './admin-fixture.ts';

const DEFAULTS = { walletMonthly: 5_000_000_000, studentWeekly: 500_000_000 };

async function planFor(change: BulkChange, deps: AdminDeps): Promise<BulkPlan> {
  const from = await createClass(NEW_CLASS, OWNER, deps);
  const names = ['Kim', 'Lee', 'Park'];
  const students = await createStudents(
    names.map((name) => ({ name, classId: from.id })),
    OWNER,
    deps,
  );
  const budgets = await deps.store.ledger.listBudgets({});
  const roster = students.map((student) => ({ student, tokens: 0 }));
  return planBulkChange(change, from, roster, { budgets, defaults: DEFAULTS, serverTimeZone: deps.timeZone });
}

describe('applyBulkPlan', () => {
  it('changes every planned student and issues nothing', async () => {
    const { deps } = startAdmin();
    const plan = await planFor({ action: 'suspend' }, deps);
    expect(await applyBulkPlan(plan, OWNER, deps)).toEqual({ issued: [], failed: [] });
    for (const { student } of plan.changing) {
      expect((await getStudent(student.id, deps)).suspendedAt).toBe(deps.now());
    }
  });

  it('names the students who were removed after the plan, and changes the others', async () => {
    const { deps } = startAdmin();
    const plan = await planFor({ action: 'move', to: null }, deps);
    const [kim, lee] = plan.changing.map(({ student }) => student);
    await deleteStudent(Number(kim?.id), OWNER, deps);
    const { failed } = await applyBulkPlan(plan, OWNER, deps);
    expect(failed.map(({ name }) => name)).toEqual(['Kim']);
    expect((await getStudent(Number(lee?.id), deps)).classId).toBeNull();
  });

  it('issues one token to each student, with the name that belongs to it', async () => {
    const { deps } = startAdmin();
    const { issued, failed } = await applyBulkPlan(await planFor({ action: 'tokens' }, deps), OWNER, deps);
    expect(failed).toEqual([]);
    expect(issued.map(({ student }) => student.name)).toEqual(['Kim', 'Lee', 'Park']);
    for (const { student, token, secret } of issued) {
      expect(token.studentId).toBe(student.id);
      expect(secret.startsWith(token.prefix)).toBe(true);
    }
  });

  it('sets a budget of their own, and leaves alone a student whose budget is gone when it removes one', async () => {
    const { deps } = startAdmin();
    const set = await planFor({ action: 'set_budget', period: 'day', limit: 7 }, deps);
    await applyBulkPlan(set, OWNER, deps);
    const budgets = await deps.store.ledger.listBudgets({ scope: 'student' });
    expect(budgets.map(({ scopeId, period, limit }) => [scopeId, period, limit])).toEqual(
      set.changing.map(({ student }) => [student.id, 'day', 7]),
    );
    await deleteBudget(Number(budgets[0]?.id), OWNER, deps);
    const removal: BulkPlan = { ...set, change: { action: 'remove_budget', period: 'day' } };
    expect((await applyBulkPlan(removal, OWNER, deps)).failed).toEqual([]);
    expect(await deps.store.ledger.listBudgets({ scope: 'student' })).toEqual([]);
  });
});
