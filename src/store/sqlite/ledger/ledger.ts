import type { Budget, BudgetBalance, BudgetLimit, Scope } from '../../../ledger/budgets.ts';
import { WALLET_ID } from '../../../ledger/budgets.ts';
import type { HoldOrder, Placement, Resolution, Timing } from '../../../ledger/holds.ts';
import type { Change } from '../../change.ts';
import type { CheckDepth, CheckReport } from '../../check-report.ts';
import { NotFoundError } from '../../errors.ts';
import type { LedgerStore } from '../../ledger-store.ts';
import type { OpenHolds } from '../../open-holds.ts';
import type { Audit } from '../engine/audit.ts';
import type { CommitGroup } from '../engine/commit-group.ts';
import type { Sqlite } from '../engine/database.ts';
import { Filter } from '../engine/filter.ts';
import { type BudgetRow, budgetFrom } from '../engine/rows.ts';
import type { CheckOptions } from '../integrity/integrity-check.ts';
import { type Balances, moneyIn } from './balances.ts';
import type { RuleBook } from './effective-rules.ts';
import type { Holds } from './holds.ts';
import type { RuleChanges } from './rule-invalidation.ts';
import type { StudentBalances } from './student-balances.ts';

/** Longer than the longest local day (25 hours, when clocks go back): yesterday's or today's calls are all read. */
const QUICK_CHECK_MS = 26 * 3_600_000;

/** The limits that the owner sets; inside a transaction. */
export class Limits {
  readonly #sqlite: Sqlite;
  readonly #changes: RuleChanges;
  readonly #forget: () => void;

  constructor(sqlite: Sqlite, changes: RuleChanges, forget: () => void) {
    this.#sqlite = sqlite;
    this.#changes = changes;
    this.#forget = forget;
  }

  set({ scope, scopeId, period, limit }: Omit<Budget, 'id'>, now: number): { before: Budget | null; after: Budget } {
    const before = this.#find(scope, scopeId, period);
    this.#sqlite
      .prepare(
        `INSERT INTO budgets (scope, scope_id, period, limit_nano, created_at, updated_at) VALUES (@scope, @scopeId, @period, @limit, @now, @now)
         ON CONFLICT DO UPDATE SET limit_nano = excluded.limit_nano, updated_at = excluded.updated_at`,
      )
      .run({ scope, scopeId, period, limit, now });
    // A new height needs no new balance; a new rule does.
    if (before === null) this.#rulesChanged(scope, scopeId, now);
    else this.#forget();
    return { before, after: this.#find(scope, scopeId, period) as Budget };
  }

  remove(budget: Budget, now: number): void {
    this.#sqlite.prepare('DELETE FROM budgets WHERE id = ?').run(budget.id);
    this.#rulesChanged(budget.scope, budget.scopeId, now);
  }

  /** Makes the limits of a scope exactly these. */
  replace(scope: Budget['scope'], scopeId: number, limits: readonly BudgetLimit[], now: number): void {
    const gone = this.list({ scope, scopeId }).filter((old) => !limits.some((limit) => limit.period === old.period));
    for (const old of gone) this.remove(old, now);
    for (const limit of limits) this.set({ scope, scopeId, ...limit }, now);
  }

  byId(id: number): Budget {
    const row = this.#sqlite.prepare('SELECT * FROM budgets WHERE id = ?').get(id);
    if (row === undefined) throw new NotFoundError(`there is no budget ${id}`);
    return budgetFrom(row as BudgetRow);
  }

  list({ scope, scopeId }: { scope?: Budget['scope']; scopeId?: number }): Budget[] {
    const filter = new Filter().and('scope = ?', scope).and('scope_id = ?', scopeId);
    const rows = this.#sqlite.prepare(`SELECT * FROM budgets ${filter.where} ORDER BY id`).all(...filter.values);
    return (rows as BudgetRow[]).map(budgetFrom);
  }

  #find(scope: Budget['scope'], scopeId: number, period: string): Budget | null {
    const row = this.#sqlite
      .prepare('SELECT * FROM budgets WHERE scope = ? AND scope_id = ? AND period = ?')
      .get(scope, scopeId, period);
    return row === undefined ? null : budgetFrom(row as BudgetRow);
  }

  #rulesChanged(scope: Budget['scope'], scopeId: number, now: number): void {
    if (scope === 'wallet') this.#changes.walletChanged(now);
    else if (scope === 'student') this.#changes.studentChanged(scopeId, now);
    else this.#changes.classChanged(scopeId, now);
  }
}

export class SqliteLedger implements LedgerStore {
  readonly #group: CommitGroup;
  readonly #ruleBook: RuleBook;
  readonly #balances: Balances;
  readonly #holds: Holds;
  readonly #limits: Limits;
  readonly #audit: Audit;
  readonly #check: (options: CheckOptions) => Promise<CheckReport>;
  readonly #studentBalances: StudentBalances;
  readonly #openHolds: (limit: number) => OpenHolds;

  constructor(
    group: CommitGroup,
    parts: {
      ruleBook: RuleBook;
      balances: Balances;
      holds: Holds;
      limits: Limits;
      audit: Audit;
      check: (options: CheckOptions) => Promise<CheckReport>;
      studentBalances: StudentBalances;
      openHolds: (limit: number) => OpenHolds;
    },
  ) {
    this.#group = group;
    this.#ruleBook = parts.ruleBook;
    this.#balances = parts.balances;
    this.#holds = parts.holds;
    this.#limits = parts.limits;
    this.#audit = parts.audit;
    this.#check = parts.check;
    this.#studentBalances = parts.studentBalances;
    this.#openHolds = parts.openHolds;
  }

  placeHold(order: HoldOrder): Promise<Placement> {
    return this.#group.write(() => this.#holds.place(order));
  }

  resolveHold(holdId: number, resolution: Resolution, timing: Timing): Promise<void> {
    return this.#group.writeSoon(() => this.#holds.resolve(holdId, resolution, timing));
  }

  expireOpenHolds(now: number): Promise<number> {
    return this.#group.write(() => this.#holds.expireAll(now));
  }

  openHolds(limit: number): Promise<OpenHolds> {
    return this.#group.read(() => this.#openHolds(limit));
  }

  setBudget(budget: Omit<Budget, 'id'>, change: Change): Promise<Budget> {
    return this.#group.write(() => {
      this.#mustExist(budget.scope, budget.scopeId);
      const { before, after } = this.#limits.set(budget, change.now);
      this.#audit.write(change, 'budget.set', `budget ${after.id}`, before, after);
      return after;
    });
  }

  deleteBudget(id: number, change: Change): Promise<void> {
    return this.#group.write(() => {
      const budget = this.#limits.byId(id);
      this.#limits.remove(budget, change.now);
      this.#audit.write(change, 'budget.delete', `budget ${id}`, budget, null);
    });
  }

  listBudgets(filter: { scope?: Budget['scope']; scopeId?: number }): Promise<Budget[]> {
    return this.#group.read(() => this.#limits.list(filter));
  }

  balancesOf(scope: Scope, scopeId: number, now: number): Promise<BudgetBalance[]> {
    return this.#group.write(() =>
      this.#ruleBook.rulesOf(scope, scopeId).map((rule) => moneyIn(this.#balances.at(rule, now))),
    );
  }

  balancesOfStudents(studentIds: readonly number[], now: number): Promise<ReadonlyMap<number, BudgetBalance[]>> {
    return this.#studentBalances.of(studentIds, now);
  }

  check(depth: CheckDepth, now: number): Promise<CheckReport> {
    return this.#check({ since: depth === 'full' ? 0 : Math.max(0, now - QUICK_CHECK_MS), now });
  }

  #mustExist(scope: Budget['scope'], scopeId: number): void {
    if (scope === 'wallet') {
      if (scopeId !== WALLET_ID) throw new NotFoundError('there is only one wallet');
      return;
    }
    this.#ruleBook.rulesOf(scope === 'student' ? 'student' : 'class', scopeId);
  }
}
