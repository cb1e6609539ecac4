import type { NanoUsd } from '../ledger/money.ts';
import type { Incident } from '../store/journal-store.ts';
import { AdminError } from './admin-error.ts';

/** What of the charge can still be refunded. */
export function refundable({ charged, refunded }: Incident): NanoUsd {
  return Math.max(0, charged - refunded);
}

/** Whether anything of it can be given back: of a call that cost nothing, its tokens. */
export function isRefundable(incident: Incident): boolean {
  return incident.recordId !== null && (refundable(incident) > 0 || incident.chargedTokens > 0);
}

export interface Refund {
  readonly recordId: number;
  /** Above zero, but for a call that cost nothing. */
  readonly amount: NanoUsd;
  /** Nothing of the cost is left: the call and its tokens are given back as well. */
  readonly isWhole: boolean;
}

/** A store asks inside the transaction of the refund. @param amount null: all that is left */
export function checkRefund(incident: Incident, amount: NanoUsd | null): Refund {
  const { recordId } = incident;
  if (recordId === null) throw new AdminError({ code: 'refund_without_call' });
  const left = refundable(incident);
  if (!isRefundable(incident)) throw new AdminError({ code: 'refund_complete' });
  const refund = amount ?? left;
  if (refund < 0 || (refund === 0 && (amount !== null || left > 0)))
    throw new AdminError({ code: 'refund_zero' }, ['amount']);
  if (refund > left) throw new AdminError({ code: 'refund_too_large', left });
  return { recordId, amount: refund, isWhole: refund === left };
}
