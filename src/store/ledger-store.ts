import type { Budget, BudgetBalance, BudgetLimit, BudgetOrder } from '../ledger/budgets.ts';
import type { HoldOrder, Placement, Resolution, Timing } from '../ledger/holds.ts';
import type { TopUp, TopUpBalance, TopUpOrder, TopUpScope } from '../ledger/top-ups.ts';
import type { Change } from './change.ts';
import type { CheckDepth, CheckReport } from './check-report.ts';
import type { OpenHolds } from './open-holds.ts';
import type { Page, PageRequest } from './paging.ts';

export interface TopUpFilter {
  readonly scope?: TopUpScope;
  readonly scopeId?: number;
  /** Only those that may pay a call of that instant; ms UTC. */
  readonly inEffectAt?: number;
}

export interface LedgerStore {
  /**
   * Reserves the worst case in every budget of the student at once, or in none. When the promise resolves, the hold
   * is on disk. @throws StorageError, NotFoundError when the student was removed meanwhile, ConflictError when a term
   * budget applies outside its term
   */
  placeHold(order: HoldOrder): Promise<Placement>;
  /** Ends a hold and writes its usage record. @throws NotFoundError when it is resolved already */
  resolveHold(holdId: number, resolution: Resolution, timing: Timing): Promise<void>;
  /** Resolves what a dead process left open, at the full hold, each with an incident. Returns how many there were. */
  expireOpenHolds(now: number): Promise<number>;
  /** The calls that run: the oldest `limit` of them, and the number and money of all. */
  openHolds(limit: number): Promise<OpenHolds>;

  /**
   * Sets a limit; what was spent in its period stays spent.
   * @throws AdminError for an unknown scope id, and for a term budget where no term ends
   */
  setBudget(budget: BudgetOrder, change: Change): Promise<Budget>;
  /** @param decide what the wallet's own limits are to be, of those that it has then; may be called again, has no effects */
  decideWalletLimits(
    decide: (current: readonly BudgetLimit[]) => readonly BudgetLimit[],
    change: Change,
  ): Promise<void>;
  /** @throws AdminError */
  deleteBudget(id: number, change: Change): Promise<void>;
  /** The owner's own limits, class defaults included. */
  listBudgets(filter: { readonly scope?: Budget['scope']; readonly scopeId?: number }): Promise<Budget[]>;
  /** The rules of one scope with the money in the current period. @throws NotFoundError for an unknown scope id */
  balancesOf(scope: 'wallet' | 'class' | 'student', scopeId: number, now: number): Promise<BudgetBalance[]>;

  /**
   * The same of several students at once, without making a row for any; who was removed is left out. Calls in flight
   * do not wait for it.
   */
  balancesOfStudents(studentIds: readonly number[], now: number): Promise<ReadonlyMap<number, BudgetBalance[]>>;

  /**
   * Grants money once, from now on. @throws AdminError class_not_found, student_not_found, and what checkTopUp refuses
   */
  createTopUp(order: TopUpOrder, change: Change): Promise<TopUp>;
  /**
   * What is left of it is void from the next call on; what was spent stays. Does nothing when it is withdrawn already.
   * @throws AdminError top_up_not_found
   */
  withdrawTopUp(id: number, change: Change): Promise<TopUp>;
  /** With what was spent and is held of each; newest first. Those that are over or withdrawn, too. */
  listTopUps(page: PageRequest & TopUpFilter): Promise<Page<TopUpBalance>>;

  /**
   * Whether the balances are the sum of the records, and the other invariants hold: `quick` compares what is current at
   * `now` or began in the last day or so, `full` everything. Calls may run meanwhile, and do not wait for it.
   */
  check(depth: CheckDepth, now: number): Promise<CheckReport>;
}
