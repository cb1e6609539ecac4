import { isChoosableName } from '../access/model-choice.ts';
import type { ModelPolicy } from '../access/model-policy.ts';
import { nearestNames } from '../access/nearest-names.ts';
import type { BudgetSelector } from '../ledger/budget-selectors.ts';
import { MAX_LIMITS } from '../ledger/budget-units.ts';
import { type BudgetKind, type BudgetLimit, kindKey, kindOf } from '../ledger/budgets.ts';
import { mayCarry } from '../ledger/carry-over.ts';
import { modelNamesOf } from '../ledger/model-aliases.ts';
import { AdminError, type FieldPath } from './admin-error.ts';
import { checkAmount } from './field-checks.ts';

export const MAX_SELECTED_MODELS = 50;

type Deps = { readonly policy: () => ModelPolicy };

/** A whole set of limits: at most one of a kind. @throws AdminError */
export function checkLimits(limits: readonly BudgetLimit[], path: FieldPath, deps: Deps): BudgetLimit[] {
  const seen = new Set<string>();
  return limits.map((limit, index) => {
    const checked = checkLimit(limit, [...path, index], deps);
    const { period } = checked;
    // After the check: two names of one model are the same.
    const kind = kindKey(checked);
    if (seen.has(kind)) throw new AdminError({ code: 'duplicate_period', period }, [...path, index, 'period']);
    seen.add(kind);
    return checked;
  });
}

/** @throws AdminError */
export function checkLimit(limit: BudgetLimit, path: FieldPath, deps: Deps): BudgetLimit {
  const { period, carryOver } = limit;
  const kind = kindOf(limit);
  const selector = kind.selector === null ? null : checkSelector(kind.selector, [...path, 'selector'], deps);
  const amount = checkLimitAmount(kind, limit.limit, path);
  if (carryOver === true && !mayCarry(period)) {
    throw new AdminError({ code: 'carry_over_period', period }, [...path, 'carryOver']);
  }
  return {
    period,
    // Money of every call is what a limit means that says no more.
    ...(kind.unit === 'money' ? {} : { unit: kind.unit }),
    ...(selector === null ? {} : { selector }),
    limit: amount,
    ...(carryOver === undefined ? {} : { carryOver }),
  };
}

/** @param amount NaN when what was typed is no amount */
export function checkLimitAmount({ unit }: Pick<BudgetKind, 'unit'>, amount: number, path: FieldPath): number {
  if (unit === 'money') return checkAmount(amount, [...path, 'limit']);
  const max = MAX_LIMITS[unit];
  if (Number.isInteger(amount) && amount >= 0 && amount <= max) return amount === 0 ? 0 : amount;
  throw new AdminError({ code: 'quantity_out_of_range', unit, max }, [...path, 'quantity']);
}

/** With the ids of the catalogue: a snapshot counts as its model. */
function checkSelector(selector: BudgetSelector, path: FieldPath, { policy }: Deps): BudgetSelector {
  const choice = policy();
  if ('endpoint' in selector) return { endpoint: checkEndpoint(selector.endpoint, [...path, 'endpoint'], choice) };
  const { models } = selector;
  if (models.length === 0) throw new AdminError({ code: 'selector_empty' }, [...path, 'models']);
  if (models.length > MAX_SELECTED_MODELS) {
    throw new AdminError({ code: 'selector_too_long', max: MAX_SELECTED_MODELS }, [...path, 'models']);
  }
  const ids = models.map((name, index) => checkModel(name, [...path, 'models', index], choice));
  return { models: [...new Set(ids)].sort() };
}

/** What an alias asks for never answers: the budget would count nothing. */
function checkModel(name: string, path: FieldPath, { catalogue, aliases }: ModelPolicy): string {
  if (!isChoosableName(name)) throw new AdminError({ code: 'model_name_invalid' }, path);
  const names = modelNamesOf(name, aliases);
  if (!names.includes(name)) {
    throw new AdminError({ code: 'selector_alias', name, served: names.join(', ') }, path);
  }
  const model = catalogue.get(name);
  if (model !== undefined) return model.id;
  throw new AdminError({ code: 'model_unknown', name, nearest: nearestNames(name, catalogue.keys()) }, path);
}

function checkEndpoint(kind: string, path: FieldPath, policy: ModelPolicy): string {
  const kinds = endpointKinds(policy);
  if (kinds.includes(kind)) return kind;
  throw new AdminError({ code: 'endpoint_unknown', kinds }, path);
}

/** Those that some model of the catalogue serves. */
export function endpointKinds({ catalogue }: Pick<ModelPolicy, 'catalogue'>): string[] {
  return [...new Set([...catalogue.values()].flatMap(({ endpoints }) => endpoints))].sort();
}
