import { allowedModels, type ModelPolicy, modelsFor, type ServedModel } from '../access/model-policy.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { ENDPOINTS } from '../endpoints/endpoints.ts';
import { isObject } from '../upstream/json/json-object.ts';
import type { KnownCaller } from './authenticate.ts';
import { refuse } from './refusals/refusal.ts';

/** Characters of an unknown model that a refusal repeats. */
const MAX_MODEL_NAME_LENGTH = 100;

/** The models that may answer, in order; at least one. @throws Refusal */
export function findModels(
  { reader, caller }: KnownCaller,
  endpoint: Endpoint,
  body: unknown,
  policy: ModelPolicy,
): readonly ServedModel[] {
  if (!isObject(body)) throw refuse(reader, 'notJson');
  const modelsAt = (kind: string, name: string) => modelsFor(name, kind, policy, caller.schoolClass);
  const modelsOf = (name: string) => modelsAt(endpoint.kind, name);
  const requested = body.model ?? endpoint.defaultModel;
  const isNamed = typeof requested === 'string' && requested !== '';
  const found = isNamed ? modelsOf(requested) : [];
  if (found.length > 0) return found;
  const served = allowedModels(policy, caller.schoolClass).filter((name) => modelsOf(name).length > 0);
  const allowed = served.join(', ') || '-';
  if (!isNamed) throw refuse(reader, 'modelMissing', { param: 'model', allowed });
  const model = requested.slice(0, MAX_MODEL_NAME_LENGTH);
  const others = ENDPOINTS.filter(({ kind }) => modelsAt(kind, requested).length > 0);
  if (others.length === 0) throw refuse(reader, 'modelNotAllowed', { param: 'model', model, allowed });
  const addresses = others.map(({ path }) => `/v1${path}`).join(', ');
  throw refuse(reader, 'modelElsewhere', { param: 'model', model, addresses, allowed });
}
