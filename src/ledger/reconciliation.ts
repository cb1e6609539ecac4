import type { ServedUsage } from '../store/served-usage.ts';
import { hasUsageList, NOTHING, perDayAndModel, pricedCost, SEPARATOR, type Side } from './bill-sides.ts';
import { NANO_PER_USD, type NanoUsd } from './money.ts';
import type { Catalogue, TokenUsage } from './prices.ts';
import { utcDaysBetween } from './utc-days.ts';

/** What a provider says one model was used for on one UTC day. */
export interface BilledUsage extends TokenUsage {
  readonly day: string;
  /** As the provider names it, which may be a snapshot. */
  readonly model: string;
  readonly requests: number;
  /** Of a model that is priced by them. */
  readonly characters?: number;
  /** At the flex tier. */
  readonly isFlex?: boolean;
}

/** What a provider charged for one UTC day, in USD as it writes it: a decimal number with any number of places. */
export interface BilledDay {
  readonly day: string;
  readonly usd: number;
}

export interface ProviderBill {
  readonly usage: readonly BilledUsage[];
  readonly days: readonly BilledDay[];
}

export type BillError = 'key_refused' | 'rate_limited' | 'unreachable' | 'unexpected';
export type BillReading = { readonly bill: ProviderBill } | { readonly unreadable: BillError };
/** @param from and to first and last UTC day. Never rejects, and says nothing in the provider's words. */
export type ReadBill = (from: string, to: string) => Promise<BillReading>;

export interface Counts {
  readonly requests: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  /** Theirs: the tokens at the prices of the catalogue; null for a model that is not in it. */
  readonly cost: NanoUsd | null;
}

/** Theirs less ours: above zero, the ledger knows too little. */
export interface Drift<Amount extends number | null = number> {
  readonly amount: Amount;
  /** Of the larger side, 0 to 100. */
  readonly percent: number;
  readonly within: boolean;
}

export interface DriftRow {
  readonly day: string;
  readonly model: string;
  readonly ours: Counts & { readonly unmeasured: number };
  readonly theirs: Counts;
  readonly tokens: Drift;
  readonly money: Drift<NanoUsd | null>;
}

export interface DriftDay {
  readonly day: string;
  readonly ours: NanoUsd;
  /** null: the provider says nothing about this day (yet). */
  readonly billed: NanoUsd | null;
  readonly money: Drift<NanoUsd | null>;
}

export interface WorstDrift {
  readonly day: string;
  /** null: of all models together. */
  readonly model: string | null;
  readonly of: 'tokens' | 'money';
  readonly percent: number;
  readonly within: boolean;
}

export interface Reconciliation {
  readonly from: string;
  readonly to: string;
  readonly thresholdPercent: number;
  readonly rows: readonly DriftRow[];
  readonly days: readonly DriftDay[];
  /** null: the two agree to the last token. */
  readonly worst: WorstDrift | null;
  readonly within: boolean;
}

/** Reads both sides and compares them. @param from and to first and last UTC day */
export type Reconcile = (
  from: string,
  to: string,
) => Promise<{ readonly reconciliation: Reconciliation } | { readonly unreadable: BillError }>;

export interface ReconciliationOptions {
  readonly from: string;
  readonly to: string;
  readonly catalogue: Catalogue;
  readonly thresholdPercent: number;
}

/** Below these a drift is no news, however large its percentage: a rounding, or a call around midnight. */
const MIN_DRIFT_TOKENS = 1000;
const MIN_DRIFT_NANO_USD: NanoUsd = NANO_PER_USD / 100;

/** Compares the ledger with the provider's bill, per UTC day and served model, and per day in money. */
export function compareBill(
  ours: readonly ServedUsage[],
  bill: ProviderBill,
  options: ReconciliationOptions,
): Reconciliation {
  const { from, to, thresholdPercent } = options;
  const rows = rowsOf(ours, bill.usage, options);
  const days = daysOf(ours, bill.days, options);
  const within = rows.every(({ tokens, money }) => tokens.within && money.within) && days.every((d) => d.money.within);
  return { from, to, thresholdPercent, rows, days, worst: worstOf(rows, days), within };
}

function rowsOf(ours: readonly ServedUsage[], theirs: readonly BilledUsage[], options: ReconciliationOptions) {
  const left = perDayAndModel(ours, options.catalogue);
  const right = perDayAndModel(theirs, options.catalogue);
  const keys = [...new Set([...left.keys(), ...right.keys()])].filter((key) => {
    const [, model = ''] = key.split(SEPARATOR);
    return right.has(key) || hasUsageList(options.catalogue.get(model));
  });
  keys.sort();
  return keys.map((key): DriftRow => {
    const [day = '', model = ''] = key.split(SEPARATOR);
    const a = left.get(key) ?? NOTHING;
    const b = right.get(key) ?? NOTHING;
    const cost = pricedCost(model, day, b, options.catalogue);
    const money = moneyDrift(a, cost, options);
    return {
      day,
      model,
      ours: { ...countsOf(a), cost: a.cost, unmeasured: a.unmeasured },
      theirs: { ...countsOf(b), cost },
      tokens: tokenDrift(a, b, money, options),
      money,
    };
  });
}

function daysOf(ours: readonly ServedUsage[], billed: readonly BilledDay[], options: ReconciliationOptions) {
  return utcDaysBetween(options.from, options.to).map((day): DriftDay => {
    const usage = ours.filter((one) => one.day === day);
    const spent = sum(usage.map(({ cost }) => cost));
    const cancelledCost = sum(usage.map((one) => one.cancelledCost));
    const charges = billed.filter((charge) => charge.day === day).map(({ usd }) => usd);
    const cost = charges.length === 0 ? null : Math.round(sum(charges) * NANO_PER_USD);
    return { day, ours: spent, billed: cost, money: moneyDrift({ cost: spent, cancelledCost }, cost, options) };
  });
}

function countsOf({ requests, inputTokens, cachedInputTokens, outputTokens }: Side): Omit<Counts, 'cost'> {
  return { requests, inputTokens, cachedInputTokens, outputTokens };
}

function tokensOf({ inputTokens, outputTokens }: TokenUsage): number {
  return inputTokens + outputTokens;
}

/** The tokens of cancelled calls are not in the ledger: where there are some, only the money can tell. */
function tokenDrift(ours: Side, theirs: Side, money: Drift<NanoUsd | null>, options: ReconciliationOptions): Drift {
  const drift = driftBetween(tokensOf(ours), tokensOf(theirs), MIN_DRIFT_TOKENS, options);
  const isExplained = ours.cancelledCost > 0 && drift.amount > 0 && money.amount !== null;
  return isExplained ? { ...drift, within: money.within } : drift;
}

/** A cancelled call was charged a bound. The bill may be lower by as much; when it is higher, the provider did not stop. */
function moneyDrift(
  { cost, cancelledCost }: Pick<Side, 'cost' | 'cancelledCost'>,
  theirs: NanoUsd | null,
  options: ReconciliationOptions,
): Drift<NanoUsd | null> {
  if (theirs === null) return { amount: null, percent: 0, within: true };
  const nearest = Math.max(cost - cancelledCost, Math.min(cost, theirs));
  const { within } = driftBetween(nearest, theirs, MIN_DRIFT_NANO_USD, options);
  return { ...driftBetween(cost, theirs, MIN_DRIFT_NANO_USD, options), within };
}

function driftBetween(ours: number, theirs: number, least: number, { thresholdPercent }: ReconciliationOptions): Drift {
  const amount = theirs - ours;
  const larger = Math.max(Math.abs(ours), Math.abs(theirs));
  const percent = larger === 0 ? 0 : Math.min(100, (Math.abs(amount) / larger) * 100);
  return { amount, percent, within: percent <= thresholdPercent || Math.abs(amount) <= least };
}

/** What is beyond the threshold goes before what is not, then the larger percentage. */
function worstOf(rows: readonly DriftRow[], days: readonly DriftDay[]): WorstDrift | null {
  const all: WorstDrift[] = [
    ...rows.flatMap(({ day, model, tokens, money }) => [
      { day, model, of: 'tokens' as const, percent: tokens.percent, within: tokens.within },
      { day, model, of: 'money' as const, percent: money.percent, within: money.within },
    ]),
    ...days.map(({ day, money }) => ({
      ...{ day, model: null, of: 'money' as const },
      ...{ percent: money.percent, within: money.within },
    })),
  ];
  const [worst] = all
    .filter(({ percent }) => percent > 0)
    .sort((a, b) => Number(a.within) - Number(b.within) || b.percent - a.percent);
  return worst ?? null;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
