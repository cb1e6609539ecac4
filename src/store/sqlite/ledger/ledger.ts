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
import type { CheckOptions } from '../../sql/integrity/integrity-check.ts';
import type { BudgetChanges } from '../access/budget-changes.ts';
import type { CommitGroup } from '../engine/commit-group.ts';
import type { Balances } from './balances.ts';
import type { BudgetLimits } from './budget-limits.ts';
import type { EffectiveRules } from './effective-rules.ts';
import type { Holds } from './holds.ts';
import type { StudentBalances } from './student-balances.ts';
import type { TopUps } from './top-ups.ts';

/** Longer than the longest local day (25 hours, when clocks go back): yesterday's or today's calls are all read. */
const QUICK_CHECK_MS = 26 * 3_600_000;

export class SqliteLedger implements LedgerStore {
  readonly #group: CommitGroup;
  readonly #rules: EffectiveRules;
  readonly #balances: Balances;
  readonly #holds: Holds;
  readonly #limits: BudgetLimits;
  readonly #budgetChanges: BudgetChanges;
  readonly #check: (options: CheckOptions) => Promise<CheckReport>;
  readonly #studentBalances: StudentBalances;
  readonly #openHolds: (limit: number) => OpenHolds;
  readonly #topUps: TopUps;
  readonly #listTopUps: (page: PageRequest & TopUpFilter) => Page<TopUpBalance>;

  constructor(
    group: CommitGroup,
    parts: {
      rules: EffectiveRules;
      balances: Balances;
      holds: Holds;
      limits: BudgetLimits;
      budgetChanges: BudgetChanges;
      check: (options: CheckOptions) => Promise<CheckReport>;
      studentBalances: StudentBalances;
      openHolds: (limit: number) => OpenHolds;
      topUps: TopUps;
      listTopUps: (page: PageRequest & TopUpFilter) => Page<TopUpBalance>;
    },
  ) {
    this.#group = group;
    this.#rules = parts.rules;
    this.#balances = parts.balances;
    this.#holds = parts.holds;
    this.#limits = parts.limits;
    this.#budgetChanges = parts.budgetChanges;
    this.#check = parts.check;
    this.#studentBalances = parts.studentBalances;
    this.#openHolds = parts.openHolds;
    this.#topUps = parts.topUps;
    this.#listTopUps = parts.listTopUps;
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

  balancesOf(scope: Scope, scopeId: number, now: number): Promise<BudgetBalance[]> {
    return this.#group.write(() => {
      const rules = this.#rules.rulesOf(scope, scopeId);
      const topUps = this.#balances.ofTopUps(payingAt(this.#rules.topUpsOf(scope, scopeId), now));
      return rules.map((rule) => budgetBalance(this.#balances.at(rule, now), topUps));
    });
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
    return this.#group.read(() => this.#listTopUps(page));
  }

  check(depth: CheckDepth, now: number): Promise<CheckReport> {
    return this.#check({ since: depth === 'full' ? 0 : Math.max(0, now - QUICK_CHECK_MS), now });
  }
}
