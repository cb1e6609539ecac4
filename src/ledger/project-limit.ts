import type { BudgetBalance } from './budgets.ts';
import type { NanoUsd } from './money.ts';
import type { BillError } from './reconciliation.ts';

/** The provider's own hard limit on what the project of the real key may spend in one of its months. */
export interface ProjectLimit {
  readonly cents: number;
  /** The provider refuses calls of the project now, until the month ends or the limit is raised. */
  readonly isReached: boolean;
}

/** Why it is not known. */
export type ProjectLimitError = BillError | 'no_project' | 'project_not_found';

/** `limit: null`: the project has none. */
export type ProjectLimitReading = { readonly limit: ProjectLimit | null } | { readonly unreadable: ProjectLimitError };

/** The limit where the provider keeps it; an admin key reads and sets it. Neither rejects. */
export interface ProjectLimitAccount {
  read(): Promise<ProjectLimitReading>;
  set(cents: number): Promise<ProjectLimitReading>;
}

/** missing: the project has none; low: the provider would refuse calls that the wallet still pays. */
export type ProjectLimitState = 'enough' | 'low' | 'missing';

/** One reading, beside what the wallet promised at that moment. */
export interface ProjectLimitCheck {
  readonly at: number;
  readonly reading: ProjectLimitReading;
  readonly promised: NanoUsd;
}

/** One hundred thousand USD: far above any class. */
export const MAX_PROJECT_LIMIT_CENTS = 10_000_000;

const NANO_PER_CENT: NanoUsd = 10_000_000;

export function centsToNano(cents: number): NanoUsd {
  return cents * NANO_PER_CENT;
}

/** @returns null for a part of a cent */
export function nanoToCents(amount: NanoUsd): number | null {
  const cents = amount / NANO_PER_CENT;
  return Number.isInteger(cents) ? cents : null;
}

export function judgeProjectLimit(limit: ProjectLimit | null, promised: NanoUsd): ProjectLimitState {
  if (limit === null) return 'missing';
  return centsToNano(limit.cents) < promised ? 'low' : 'enough';
}

/**
 * What the wallet promises for this month, with what was carried into it. All budgets of classes and students are paid
 * from it, so no class was promised more.
 */
export function promisedByWallet(wallet: readonly BudgetBalance[]): NanoUsd {
  const ofAllCalls = wallet.find(
    ({ period, unit, selector }) => period === 'month' && unit === 'money' && selector === null,
  );
  return ofAllCalls?.limit ?? 0;
}

/** The lowest limit in whole cents that stops nothing that the wallet would pay; the provider takes one cent at least. */
export function suggestedProjectLimit(promised: NanoUsd): NanoUsd {
  return centsToNano(Math.max(1, Math.ceil(promised / NANO_PER_CENT)));
}
