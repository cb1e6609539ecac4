import { modelsInUse } from '../access/model-policy.ts';
import { firstModelName } from '../ledger/model-aliases.ts';
import { DAY_MS } from '../ledger/utc-days.ts';
import type { RefusedModel } from '../store/refusal-store.ts';
import type { AdminServices } from './admin-deps.ts';
import { catalogueModels, type ModelFacts } from './served-names.ts';

const SHOWN_DAYS = 7;
const MAX_SHOWN = 10;

/** A model that could answer for a name. */
export interface ServingModel extends ModelFacts {
  /** It answers for some name already. */
  readonly isInUse: boolean;
}

export interface RefusedModelOffer extends RefusedModel {
  /** The first of servingModels(); null: the catalogue has none. */
  readonly offered: ServingModel | null;
}

type OfferDeps = Pick<AdminServices, 'store' | 'policy' | 'lastModelCheck' | 'now'>;

/** Names of the last 7 days that students may not use now, the most refused first, each with a model that could answer. */
export async function listRefusedModels(deps: OfferDeps): Promise<RefusedModelOffer[]> {
  const rows = await deps.store.records.refusedModels(deps.now() - SHOWN_DAYS * DAY_MS);
  const { allowed } = deps.policy();
  return rows
    .filter(({ model }) => !allowed.includes(model))
    .slice(0, MAX_SHOWN)
    .map((row) => ({ ...row, offered: servingModels(row.model, row.endpoint, deps)[0] ?? null }));
}

/**
 * The models that can answer for a name at an endpoint: those in use first, the cheapest of each first. None is an alias,
 * shut down or unknown to the provider.
 * @param endpoint null: not known, so that of a model of this name counts, else chat
 */
export function servingModels(
  name: string,
  endpoint: string | null,
  deps: Omit<OfferDeps, 'store'>,
): readonly ServingModel[] {
  const policy = deps.policy();
  const kinds = policy.catalogue.get(name)?.endpoints ?? [endpoint ?? 'chat'];
  const kind = kinds.find((each) => each === endpoint) ?? kinds[0] ?? 'chat';
  const inUse = new Set(modelsInUse(policy, null));
  return catalogueModels(deps)
    .filter(({ model, warning }) => model.endpoints.includes(kind) && warning !== 'shut_down' && warning !== 'unlisted')
    .filter(
      ({ model }) => firstModelName(model.id, policy.aliases) === model.id && model !== policy.catalogue.get(name),
    )
    .map((facts) => ({ ...facts, isInUse: inUse.has(facts.model) }))
    .sort((one, other) => Number(other.isInUse) - Number(one.isInUse) || priceSum(one) - priceSum(other));
}

function priceSum({ price }: ServingModel): number {
  return price.input + price.output;
}
