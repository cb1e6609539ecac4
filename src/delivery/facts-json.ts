import { nanoToUsd } from '../ledger/money.ts';
import type { NoticeFacts } from '../store/notice-facts.ts';

/** Nano-USD where they are money; USD in JSON. */
const AMOUNTS: ReadonlySet<string> = new Set(['spent', 'limit', 'amount']);
/** ms UTC; ISO 8601 in JSON. */
const INSTANTS: ReadonlySet<string> = new Set(['windowStart', 'windowEnd', 'crashAt', 'lastAt', 'since']);
/** The last that Date knows; a budget in total has no end. */
const MAX_INSTANT_MS = 8.64e15;

/**
 * The facts of a notice as the API writes things: snake_case, USD, ISO 8601. null: none, or without an end. Amounts of a
 * budget of tokens, calls or images are in its `unit`, and have no `_usd`.
 */
export function factsJson({ kind: _kind, ...facts }: NoticeFacts): Record<string, unknown> {
  return objectJson(facts, 'unit' in facts && facts.unit !== undefined && facts.unit !== 'money');
}

function objectJson(object: Readonly<Record<string, unknown>>, isCounted: boolean): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => {
      const name = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      if (typeof value === 'number' && AMOUNTS.has(key) && !isCounted) return [`${name}_usd`, nanoToUsd(value)];
      if (typeof value === 'number' && INSTANTS.has(key)) return [name, instantJson(value)];
      return [name, Array.isArray(value) ? value.map((item) => itemJson(item, isCounted)) : value];
    }),
  );
}

function itemJson(item: unknown, isCounted: boolean): unknown {
  return typeof item === 'object' && item !== null ? objectJson(item as Record<string, unknown>, isCounted) : item;
}

function instantJson(ms: number): string | null {
  return Math.abs(ms) < MAX_INSTANT_MS ? new Date(ms).toISOString() : null;
}
