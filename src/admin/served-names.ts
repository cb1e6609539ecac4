import type { SchoolClass } from '../access/classes.ts';
import { allowedModels } from '../access/model-policy.ts';
import { modelNamesOf } from '../ledger/model-aliases.ts';
import { type ListedDates, listsOf, NOTICE_DAYS, shutdownDay } from '../ledger/model-fallbacks.ts';
import { type Model, type Price, priceAt } from '../ledger/prices.ts';
import { addUtcDays, utcDay } from '../ledger/utc-days.ts';
import type { AdminServices } from './admin-deps.ts';

/** `unlisted`: the provider has a list, and this model is not in it. Calls are sent, and will fail. */
export type ModelWarning = 'unlisted' | 'shut_down' | 'retires_soon';

/** A model, as far as the owner chooses by it. */
export interface ModelFacts {
  readonly model: Model;
  /** Of today. */
  readonly price: Price;
  /** UTC day, the earlier of the catalogue's and the provider's; null: none is known. */
  readonly shutdownDate: string | null;
  /** null: nothing is wrong. */
  readonly warning: ModelWarning | null;
}

/** A name that students may use, and what answers for it. */
export interface ServedName extends ModelFacts {
  readonly requested: string;
  readonly served: string;
  /** The models that answer in classes that fall back, where those before could not. */
  readonly follows: readonly string[];
}

type FactsDeps = Pick<AdminServices, 'policy' | 'lastModelCheck' | 'now'>;

/** In the owner's order. */
export function servedNames(deps: FactsDeps): ServedName[] {
  const { allowed, aliases, catalogue } = deps.policy();
  return allowed.flatMap((requested) => {
    const [served = requested, ...follows] = modelNamesOf(requested, aliases);
    const model = catalogue.get(served);
    return model === undefined ? [] : [{ requested, served, follows, ...modelFacts(model, served, deps) }];
  });
}

/** Every model of the catalogue, in its order. */
export function catalogueModels(deps: FactsDeps): ModelFacts[] {
  const models = [...new Set(deps.policy().catalogue.values())];
  return models.map((model) => modelFacts(model, model.id, deps));
}

/** @param name by which the provider is asked for the model */
function modelFacts(model: Model, name: string, { policy, lastModelCheck, now }: FactsDeps): ModelFacts {
  const lists = listsOf(lastModelCheck);
  const shutdownDate = shutdownDay(name, policy().catalogue, lists);
  const warning = warningOf(name, shutdownDate, lists(model.provider), now());
  return { model, price: priceAt(model, now()), shutdownDate, warning };
}

function warningOf(name: string, shutdownDate: string | null, listed: ListedDates | null, now: number) {
  if (listed?.has(name) === false) return 'unlisted';
  if (shutdownDate === null) return null;
  const today = utcDay(now);
  if (shutdownDate <= today) return 'shut_down';
  return shutdownDate <= addUtcDays(today, NOTICE_DAYS) ? 'retires_soon' : null;
}

/** Classes whose own list has nothing left of what the server allows: their students cannot call. */
export function classesWithoutModels(classes: readonly SchoolClass[], { policy }: FactsDeps): SchoolClass[] {
  return classes.filter((schoolClass) => allowedModels(policy(), schoolClass).length === 0);
}

/** Classes with a list of their own that does not have this name: allowing it does not reach them. */
export function classesOutside(name: string, classes: readonly SchoolClass[]): SchoolClass[] {
  return classes.filter(({ allowedModels: own }) => own !== null && !own.includes(name));
}
