import { type Catalogue, type Model, priceAt } from './prices.ts';
import { addUtcDays, utcDay } from './utc-days.ts';

/** Which model of the catalogue could answer for one that its provider retires, and the setting that says so. */

/** Early enough to choose another model in the middle of a term. */
export const NOTICE_DAYS = 60;

/** What a provider lists: each name with the UTC day on which it is shut down, or null when it says none. */
export type ListedDates = ReadonlyMap<string, string | null>;

export interface StandInChoice {
  readonly catalogue: Catalogue;
  readonly aliases: ReadonlyMap<string, string>;
  /** null: the provider did not say what it lists, so that only the dates of the catalogue are known. */
  readonly listed: ListedDates | null;
  /** ms UTC. */
  readonly now: number;
}

export interface LeavingModel {
  /** The name that students use. */
  readonly asked: string;
  /** What answers for it, and will not for long. */
  readonly served: string;
}

/** The earlier of the two days on which a model is shut down, the catalogue's and the provider's; null: no day is known. */
export function shutdownDay(name: string, catalogue: Catalogue, listed: ListedDates | null): string | null {
  const days = [catalogue.get(name)?.shutdownDate, listed?.get(name)].filter((day) => typeof day === 'string');
  return days.sort()[0] ?? null;
}

/** The cheapest model that serves every endpoint of this one and is not to leave too; null: the catalogue has none. */
export function standInFor(served: string, choice: StandInChoice): string | null {
  const { catalogue, now } = choice;
  const leaving = catalogue.get(served);
  if (leaving === undefined) return null;
  const able = [...new Set(catalogue.values())].filter(
    (model) => model !== leaving && staysAsItIs(model, choice) && doesAllOf(model, leaving),
  );
  return able.sort((one, other) => cheapness(one, now) - cheapness(other, now))[0]?.id ?? null;
}

/**
 * The whole new value of JIGAP_MODEL_ALIASES: what is set now, and a stand-in for each model that leaves. Aliases of a
 * model that leaves go to its stand-in as well, because an alias may not lead to another one.
 * @param otherwise written in place of a stand-in for `leaving` where there is none; the others then stay as they are
 */
export function aliasesWithout(
  leaving: LeavingModel,
  allLeaving: readonly LeavingModel[],
  choice: StandInChoice,
  otherwise: string,
): string {
  const value = new Map(choice.aliases);
  for (const { asked, served } of allLeaving) {
    const standIn = standInFor(served, choice) ?? (asked === leaving.asked ? otherwise : null);
    if (standIn === null) continue;
    for (const [name, serving] of value) if (serving === served) value.set(name, standIn);
    value.set(asked, standIn);
  }
  return [...value].map(([asked, served]) => `${asked}=${served}`).join(',');
}

/** What to change so that calls for a model go on, as a part of an incident's sentence. */
export function standInAdvice(
  leaving: LeavingModel,
  choice: StandInChoice,
  allLeaving: readonly LeavingModel[] = [leaving],
): string {
  const endpoints = (choice.catalogue.get(leaving.served)?.endpoints ?? []).join(', ');
  const value = aliasesWithout(leaving, allLeaving, choice, `<a model for ${endpoints}>`);
  if (standInFor(leaving.served, choice) !== null) return `for example, set JIGAP_MODEL_ALIASES=${value}`;
  return `the catalogue has no other for ${endpoints}; take ${leaving.asked} out of JIGAP_ALLOWED_MODELS, or set JIGAP_MODEL_ALIASES=${value}`;
}

/** Its own name must lead to itself, and the provider must go on serving it. */
function staysAsItIs({ id }: Model, { catalogue, aliases, listed, now }: StandInChoice): boolean {
  if (aliases.has(id) || listed?.has(id) === false) return false;
  const day = shutdownDay(id, catalogue, listed);
  return day === null || day > addUtcDays(utcDay(now), NOTICE_DAYS);
}

function doesAllOf(model: Model, leaving: Model): boolean {
  return (
    leaving.endpoints.every((endpoint) => model.endpoints.includes(endpoint)) &&
    leaving.inputs.every((kind) => model.inputs.includes(kind))
  );
}

function cheapness(model: Model, now: number): number {
  const { input, output } = priceAt(model, now);
  return input + output;
}
