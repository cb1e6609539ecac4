import { MAX_NANO_USD, NANO_PER_USD, type NanoUsd } from '../../ledger/money.ts';

const PLACES = 9;

/**
 * USD as people type them ("0.5", "$0.50", "1,000") -> nano-USD, exactly; null for anything that is no amount of the
 * ledger: text, below zero, finer than a nano-dollar, above MAX_NANO_USD.
 */
export function parseUsd(text: string): NanoUsd | null {
  const digits = text.replace(/^\$\s*/, '').replace(/,(?=\d{3}(?:\D|$))/g, '');
  if (!/^(?:\d+\.?\d*|\.\d+)$/.test(digits)) return null;
  const [whole = '', places = ''] = digits.split('.');
  const fraction = places.replace(/0+$/, '');
  if (fraction.length > PLACES) return null;
  const nano = Number(whole) * NANO_PER_USD + Number(fraction.padEnd(PLACES, '0'));
  return nano <= MAX_NANO_USD ? nano : null;
}
