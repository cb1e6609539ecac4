import type { Resolution } from './holds.ts';
import { formatUsd, type NanoUsd } from './money.ts';

/** How the detail of an incident begins whose call was settled after its hold had been expired. */
const BEGINNING = 'another replica took the one of this call for dead, and its whole hold was charged; ';

/** What follows when a replica that was taken for dead settles a call after all. */
export interface LateSettlement {
  /** Nano-USD, given back. */
  readonly amount: NanoUsd;
  /** The call costs nothing: its tokens and the call itself are given back as well. */
  readonly isWhole: boolean;
  /** Nothing is left for the owner to decide. */
  readonly isDecided: boolean;
  /** Of the incident, from now on. */
  readonly detail: string;
}

/**
 * The record of the call stays as it is: what is above the real cost is given back.
 * @param charged nano-USD @param refunded what the owner gave back meanwhile
 */
export function settleLate(
  charged: NanoUsd,
  refunded: NanoUsd,
  { cost, quantities, incident }: Pick<Resolution, 'cost' | 'quantities' | 'incident'>,
): LateSettlement {
  const amount = Math.max(0, charged - refunded - cost);
  const isWhole = cost === 0 && quantities.calls === 0;
  if (cost > charged) return { amount, isWhole, isDecided: false, detail: aboveHold(cost - charged) };
  if (incident !== null) return { amount, isWhole, isDecided: false, detail: `${BEGINNING}its cost is uncertain` };
  return { amount, isWhole, isDecided: true, detail: `${BEGINNING}what was above its cost was given back` };
}

/** @param detail of an incident */
export function wasSettledLate(detail: string): boolean {
  return detail.startsWith(BEGINNING);
}

function aboveHold(amount: NanoUsd): string {
  return `${BEGINNING}its real cost was ${formatUsd(amount)} USD above that, which is not in the books`;
}
