import { type Budget, type BudgetLimit, checkBudget } from '../../../ledger/budgets.ts';
import { budgetInvalidation, planLimits } from '../../../ledger/rule-invalidation.ts';
import { Filter } from '../../sql/filter.ts';
import { type BudgetRow, budgetFrom } from '../../sql/rows/budget-row.ts';
import type { Sqlite } from '../engine/database.ts';
import type { RuleInvalidation } from './rule-invalidation.ts';

/** The limits that the owner sets; inside a transaction. */
export class BudgetLimits {
  readonly #sqlite: Sqlite;
  readonly #invalidation: RuleInvalidation;
  readonly #forget: () => void;

  constructor(sqlite: Sqlite, invalidation: RuleInvalidation, forget: () => void) {
    this.#sqlite = sqlite;
    this.#invalidation = invalidation;
    this.#forget = forget;
  }

  set({ scope, scopeId, period, limit }: Omit<Budget, 'id'>, now: number): { before: Budget | null; after: Budget } {
    checkBudget({ scope, period });
    const before = this.#findFor(scope, scopeId, period);
    this.#sqlite
      .prepare(
        `INSERT INTO budgets (scope, scope_id, period, limit_nano, created_at, updated_at) VALUES (@scope, @scopeId, @period, @limit, @now, @now)
         ON CONFLICT (scope, scope_id, period) DO UPDATE SET limit_nano = excluded.limit_nano, updated_at = excluded.updated_at`,
      )
      .run({ scope, scopeId, period, limit, now });
    // A new height needs no new balance; a new rule does.
    if (before === null) this.#invalidation.apply(budgetInvalidation({ scope, scopeId }), now);
    else {
      if (before.limit !== limit) this.#invalidation.limitChanged({ scope, scopeId }, now);
      this.#forget();
    }
    return { before, after: this.#findFor(scope, scopeId, period) as Budget };
  }

  remove(budget: Budget, now: number): void {
    this.#sqlite.prepare('DELETE FROM budgets WHERE id = ?').run(budget.id);
    this.#invalidation.apply(budgetInvalidation(budget), now);
  }

  /** Makes the limits of a scope exactly these. */
  replace(scope: Budget['scope'], scopeId: number, limits: readonly BudgetLimit[], now: number): void {
    const { remove, set } = planLimits(this.list({ scope, scopeId }), limits);
    for (const old of remove) this.remove(old, now);
    for (const limit of set) this.set({ scope, scopeId, ...limit }, now);
  }

  find(id: number): Budget | null {
    const row = this.#sqlite.prepare('SELECT * FROM budgets WHERE id = ?').get(id);
    return row === undefined ? null : budgetFrom(row as BudgetRow);
  }

  list({ scope, scopeId }: { scope?: Budget['scope']; scopeId?: number }): Budget[] {
    const filter = new Filter().and('scope = ?', scope).and('scope_id = ?', scopeId);
    const rows = this.#sqlite.prepare(`SELECT * FROM budgets ${filter.where} ORDER BY id`).all(...filter.values);
    return (rows as BudgetRow[]).map(budgetFrom);
  }

  #findFor(scope: Budget['scope'], scopeId: number, period: string): Budget | null {
    const row = this.#sqlite
      .prepare('SELECT * FROM budgets WHERE scope = ? AND scope_id = ? AND period = ?')
      .get(scope, scopeId, period);
    return row === undefined ? null : budgetFrom(row as BudgetRow);
  }
}
