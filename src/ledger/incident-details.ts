import type { IncidentKind, Outcome } from './holds.ts';

const WHOLE_HOLD = 'the whole hold was charged';

/** What happened to the calls whose cost cannot be known, by outcome. */
const UNKNOWN_COST: Partial<Record<Outcome, string>> = {
  crash: 'jigap ended in the middle of this call; its whole hold was charged',
  stopped: `jigap was stopped in the middle of this call; ${WHOLE_HOLD}`,
  abandoned: `the student hung up and the answer could not be read to its end; ${WHOLE_HOLD}`,
  upstream_died: `the provider, or a proxy in front of it, broke the call off; ${WHOLE_HOLD}`,
  upstream_timeout: `the provider, or a proxy in front of it, took too long; ${WHOLE_HOLD}`,
};

/** Details of the kinds that say the same for every outcome. */
const BY_KIND: Partial<Record<IncidentKind, string>> = {
  no_usage: 'the provider did not say what this call used; the safe bound was charged',
  overrun: 'the real cost was above the hold; it was charged in full',
  impossible_usage: `the provider reported more tokens than the model can take or write; ${WHOLE_HOLD}`,
  unexpected_usage: 'the provider reported other tokens than its formula for images says; what it reported was charged',
  price_tier: 'the provider billed a dearer service tier than was requested',
};

/** What an incident about a call tells the owner: a sentence that needs no knowledge of jigap. */
export function incidentDetail(kind: IncidentKind, outcome: Outcome): string {
  return BY_KIND[kind] ?? UNKNOWN_COST[outcome] ?? `the cost of this call cannot be known; ${WHOLE_HOLD}`;
}
