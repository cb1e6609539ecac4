import type { BudgetLimit } from '../ledger/budgets.ts';
import { type NanoUsd, usdToNano } from '../ledger/money.ts';
import type { Period } from '../ledger/periods.ts';
import { invalidValue } from './api-error.ts';

/**
 * Values of JSON and of queries that the domain has in another form. Each throws ApiError 400 with the name of the
 * field. The schemas have checked the JSON types before; what a value may be is for src/admin to say.
 */

export interface LimitJson {
  readonly period: Period;
  readonly limit_usd: number;
}

/** An id in a path or a query. */
export function parseId(text: string, param: string): number {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(id)) throw invalidValue(param, `${param} must be an id: a whole number above zero.`);
  return id;
}

export function parseUsd(usd: number, param: string): NanoUsd {
  try {
    return usdToNano(usd);
  } catch (error) {
    if (error instanceof RangeError) throw invalidValue(param, `${param}: ${error.message}.`);
    throw error;
  }
}

export function parseLimits(list: readonly LimitJson[], param: string): BudgetLimit[] {
  return list.map(({ period, limit_usd }, index) => ({
    period,
    limit: parseUsd(limit_usd, `${param}[${index}].limit_usd`),
  }));
}
