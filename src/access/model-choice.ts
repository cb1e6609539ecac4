import { isModelName } from '../ledger/catalogue.ts';
import { firstModelName } from '../ledger/model-aliases.ts';
import type { Catalogue, Model } from '../ledger/prices.ts';
import { MAX_CANDIDATES, type ModelPolicy } from './model-policy.ts';
import { nearestNames } from './nearest-names.ts';

/** Which names students may use, and which model answers for some of them: as the environment says, or the owner. */
export type ModelChoice = Pick<ModelPolicy, 'allowed' | 'aliases'>;

/** Why a choice, or one name of it, cannot be used. Never holds a name that may be a secret. */
export type ModelProblem =
  | { readonly code: 'model_name_invalid' }
  | { readonly code: 'model_unknown'; readonly name: string; readonly nearest: readonly string[] }
  | { readonly code: 'alias_of_alias'; readonly alias: string; readonly served: string }
  /** Every call for the alias would fail. */
  | {
      readonly code: 'alias_other_endpoints';
      readonly alias: string;
      readonly endpoints: readonly string[];
      readonly served: string;
      readonly servedEndpoints: readonly string[];
    }
  /** A model that follows itself. */
  | { readonly code: 'alias_model_twice'; readonly alias: string; readonly served: string }
  | { readonly code: 'alias_too_many_models'; readonly alias: string; readonly max: number }
  | { readonly code: 'no_model' }
  | { readonly code: 'too_many_models'; readonly max: number };

export interface PlacedModelProblem {
  readonly problem: ModelProblem;
  readonly field: 'allowed' | 'aliases';
  /** The name, or the alias, that cannot be used; null: the list as a whole. */
  readonly name: string | null;
}

export const MAX_MODEL_NAMES = 200;
const MAX_NAME_LENGTH = 100;
const SECRET = /^sk-|jg[op]_/;

/** What students may be shown as a model's name. A key that was pasted here would reach every student. */
export function isChoosableName(name: string): boolean {
  return isModelName(name) && name.length <= MAX_NAME_LENGTH && !/\p{C}/u.test(name) && !SECRET.test(name);
}

/** Every problem: what has no price, leads nowhere, or answers no call. [] when all of it can be used. */
export function findModelProblems(choice: ModelChoice, catalogue: Catalogue): PlacedModelProblem[] {
  const { allowed, aliases } = choice;
  const whole = [
    ...(allowed.length === 0 ? [placed('allowed', null, { code: 'no_model' })] : []),
    ...(allowed.length > MAX_MODEL_NAMES ? [placed('allowed', null, TOO_MANY)] : []),
    ...(aliases.size > MAX_MODEL_NAMES ? [placed('aliases', null, TOO_MANY)] : []),
  ];
  const ofAliases = [...aliases].flatMap(([alias, names]) => {
    const problem = aliasProblem(alias, names, aliases, catalogue);
    return problem === null ? [] : [placed('aliases', alias, problem)];
  });
  const ofNames = allowed.flatMap((name) => {
    if (catalogue.has(name) || aliases.has(name)) return [];
    return [placed('allowed', name, unknownModel(name, [...catalogue.keys(), ...aliases.keys()]))];
  });
  return [...whole, ...ofAliases, ...ofNames];
}

const TOO_MANY: ModelProblem = { code: 'too_many_models', max: MAX_MODEL_NAMES };

function placed(field: PlacedModelProblem['field'], name: string | null, problem: ModelProblem): PlacedModelProblem {
  return { field, name, problem };
}

function aliasProblem(
  alias: string,
  names: readonly string[],
  aliases: ModelChoice['aliases'],
  catalogue: Catalogue,
): ModelProblem | null {
  if (!isChoosableName(alias)) return { code: 'model_name_invalid' };
  if (names.length > MAX_CANDIDATES) return { code: 'alias_too_many_models', alias, max: MAX_CANDIDATES };
  for (const [index, served] of names.entries()) {
    const problem = servedProblem(alias, served, names, aliases, catalogue);
    if (problem !== null) return problem;
    if (names.indexOf(served) < index) return { code: 'alias_model_twice', alias, served };
  }
  return null;
}

/** A model may lead its own list: what follows is for when it cannot answer. */
function servedProblem(
  alias: string,
  served: string,
  names: readonly string[],
  aliases: ModelChoice['aliases'],
  catalogue: Catalogue,
): ModelProblem | null {
  const leadsToItself = firstModelName(served, aliases) === served && (served !== alias || names.length > 1);
  if (aliases.has(served) && !leadsToItself) return { code: 'alias_of_alias', alias, served };
  const model = catalogue.get(served);
  if (model === undefined) return unknownModel(served, catalogue.keys());
  const own = endpointsOf(catalogue.get(alias) ?? catalogue.get(names[0] ?? ''));
  const servedEndpoints = endpointsOf(model);
  if (own.length === 0 || own.some((endpoint) => servedEndpoints.includes(endpoint))) return null;
  return { code: 'alias_other_endpoints', alias, endpoints: own, served, servedEndpoints };
}

function endpointsOf(model: Model | undefined): readonly string[] {
  return model?.endpoints ?? [];
}

function unknownModel(name: string, known: Iterable<string>): ModelProblem {
  if (!isChoosableName(name)) return { code: 'model_name_invalid' };
  return { code: 'model_unknown', name, nearest: nearestNames(name, known) };
}

/**
 * What is left of a choice that was made with another catalogue: a name with a problem is not served, also where the
 * catalogue has a model of that name, because its price is not the one that the owner chose.
 */
export function usablePart({ allowed, aliases }: ModelChoice, catalogue: Catalogue): ModelChoice {
  const broken = new Set(findModelProblems({ allowed, aliases }, catalogue).map(({ name }) => name));
  return {
    allowed: allowed.filter((name) => !broken.has(name)),
    aliases: new Map([...aliases].filter(([alias]) => !broken.has(alias))),
  };
}
