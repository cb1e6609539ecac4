import { MAX_NANO_USD, type NanoUsd } from './money.ts';
import type { TokenUsage } from './prices.ts';

/** What a budget limits. */
export const BUDGET_UNITS = ['money', 'tokens', 'calls', 'images'] as const;
export type BudgetUnit = (typeof BUDGET_UNITS)[number];

/** What a call holds or is charged beside money. Tokens are those of input and output together. */
export interface Quantities {
  readonly tokens: number;
  readonly calls: number;
  readonly images: number;
}

export const NO_QUANTITIES: Quantities = { tokens: 0, calls: 0, images: 0 };

/** Of one call that was answered. */
export function quantitiesOf({ inputTokens, outputTokens }: TokenUsage, images = 0): Quantities {
  return { tokens: inputTokens + outputTokens, calls: 1, images };
}

/** The same with the money, nano-USD. */
export interface UnitAmounts extends Quantities {
  readonly money: NanoUsd;
}

/** Whether a budget counts something of a call that the owner may want to give back, also where the call costs nothing. */
export function countsUse(unit: BudgetUnit, { images }: Quantities): boolean {
  return unit === 'tokens' || (unit === 'images' && images > 0);
}

/** What of it a budget counts. */
export function amountIn(unit: BudgetUnit, amounts: UnitAmounts): number {
  return unit === 'money' ? amounts.money : amounts[unit];
}

/** The largest limit of a budget: sums of such amounts stay safe integers. */
export const MAX_LIMITS: Readonly<Record<BudgetUnit, number>> = {
  money: MAX_NANO_USD,
  tokens: 1_000_000_000_000,
  calls: 1_000_000_000,
  images: 1_000_000_000,
};

export function isBudgetUnit(text: string): text is BudgetUnit {
  return (BUDGET_UNITS as readonly string[]).includes(text);
}
