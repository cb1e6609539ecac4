import type { SchoolClass } from '../../../access/classes.ts';
import { defaultEndOf } from '../../../admin/list-money-requests.ts';
import { newestTopUpId, type TopUpWarning, topUpsInEffect, topUpWarnings } from '../../../admin/top-ups.ts';
import { leftOf, type TopUpBalance, type TopUpScope } from '../../../ledger/top-ups.ts';
import type { Site } from '../../web/deps.ts';

/** What the section of top-ups shows. */
export interface LoadedTopUps {
  readonly scope: TopUpScope;
  readonly inEffect: readonly TopUpBalance[];
  /** When one ends that nobody gives an end, ms UTC; null: the class is over. */
  readonly defaultEnd: number | null;
  /** Shared budgets that have less left than these top-ups together. */
  readonly warnings: readonly TopUpWarning[];
  /** Of all scopes; 0: there is none. */
  readonly newestId: number;
}

/** @param schoolClass the class, or the student's; null: none */
export async function loadTopUps(
  scope: TopUpScope,
  scopeId: number,
  schoolClass: SchoolClass | null,
  site: Site,
): Promise<LoadedTopUps> {
  const [inEffect, newestId] = await Promise.all([topUpsInEffect(scope, scopeId, site), newestTopUpId(site)]);
  const left = inEffect.reduce((sum, topUp) => sum + leftOf(topUp), 0);
  const warnings = left === 0 ? [] : await topUpWarnings({ scope, scopeId }, left, site);
  return { scope, inEffect, defaultEnd: defaultEndOf(schoolClass, site.timeZone, site.now()), warnings, newestId };
}
