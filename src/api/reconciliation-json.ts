import { type NanoUsd, nanoToUsd } from '../ledger/money.ts';
import type { Counts, DriftDay, DriftRow, Reconciliation } from '../ledger/reconciliation.ts';
import type { ReconciliationJson } from './reconciliation-schemas.ts';

export function reconciliationJson(reconciliation: Reconciliation): ReconciliationJson {
  const { from, to, thresholdPercent, within, worst, rows, days } = reconciliation;
  return {
    from,
    to,
    threshold_percent: thresholdPercent,
    within,
    worst: worst === null ? null : { ...worst, percent: rounded(worst.percent) },
    data: rows.map(rowJson),
    days: days.map(dayJson),
  };
}

function rowJson({ day, model, ours, theirs, tokens, money }: DriftRow): ReconciliationJson['data'][number] {
  return {
    day,
    model,
    ours: { ...countsJson(ours), cost_usd: nanoToUsd(ours.cost ?? 0), unmeasured: ours.unmeasured },
    theirs: { ...countsJson(theirs), cost_usd: usdOrNull(theirs.cost) },
    drift_tokens: tokens.amount,
    drift_tokens_percent: rounded(tokens.percent),
    drift_usd: usdOrNull(money.amount),
    drift_usd_percent: rounded(money.percent),
    within: tokens.within && money.within,
  };
}

function dayJson({ day, ours, billed, money }: DriftDay): ReconciliationJson['days'][number] {
  return {
    day,
    ours_usd: nanoToUsd(ours),
    billed_usd: usdOrNull(billed),
    drift_usd: usdOrNull(money.amount),
    drift_percent: rounded(money.percent),
    within: money.within,
  };
}

function countsJson({ requests, inputTokens, cachedInputTokens, outputTokens }: Counts) {
  return {
    requests,
    input_tokens: inputTokens,
    cached_input_tokens: cachedInputTokens,
    output_tokens: outputTokens,
  };
}

function usdOrNull(nano: NanoUsd | null): number | null {
  return nano === null ? null : nanoToUsd(nano);
}

/** To two places. */
function rounded(percent: number): number {
  return Math.round(percent * 100) / 100;
}
