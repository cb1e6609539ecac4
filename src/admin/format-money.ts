import { formatWon } from '../language/krw-amounts.ts';
import type { Language } from '../language/languages.ts';
import { formatUsd, NANO_PER_USD, type NanoUsd } from '../ledger/money.ts';

/** In whose words an amount is written. */
export interface MoneyReader {
  readonly language: Language;
  /** null: no rate is set, so amounts have no won. */
  readonly krwPerUsd: number | null;
}

const MIN_PLACES = 2;
const MAX_PLACES = 9;

/**
 * Plain text, for sentences, titles and labels: "$0.50", "$0.50 (720원)".
 * @param places decimals of the USD; by default as many as two digits of the amount need. In a column, see placesFor().
 */
export function formatMoney(nano: NanoUsd, reader: MoneyReader, places: number = placesFor([nano])): string {
  const { sign, digits } = roundUsd(nano, places);
  const usd = `${sign}$${digits}`;
  return reader.krwPerUsd === null ? usd : `${usd} (${wonOf(nano, reader.krwPerUsd, reader.language, places)})`;
}

/** Decimals that show two digits of the smallest amount above zero: from 2 to `max`, without zeros at the end. */
export function placesFor(amounts: readonly NanoUsd[], max: number = MAX_PLACES): number {
  const smallest = amounts.reduce((min, nano) => (nano === 0 ? min : Math.min(min, Math.abs(nano))), Infinity);
  if (!Number.isFinite(smallest) || smallest >= NANO_PER_USD / 10) return MIN_PLACES;
  const exact = Math.max(...amounts.map((nano) => formatUsd(nano).split('.')[1]?.length ?? 0));
  const twoDigits = 1 - Math.floor(Math.log10(smallest / NANO_PER_USD));
  return Math.max(MIN_PLACES, Math.min(max, twoDigits, exact));
}

/** By the number of decimals. Making one takes longer than a hundred amounts. */
const usdFormats = new Map<number, Intl.NumberFormat>();

function usdFormat(places: number): Intl.NumberFormat {
  const known = usdFormats.get(places);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat('en-US', { minimumFractionDigits: places, maximumFractionDigits: places });
  usdFormats.set(places, made);
  return made;
}

/** What stands before the dollar sign and after it: "−" and "0.50", or "<" and "0.0001". */
export function roundUsd(nano: NanoUsd, places: number): { readonly sign: string; readonly digits: string } {
  const digits = usdFormat(places).format(Math.abs(nano) / NANO_PER_USD);
  // An amount other than zero must not look like zero.
  if (nano > 0 && !/[1-9]/.test(digits)) return { sign: '<', digits: (10 ** -places).toFixed(places) };
  return { sign: nano < 0 ? '−' : '', digits };
}

/** Of the dollars as they are shown: $5.00 beside $5.00 must not be 6,999 won beside 7,000. */
export function wonOf(nano: NanoUsd, krwPerUsd: number, language: Language, places: number): string {
  const shown = Number((nano / NANO_PER_USD).toFixed(places));
  return formatWon((shown === 0 ? nano / NANO_PER_USD : shown) * krwPerUsd, language);
}
