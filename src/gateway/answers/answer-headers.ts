import { type Hold, payableAfter } from '../../ledger/holds.ts';
import { formatUsd } from '../../ledger/money.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { Call } from '../call.ts';
import { isExact, type PreparedCall } from '../prepare.ts';
import { formatReset } from '../refusals/money-shortage.ts';

export type AnswerHeaders = Readonly<Record<string, string>>;

/**
 * The headers of an answer are the gateway's own: no header of the provider passes. The remaining money is that
 * of the student's own budgets, after this call's hold: the rest of a shared budget would show what others spend.
 */
export function answerHeaders(call: Call, prepared: PreparedCall, hold: Hold, upstream: Upstream): AnswerHeaders {
  const headers: Record<string, string> = {
    'x-request-id': call.id,
    'x-jigap-served-model': asHeader(prepared.served),
    'x-jigap-remaining-usd': formatUsd(payableAfter(hold, hold.amount)),
    'x-jigap-resets-at': formatReset(hold.ownBudget, call.caller) ?? 'never',
  };
  if (hold.cap < (prepared.checked.cap?.named ?? prepared.cap)) headers['x-jigap-max-tokens'] = String(hold.cap);
  if (isExact(prepared)) headers['x-jigap-cost-usd'] = formatUsd(hold.amount);
  if (prepared.isShared === true) headers['x-jigap-shared'] = 'true';
  if (upstream.kind === 'demo') headers['x-jigap-demo'] = 'simulated answer';
  return headers;
}

/** A catalogue may name a model in any letters; a header has ASCII only. */
function asHeader(name: string): string {
  return /^[\x21-\x7e]+$/.test(name) ? name : encodeURIComponent(name.toWellFormed());
}
