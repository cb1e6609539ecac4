import { selectorText } from '../../../ledger/budget-selectors.ts';
import {
  type Budget,
  type BudgetKind,
  type BudgetLimit,
  type BudgetOrder,
  checkBudget,
  kindOf,
} from '../../../ledger/budgets.ts';
import { carryTerms, mayCarry } from '../../../ledger/carry-over.ts';
import { budgetInvalidation, planLimits } from '../../../ledger/rule-invalidation.ts';
import { Filter } from '../filter.ts';
import { type BudgetRow, budgetFrom } from '../rows/budget-row.ts';
import { allRows, firstRow, type SqlWork, write } from '../sql-work.ts';
import type { RuleInvalidation } from './rule-invalidation.ts';

/** The limits that the owner sets; inside a transaction. */
export class BudgetLimits {
  readonly #invalidation: RuleInvalidation;
  readonly #forget: () => void;

  constructor(invalidation: RuleInvalidation, forget: () => void) {
    this.#invalidation = invalidation;
    this.#forget = forget;
  }

  *set(order: BudgetOrder, now: number): SqlWork<{ before: Budget | null; after: Budget }> {
    const { scope, scopeId, period, limit } = order;
    checkBudget(order);
    if (order.carryOver === true && !mayCarry(period)) throw new RangeError(`"${period}" is followed by nothing`);
    const kind = kindOf(order);
    const before = yield* this.#findFor(scope, scopeId, kind);
    const carry = carryTerms(before, order, now);
    yield* write(
      `INSERT INTO budgets (scope, scope_id, period, unit, selector, limit_amount, created_at, updated_at, carries_since,
           lowest_limit, limit_changed_at)
         VALUES (@scope, @scopeId, @period, @unit, @selector, @limit, @now, @now, @since, @lowest, @changedAt)
         ON CONFLICT (scope, scope_id, period, unit, selector) DO UPDATE SET limit_amount = excluded.limit_amount, updated_at = excluded.updated_at,
           carries_since = excluded.carries_since, lowest_limit = excluded.lowest_limit, limit_changed_at = excluded.limit_changed_at`,
      {
        ...{ scope, scopeId, period, limit, now },
        ...{ unit: kind.unit, selector: selectorText(kind.selector) },
        ...{ since: carry?.since ?? null, lowest: carry?.lowestLimit ?? 0, changedAt: carry?.limitChangedAt ?? 0 },
      },
    );
    // A new amount needs no new balance; a new rule does.
    if (before === null) yield* this.#invalidation.apply(budgetInvalidation({ scope, scopeId }, 'added'), now);
    else {
      if (before.limit !== limit || (before.carry === null) !== (carry === null))
        yield* this.#invalidation.limitChanged({ scope, scopeId }, now);
      this.#forget();
    }
    return { before, after: (yield* this.#findFor(scope, scopeId, kind)) as Budget };
  }

  *remove(budget: Budget, now: number): SqlWork<void> {
    yield* write('DELETE FROM budgets WHERE id = ?', budget.id);
    yield* this.#invalidation.apply(budgetInvalidation(budget, 'removed'), now);
  }

  /** Makes the limits of a scope exactly these. */
  *replace(scope: Budget['scope'], scopeId: number, limits: readonly BudgetLimit[], now: number): SqlWork<void> {
    const { remove, set } = planLimits(yield* this.list({ scope, scopeId }), limits);
    for (const old of remove) yield* this.remove(old, now);
    for (const limit of set) yield* this.set({ scope, scopeId, ...limit }, now);
  }

  *find(id: number): SqlWork<Budget | null> {
    const row = yield* firstRow<BudgetRow>('SELECT * FROM budgets WHERE id = ?', id);
    return row === undefined ? null : budgetFrom(row);
  }

  *list({ scope, scopeId }: { scope?: Budget['scope']; scopeId?: number }): SqlWork<Budget[]> {
    const filter = new Filter().and('scope = ?', scope).and('scope_id = ?', scopeId);
    const rows = yield* allRows<BudgetRow>(`SELECT * FROM budgets ${filter.where} ORDER BY id`, ...filter.values);
    return rows.map(budgetFrom);
  }

  *#findFor(scope: Budget['scope'], scopeId: number, { period, unit, selector }: BudgetKind): SqlWork<Budget | null> {
    const row = yield* firstRow<BudgetRow>(
      'SELECT * FROM budgets WHERE scope = ? AND scope_id = ? AND period = ? AND unit = ? AND selector = ?',
      ...[scope, scopeId, period, unit, selectorText(selector)],
    );
    return row === undefined ? null : budgetFrom(row);
  }
}
