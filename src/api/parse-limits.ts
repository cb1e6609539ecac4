import type { BudgetSelector } from '../ledger/budget-selectors.ts';
import type { BudgetUnit } from '../ledger/budget-units.ts';
import type { BudgetLimit } from '../ledger/budgets.ts';
import type { Period } from '../ledger/periods.ts';
import { invalidValue, missingValue } from './api-error.ts';
import { parseUsd } from './parse-values.ts';

/** A limit as clients write it. Those of old name `limit_usd` only. */
export interface LimitJson {
  readonly period: Period;
  readonly unit?: BudgetUnit;
  readonly selector?: BudgetSelector | null;
  readonly limit?: number;
  readonly limit_usd?: number;
  readonly carry_over?: boolean;
}

export function parseLimits(list: readonly LimitJson[], param: string): BudgetLimit[] {
  return list.map((limit, index) => parseLimit(limit, `${param}[${index}].`));
}

/** @param prefix of the names of its fields @throws ApiError 400 that names the field */
export function parseLimit(limit: LimitJson, prefix = ''): BudgetLimit {
  const { period, unit = 'money', selector = null } = limit;
  return {
    period,
    ...(unit === 'money' ? {} : { unit }),
    ...(selector === null ? {} : { selector }),
    limit: parseLimitAmount(limit, unit, prefix),
    carryOver: limit.carry_over,
  };
}

function parseLimitAmount({ limit, limit_usd }: LimitJson, unit: BudgetUnit, prefix: string): number {
  const [inUnit, inUsd] = [`${prefix}limit`, `${prefix}limit_usd`];
  if (unit !== 'money') {
    if (limit_usd !== undefined) throw onlyMoneyInUsd(inUsd, unit);
    // Whether it is a whole number, and how large it may be, is for src/admin to say.
    return limit ?? missing(inUnit);
  }
  if (limit !== undefined && limit_usd !== undefined && limit !== limit_usd) throw bothLimits(inUsd);
  if (limit_usd !== undefined) return parseUsd(limit_usd, inUsd);
  return limit === undefined ? missing(inUsd) : parseUsd(limit, inUnit);
}

function missing(param: string): never {
  throw missingValue(param, { en: `${param} is required.`, ko: `${param} 값이 필요합니다.` });
}

function onlyMoneyInUsd(param: string, unit: BudgetUnit): Error {
  return invalidValue(param, {
    en: `${param} is for budgets of money. Send limit, a whole number of ${unit}.`,
    ko: `${param} 값은 돈 예산에만 씁니다. limit에 정수를 적으세요(unit: ${unit}).`,
  });
}

function bothLimits(param: string): Error {
  return invalidValue(param, {
    en: `${param} and limit say different amounts. Send one of them.`,
    ko: `limit의 금액이 ${param} 값과 다릅니다. 하나만 보내세요.`,
  });
}
