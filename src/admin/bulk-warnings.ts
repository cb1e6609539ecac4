import type { Student } from '../access/students.ts';
import { type Budget, kindKey, kindOf } from '../ledger/budgets.ts';
import { type BudgetWarning, findSchoolWarnings, type School } from './budget-warnings.ts';
import type { BulkChange, BulkPlan } from './bulk-plan.ts';

/** What findSchoolWarnings() would say of the class, or of the one the students move to, and of the wallet, after a change. */
export function findWarningsAfter({ change, from, changing }: BulkPlan, school: School): readonly BudgetWarning[] {
  const ids = new Set(changing.map(({ student }) => student.id));
  const students = school.students.map((student) =>
    ids.has(student.id) ? studentAfter(change, student, school.now) : student,
  );
  const found = findSchoolWarnings({ ...school, students, budgets: budgetsAfter(change, ids, school.budgets) });
  const classId = change.action === 'move' ? change.to?.id : from.id;
  const ofClass = classId === undefined ? [] : (found.classes.get(classId) ?? []);
  return [...ofClass, ...found.wallet];
}

function studentAfter(change: BulkChange, student: Student, now: number): Student {
  if (change.action === 'remove') return { ...student, suspendedAt: student.suspendedAt ?? now };
  if (change.action === 'move') return { ...student, classId: change.to?.id ?? null };
  if (change.action === 'suspend') return { ...student, suspendedAt: student.suspendedAt ?? now };
  return change.action === 'resume' ? { ...student, suspendedAt: null } : student;
}

/** Of no budget in the store: it is only planned. */
const PLANNED_ID = 0;

function budgetsAfter(change: BulkChange, ids: ReadonlySet<number>, budgets: readonly Budget[]): readonly Budget[] {
  if (!('period' in change)) return budgets;
  const { period, unit, selector } = kindOf(change);
  const others = budgets.filter(
    (budget) => !(budget.scope === 'student' && kindKey(budget) === kindKey(change) && ids.has(budget.scopeId)),
  );
  if (change.action === 'remove_budget') return others;
  const { limit } = change;
  const planned = [...ids].map((scopeId) => ({
    id: PLANNED_ID,
    scope: 'student' as const,
    scopeId,
    period,
    limit,
    unit,
    selector,
    carry: null,
  }));
  return [...others, ...planned];
}
