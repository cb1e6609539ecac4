import type { Caller } from '../access/callers.ts';
import { allowedModels, answeringNames, type ModelPolicy } from '../access/model-policy.ts';
import { firstModelName } from '../ledger/model-aliases.ts';
import type { Call } from './call.ts';
import { refuse } from './refusals/refusal.ts';

interface ModelJson {
  readonly id: string;
  readonly object: 'model';
  readonly created: number;
  readonly owned_by: 'jigap';
  /** The models that answer for the name in the student's class, in order. */
  readonly served_by: readonly string[];
}

/** Made from the policy: the provider's own list names the owner's organization and fine-tuned models. */
export function listModels({ caller }: Call, policy: ModelPolicy): { object: 'list'; data: ModelJson[] } {
  return { object: 'list', data: allowedModels(policy, caller.schoolClass).map((id) => modelJson(id, policy, caller)) };
}

/** @throws Refusal for a model that the student may not use, whether it exists or not */
export function showModel({ caller, reader }: Call, id: string, policy: ModelPolicy): ModelJson {
  const allowed = allowedModels(policy, caller.schoolClass);
  if (allowed.includes(id)) return modelJson(id, policy, caller);
  throw refuse(reader, 'modelNotAllowed', { param: 'model', model: id.slice(0, 100), allowed: allowed.join(', ') });
}

function modelJson(id: string, policy: ModelPolicy, { schoolClass }: Caller): ModelJson {
  const priced = policy.catalogue.get(firstModelName(id, policy.aliases))?.prices[0];
  const created = priced === undefined ? 0 : Date.parse(priced.from) / 1000;
  const served_by = answeringNames(id, policy, schoolClass);
  return { id, object: 'model', created, owned_by: 'jigap', served_by };
}
