import type { BudgetLimit } from '../../../../src/ledger/budgets.ts';
import type { Period } from '../../../../src/ledger/periods.ts';
import { limitsOfClass, limitsOfStudent, limitsOfWallet, setFor } from '../applicable-limits.ts';
import { answerOf, mustFail, type Step, settled, step } from '../step.ts';
import { moneyIn } from '../sums.ts';
import { lastDayOf } from '../term-rules.ts';
import { type BudgetScope, change, endCarry, isSameKind, kindInWorld, pick, type World } from '../world.ts';

/** A limit as such, or by what it leaves beyond what is spent and held now: just enough, one too little. */
export type Height = { readonly limit: number } | { readonly leaves: number };

export interface SetSpec {
  readonly scope: BudgetScope;
  readonly of: number;
  readonly period: Period;
  readonly kind: Pick<BudgetLimit, 'unit' | 'selector'>;
  readonly height: Height;
  /** undefined: as it is. */
  readonly carryOver?: boolean | undefined;
}

/** A budget is created, raised or lowered: also below what was spent. */
export function setBudget(spec: SetSpec): Step {
  return step('setBudget', spec, (world, store) => {
    const { scope, period, kind } = spec;
    const carryOver = period === 'term' || period === 'total' ? undefined : spec.carryOver;
    const { now } = world;
    const scopeId = scopeIdOf(world, scope, spec.of);
    if (scopeId === undefined) return null;
    const limit = heightOf(world, spec, scopeId);
    const sent = settled(store.ledger.setBudget({ scope, scopeId, period, ...kind, limit, carryOver }, change(now)));
    return async () => {
      const answer = await sent;
      if (isGone(world, scope, scopeId)) {
        const code = scope === 'student' ? 'student_not_found' : 'class_not_found';
        return mustFail(answer, code, `a budget for a ${scope} gone`);
      }
      if (period === 'term' && scope !== 'wallet' && lastDayOf(world, classIdOf(world, scope, scopeId)) === null) {
        return mustFail(answer, 'term_without_end', 'a term without an end');
      }
      answerOf(answer);
      putLimit(world, scope, scopeId, { period, ...kind, limit, carryOver }, now);
    };
  });
}

export function deleteBudget(spec: { readonly budget: number }): Step {
  return step('deleteBudget', spec, (world, store) => {
    const budget = pick(
      world.budgets.filter(({ id }) => id !== null),
      spec.budget,
    );
    if (budget === undefined || budget.id === null) return null;
    const { now } = world;
    const sent = settled(store.ledger.deleteBudget(budget.id, change(now)));
    return async () => {
      const answer = await sent;
      const index = world.budgets.indexOf(budget);
      if (index === -1) return mustFail(answer, 'budget_not_found', 'deleting a budget that is gone');
      answerOf(answer);
      world.budgets.splice(index, 1);
      if (budget.scope === 'student') endCarry(world, 'student', budget.scopeId, now);
    };
  });
}

/** Makes the limits of a scope exactly these; a limit that stays keeps its id. */
export function replaceLimits(
  world: World,
  scope: BudgetScope,
  id: number,
  limits: readonly BudgetLimit[] | undefined,
  now: number,
): void {
  if (limits === undefined) return;
  for (const old of setFor(world, scope, id)) {
    if (limits.some((limit) => isSameKind(kindInWorld(limit), old))) continue;
    world.budgets.splice(world.budgets.indexOf(old), 1);
    if (scope === 'student') endCarry(world, 'student', id, now);
  }
  for (const limit of limits) putLimit(world, scope, id, limit, now);
}

function putLimit(world: World, scope: BudgetScope, scopeId: number, wanted: BudgetLimit, now: number): void {
  const { limit, carryOver } = wanted;
  const kind = kindInWorld(wanted);
  const old = setFor(world, scope, scopeId).find((budget) => isSameKind(budget, kind));
  const carries = carryOver ?? (old?.carry ?? null) !== null;
  const fresh = { since: now, changes: [{ at: now, from: limit, to: limit }] };
  if (old === undefined) {
    world.budgets.push({ scope, scopeId, ...kind, limit, carry: carries ? fresh : null, id: null });
    return;
  }
  if (!carries) old.carry = null;
  else if (old.carry === null) old.carry = fresh;
  else if (old.limit !== limit) old.carry.changes.push({ at: now, from: old.limit, to: limit });
  old.limit = limit;
}

function scopeIdOf(world: World, scope: BudgetScope, index: number): number | undefined {
  if (scope === 'wallet') return 0;
  return pick([...(scope === 'student' ? world.students : world.classes).keys()], index);
}

function classIdOf(world: World, scope: 'class' | 'class-student' | 'student', id: number): number | null {
  return scope === 'student' ? (world.students.get(id)?.classId ?? null) : id;
}

function isGone(world: World, scope: BudgetScope, id: number): boolean {
  if (scope === 'wallet') return false;
  return scope === 'student' ? world.students.get(id)?.removed === true : world.classes.get(id)?.deleted === true;
}

function heightOf(world: World, { scope, period, kind, height }: SetSpec, scopeId: number): number {
  if ('limit' in height) return height.limit;
  const known = limitsOf(world, scope, scopeId)[0];
  if (known === undefined) return Math.max(0, height.leaves);
  const { spent, held } = moneyIn(world, { ...known, ...kindInWorld({ period, ...kind }) }, world.now);
  return Math.max(0, spent + held + height.leaves);
}

function limitsOf(world: World, scope: BudgetScope, scopeId: number) {
  if (scope === 'wallet') return limitsOfWallet(world);
  if (scope !== 'student') return limitsOfClass(world, scopeId);
  const student = world.students.get(scopeId);
  return student === undefined ? [] : limitsOfStudent(world, student);
}
