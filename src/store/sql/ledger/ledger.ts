import { budgetBalance } from '../../../ledger/budget-balance.ts';
import type { Budget, BudgetBalance, BudgetLimit, BudgetOrder, Scope } from '../../../ledger/budgets.ts';
import type { HoldOrder, Placement, Resolution, Timing } from '../../../ledger/holds.ts';
import type { TopUp, TopUpBalance, TopUpOrder } from '../../../ledger/top-ups.ts';
import { payingAt } from '../../../ledger/top-ups.ts';
import type { Change } from '../../change.ts';
import type { CheckDepth, CheckReport } from '../../check-report.ts';
import type { LedgerStore, TopUpFilter } from '../../ledger-store.ts';
import type { OpenHolds } from '../../open-holds.ts';
import type { Page, PageRequest } from '../../paging.ts';
import type { BudgetChanges } from '../access/budget-changes.ts';
import type { Readers } from '../readers.ts';
import { readOpenHolds } from '../reports/open-holds.ts';
import { listTopUps } from '../reports/top-up-list.ts';
import type { SharedDatabase } from '../shared-database.ts';
import { mapWork, type SqlWork } from '../sql-work.ts';
import type { Transactions } from '../transactions.ts';
import type { Balances } from './balances.ts';
import type { BudgetLimits } from './budget-limits.ts';
import type { EffectiveRules } from './effective-rules.ts';
import type { Holds } from './holds.ts';
import type { LateSettlements } from './late-settlements.ts';
import type { ShownBalances } from './shown-balances.ts';
import type { StudentBalances } from './student-balances.ts';
import type { TopUps } from './top-ups.ts';

/** Longer than the longest local day (25 hours, when clocks go back): yesterday's or today's calls are all read. */
const QUICK_CHECK_MS = 26 * 3_600_000;

export class SqlLedger implements LedgerStore {
  readonly #group: Transactions;
  readonly #rules: EffectiveRules;
  readonly #balances: Balances;
  readonly #holds: Holds;
  /** null: no other process expires the holds of this one. */
  readonly #late: LateSettlements | null;
  readonly #limits: BudgetLimits;
  readonly #budgetChanges: BudgetChanges;
  readonly #readers: Readers;
  readonly #shared: Pick<SharedDatabase, 'expireDead'> | null;
  readonly #shown: ShownBalances;
  readonly #studentBalances: StudentBalances;
  readonly #topUps: TopUps;

  constructor(
    group: Transactions,
    parts: {
      rules: EffectiveRules;
      balances: Balances;
      holds: Holds;
      late: LateSettlements | null;
      limits: BudgetLimits;
      budgetChanges: BudgetChanges;
      readers: Readers;
      shared: Pick<SharedDatabase, 'expireDead'> | null;
      shown: ShownBalances;
      studentBalances: StudentBalances;
      topUps: TopUps;
    },
  ) {
    this.#group = group;
    this.#rules = parts.rules;
    this.#balances = parts.balances;
    this.#holds = parts.holds;
    this.#late = parts.late;
    this.#limits = parts.limits;
    this.#budgetChanges = parts.budgetChanges;
    this.#readers = parts.readers;
    this.#shared = parts.shared;
    this.#shown = parts.shown;
    this.#studentBalances = parts.studentBalances;
    this.#topUps = parts.topUps;
  }

  placeHold(order: HoldOrder): Promise<Placement> {
    return this.#group.write(
      () => this.#holds.place(order),
      () => this.#holds.balancesToPlace(order),
      () => this.#holds.warmToPlace(order),
    );
  }

  resolveHold(holdId: number, resolution: Resolution, timing: Timing): Promise<void> {
    return this.#group.writeSoon(
      () => (this.#late ?? this.#holds).resolve(holdId, resolution, timing),
      () => this.#holds.balancesToSettle(holdId),
      () => this.#holds.warmToSettle(holdId),
    );
  }

  expireOpenHolds(now: number): Promise<number> {
    if (this.#shared !== null) return this.#shared.expireDead(now);
    return this.#group.write(() => this.#holds.expireAll(now));
  }

  openHolds(limit: number): Promise<OpenHolds> {
    return this.#group.read(() => readOpenHolds(limit));
  }

  setBudget(budget: BudgetOrder, change: Change): Promise<Budget> {
    return this.#group.write(() => this.#budgetChanges.set(budget, change));
  }

  decideWalletLimits(
    decide: (current: readonly BudgetLimit[]) => readonly BudgetLimit[],
    change: Change,
  ): Promise<void> {
    return this.#group.write(() => this.#budgetChanges.replaceWallet(decide, change));
  }

  deleteBudget(id: number, change: Change): Promise<void> {
    return this.#group.write(() => this.#budgetChanges.remove(id, change));
  }

  listBudgets(filter: { scope?: Budget['scope']; scopeId?: number }): Promise<Budget[]> {
    return this.#group.read(() => this.#limits.list(filter));
  }

  async balancesOf(scope: Scope, scopeId: number, now: number): Promise<BudgetBalance[]> {
    const shown = this.#shared === null ? null : await this.#show(scope, scopeId, now);
    return shown ?? (await this.#group.write(() => this.#balancesOf(scope, scopeId, now)));
  }

  /** Without the lock that servers share. null: they must be opened, or there are none. */
  async #show(scope: Scope, scopeId: number, now: number): Promise<BudgetBalance[] | null> {
    if (scope !== 'student') return this.#group.readCached(() => this.#shown.of(scope, scopeId, now));
    return (await this.#studentBalances.of([scopeId], now)).get(scopeId) ?? null;
  }

  balancesOfStudents(studentIds: readonly number[], now: number): Promise<ReadonlyMap<number, BudgetBalance[]>> {
    return this.#studentBalances.of(studentIds, now);
  }

  createTopUp(order: TopUpOrder, change: Change): Promise<TopUp> {
    return this.#group.write(() => this.#topUps.create(order, change));
  }

  withdrawTopUp(id: number, change: Change): Promise<TopUp> {
    return this.#group.write(() => this.#topUps.withdraw(id, change));
  }

  listTopUps(page: PageRequest & TopUpFilter): Promise<Page<TopUpBalance>> {
    return this.#group.read(() => listTopUps(page));
  }

  check(depth: CheckDepth, now: number): Promise<CheckReport> {
    return this.#readers.read('check', { since: depth === 'full' ? 0 : Math.max(0, now - QUICK_CHECK_MS), now });
  }

  *#balancesOf(scope: Scope, scopeId: number, now: number): SqlWork<BudgetBalance[]> {
    const rules = yield* this.#rules.rulesOf(scope, scopeId);
    const topUps = yield* this.#balances.ofTopUps(payingAt(yield* this.#rules.topUpsOf(scope, scopeId), now));
    const balances = yield* mapWork(rules, (rule) => this.#balances.at(rule, now));
    return balances.map((balance) => budgetBalance(balance, topUps));
  }
}
