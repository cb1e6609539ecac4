import {
  aliasArgument,
  aliasText,
  firstModelName,
  type ModelAliases,
  modelNamesOf,
  modelNamesText,
} from './model-aliases.ts';
import { type Catalogue, type Model, priceAt } from './prices.ts';
import { addUtcDays, utcDay } from './utc-days.ts';

/** Which model of the catalogue could answer for one that its provider retires, and how the owner says so. */

/** Early enough to choose another model in the middle of a term. */
export const NOTICE_DAYS = 60;

/** What a provider lists: each name with the UTC day on which it is shut down, or null when it says none. */
export type ListedDates = ReadonlyMap<string, string | null>;

/** What a provider lists, by its name; null: it did not say, so that only the dates of the catalogue are known. */
export type ModelLists = (provider: string) => ListedDates | null;

/** No provider was asked. */
export const NO_LISTS: ModelLists = () => null;

/** A provider's last answer about its models. */
export interface ModelCheck {
  /** ms UTC. */
  readonly at: number;
  /** `unlisted`: it does not say what it serves, so that the dates of the catalogue are used. */
  readonly answer: 'listed' | 'unlisted' | 'key_refused';
  /** How many it lists, allowed ones and others; null unless it does. */
  readonly models: number | null;
  /** What it says of the models that the catalogue knows; one that is missing here is not listed. null unless it lists. */
  readonly dates: ListedDates | null;
}

export interface FallbackChoice {
  readonly catalogue: Catalogue;
  readonly aliases: ModelAliases;
  readonly lists: ModelLists;
  /** ms UTC. */
  readonly now: number;
}

/** The last check of a provider, by its name; null: it was not asked yet, or it is the demo. */
export type LastModelCheck = (provider: string) => ModelCheck | null;

export function listsOf(lastModelCheck: LastModelCheck): ModelLists {
  return (provider) => lastModelCheck(provider)?.dates ?? null;
}

export interface RetiringModel {
  /** The name that students use. */
  readonly requested: string;
  /** A model that answers for it, or follows, and retires soon. */
  readonly served: string;
}

/** The earlier of the two days on which a model is shut down, the catalogue's and its provider's; null: no day is known. */
export function shutdownDay(name: string, catalogue: Catalogue, lists: ModelLists): string | null {
  const model = catalogue.get(name);
  if (model === undefined) return null;
  const days = [model.shutdownDate, lists(model.provider)?.get(name)].filter((day) => typeof day === 'string');
  return days.sort()[0] ?? null;
}

/** The cheapest model that serves every endpoint of this one and does not retire soon; null: the catalogue has none. */
export function fallbackFor(served: string, choice: FallbackChoice): string | null {
  const { catalogue, now } = choice;
  const retiring = catalogue.get(served);
  if (retiring === undefined) return null;
  const able = [...new Set(catalogue.values())].filter(
    (model) => model !== retiring && staysAvailable(model, choice) && servesAllOf(model, retiring),
  );
  return able.sort((one, other) => priceSum(one, now) - priceSum(other, now))[0]?.id ?? null;
}

/**
 * The whole value of JIGAP_MODEL_ALIASES with which all allowed models answer as long as the catalogue has a fallback:
 * what is set now, and more where a model retires soon. '' when nothing is needed.
 */
export function proposedAliases(allowed: readonly string[], choice: FallbackChoice): string {
  const { catalogue, aliases, lists, now } = choice;
  const lastDay = addUtcDays(utcDay(now), NOTICE_DAYS);
  const retiring = allowed
    .flatMap((requested) => modelNamesOf(requested, aliases).map((served) => ({ requested, served })))
    .filter(({ served }) => (shutdownDay(served, catalogue, lists) ?? '9999') <= lastDay);
  const value = new Map(aliases);
  for (const model of retiring) {
    const fallback = fallbackFor(model.served, choice);
    if (fallback === null) continue;
    for (const name of namesServedBy(model, choice))
      value.set(name, replaced(modelNamesOf(name, value), model.served, fallback));
  }
  // A name that leads to itself alone needs no alias.
  return [...value]
    .filter(([name, names]) => modelNamesText(names) !== name)
    .map(aliasText)
    .join(',');
}

/** What to do so that calls for a model go on, as a part of an incident's sentence. */
export function fallbackAdvice(retiring: RetiringModel, choice: FallbackChoice): string {
  const names = namesServedBy(retiring, choice);
  const fallback = fallbackFor(retiring.served, choice);
  if (fallback === null) {
    const endpoints = (choice.catalogue.get(retiring.served)?.endpoints ?? []).join(', ');
    return `the catalogue has no other for ${endpoints}; choose other models on the settings page, or run: jigap model disallow ${names.join(' ')}`;
  }
  const aliases = names
    .map((name) => aliasArgument([name, replaced(modelNamesOf(name, choice.aliases), retiring.served, fallback)]))
    .join(' ');
  return `let another model answer on the settings page, or run: jigap model alias ${aliases}`;
}

/** Aliases of a model that retires need its fallback as well, because an alias may not lead to another one. */
function namesServedBy({ requested, served }: RetiringModel, { aliases }: FallbackChoice): string[] {
  const others = [...aliases].filter(([, names]) => names.includes(served)).map(([name]) => name);
  return [...new Set([...others, requested])];
}

/** The names with another model in the place of one. */
function replaced(names: readonly string[], retiring: string, fallback: string): readonly string[] {
  return [...new Set(names.map((name) => (name === retiring ? fallback : name)))];
}

/** Its own name must lead to itself, and its provider must go on serving it. */
function staysAvailable({ id, provider }: Model, { catalogue, aliases, lists, now }: FallbackChoice): boolean {
  if (firstModelName(id, aliases) !== id || lists(provider)?.has(id) === false) return false;
  const day = shutdownDay(id, catalogue, lists);
  return day === null || day > addUtcDays(utcDay(now), NOTICE_DAYS);
}

function servesAllOf(model: Model, retiring: Model): boolean {
  return (
    retiring.endpoints.every((endpoint) => model.endpoints.includes(endpoint)) &&
    retiring.inputs.every((kind) => model.inputs.includes(kind))
  );
}

function priceSum(model: Model, now: number): number {
  const { input, output } = priceAt(model, now);
  return input + output;
}
