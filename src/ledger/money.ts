/**
 * Money is an integer number of nano-USD (1e-9 USD), everywhere. A JSON number of USD exists only at the edges.
 * Every amount that the ledger accepts stays below MAX_NANO_USD, so that sums of them stay safe integers.
 */
export type NanoUsd = number;

/** What of a budget or top-up is gone, and what calls in flight hold: nano-USD, or in the unit of the budget. */
export interface Money {
  readonly spent: number;
  readonly held: number;
}

export const NANO_PER_USD = 1_000_000_000;

/** One million USD: far above any class, far below 2^53 nano-USD (about 9 million USD). */
export const MAX_NANO_USD: NanoUsd = 1_000_000 * NANO_PER_USD;

/**
 * USD as a person writes it -> nano-USD, exactly.
 * @throws RangeError when it is not finite, negative, above one million, or finer than a nano-dollar.
 */
export function usdToNano(usd: number): NanoUsd {
  if (!Number.isFinite(usd)) throw new RangeError('an amount in USD must be a finite number');
  if (usd < 0) throw new RangeError('an amount in USD cannot be negative');
  const nano = Math.round(usd * NANO_PER_USD);
  if (nano > MAX_NANO_USD) throw new RangeError('an amount in USD cannot be above 1,000,000');
  // The nearest double to a decimal with nine places survives the round trip; a finer one does not.
  if (nano / NANO_PER_USD !== usd) throw new RangeError('an amount in USD has at most nine decimal places');
  // JSON can carry -0, which is no amount.
  return nano === 0 ? 0 : nano;
}

/** Nano-USD -> the JSON number of USD; exact to the nano-dollar for every amount the ledger accepts. */
export function nanoToUsd(nano: NanoUsd): number {
  return nano / NANO_PER_USD;
}

const ZERO = 48;

/** Nano-USD -> a decimal string of USD without an exponent: "0.000012345", "5", "-0.5". For headers, CSV and texts. */
export function formatUsd(nano: NanoUsd): string {
  const sign = nano < 0 ? '-' : '';
  const digits = Math.abs(nano).toString().padStart(10, '0');
  const point = digits.length - 9;
  let end = digits.length;
  while (end > point && digits.charCodeAt(end - 1) === ZERO) end--;
  const whole = digits.slice(0, point);
  return end === point ? sign + whole : `${sign}${whole}.${digits.slice(point, end)}`;
}
