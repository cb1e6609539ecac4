import { type NanoUsd, usdToNano } from '../ledger/money.ts';
import { invalidValue } from './api-error.ts';

/**
 * Values of JSON and of queries that the domain has in another form. Each throws ApiError 400 with the name of the
 * field. The schemas have checked the JSON types before; what a value may be is for src/admin to say.
 */

/** An id in a path or a query. */
export function parseId(text: string, param: string): number {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(id)) {
    throw invalidValue(param, {
      en: `${param} must be an id: a whole number above zero.`,
      ko: `${param} 값은 ID, 곧 1 이상의 정수여야 합니다.`,
    });
  }
  return id;
}

export function parseUsd(usd: number, param: string): NanoUsd {
  try {
    return usdToNano(usd);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalidValue(param, {
      en: `${param}: ${error.message}.`,
      ko: `${param} 값은 0~1,000,000달러이고 소수점 아래 아홉 자리까지여야 합니다.`,
    });
  }
}
