import { AdminError } from '../../../admin/admin-error.ts';
import { checkTermBudget } from '../../../admin/term-rules.ts';
import {
  type Budget,
  type BudgetLimit,
  type BudgetOrder,
  kindKey,
  limitOf,
  WALLET_ID,
} from '../../../ledger/budgets.ts';
import { planLimits } from '../../../ledger/rule-invalidation.ts';
import type { Change } from '../../change.ts';
import { NotFoundError } from '../../errors.ts';
import type { Audit } from '../journal/audit.ts';
import type { BudgetLimits } from '../ledger/budget-limits.ts';
import type { SqlWork } from '../sql-work.ts';
import type { Classes } from './classes.ts';
import type { Students } from './students.ts';

/** Budgets that the owner sets one by one, and the wallet's; every method runs inside a transaction. */
export class BudgetChanges {
  readonly #limits: BudgetLimits;
  readonly #classes: Classes;
  readonly #students: Students;
  readonly #audit: Audit;

  constructor(parts: { limits: BudgetLimits; classes: Classes; students: Students; audit: Audit }) {
    this.#limits = parts.limits;
    this.#classes = parts.classes;
    this.#students = parts.students;
    this.#audit = parts.audit;
  }

  *set(budget: BudgetOrder, change: Change): SqlWork<Budget> {
    if (budget.scope !== 'wallet') checkTermBudget(budget, yield* this.#lastDayOf(budget));
    else if (budget.scopeId !== WALLET_ID) throw new NotFoundError('there is only one wallet');
    const { before, after } = yield* this.#limits.set(budget, change.now);
    yield* this.#audit.write(change, 'budget.set', `budget ${after.id}`, before && auditedOf(before), auditedOf(after));
    return after;
  }

  *remove(id: number, change: Change): SqlWork<void> {
    const budget = yield* this.#limits.find(id);
    if (budget === null) throw new AdminError({ code: 'budget_not_found', id });
    yield* this.#limits.remove(budget, change.now);
    yield* this.#audit.write(change, 'budget.delete', `budget ${id}`, auditedOf(budget), null);
  }

  /** A limit that stays as it is gets no entry of the audit. */
  *replaceWallet(decide: (current: readonly BudgetLimit[]) => readonly BudgetLimit[], change: Change): SqlWork<void> {
    const before = yield* this.#limits.list({ scope: 'wallet' });
    const limits = decide(before.map(limitOf));
    for (const limit of limits) {
      const isSame = before.some((budget) => saysTheSame(budget, limit));
      if (!isSame) yield* this.set({ scope: 'wallet', scopeId: WALLET_ID, ...limit }, change);
    }
    for (const budget of planLimits(before, limits).remove) yield* this.remove(budget.id, change);
  }

  /** Of the class whose calendar cuts the budget's periods; null when it has none, or the student has no class. */
  *#lastDayOf({ scope, scopeId }: Pick<Budget, 'scope' | 'scopeId'>): SqlWork<string | null> {
    if (scope !== 'student') return (yield* this.#classes.get(scopeId, ['scopeId'])).endsOn;
    const { classId } = yield* this.#students.get(scopeId, ['scopeId']);
    return classId === null ? null : (yield* this.#classes.get(classId)).endsOn;
  }
}

/** What the owner reads of a budget in the audit. */
function auditedOf(budget: Budget) {
  const { id, scope, scopeId } = budget;
  return { id, scope, scopeId, ...limitOf(budget) };
}

function saysTheSame(budget: Budget, wanted: BudgetLimit): boolean {
  const { limit, carry } = budget;
  const carries = wanted.carryOver ?? carry !== null;
  return kindKey(budget) === kindKey(wanted) && limit === wanted.limit && carries === (carry !== null);
}
