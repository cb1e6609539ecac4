import { allowedModels, type ModelPolicy, modelFor, type ServedModel } from '../access/model-policy.ts';
import { type CheckedCall, isObject, type JsonObject, ParameterFault } from '../access/parameters.ts';
import { type Estimate, estimate } from '../ledger/estimate.ts';
import { type Price, priceAt, priceVersion } from '../ledger/prices.ts';
import type { Call } from './call.ts';
import type { Endpoint } from './endpoints.ts';
import { type Refusal, refuse } from './refusal.ts';

export interface PrepareDeps {
  readonly policy: ModelPolicy;
  readonly inputSlackTokens: number;
  readonly lowestCap: number;
  readonly now: () => number;
  /** What the provider is told instead of who the student is. */
  readonly pseudonymOf: (studentId: number) => string;
}

/** A request that may be sent, once there is money for it. */
export interface PreparedCall extends ServedModel {
  readonly checked: CheckedCall;
  readonly price: Price;
  readonly priceVersion: string;
  readonly estimate: Estimate;
  readonly cap: number;
  readonly lowestCap: number;
  /** The bytes that go upstream, with the cap that was granted. Never the client's own bytes. */
  readonly bodyWith: (cap: number) => Buffer;
}

/** Steps 4 and 5: model and parameters against the policy, then the worst case of what will really be sent. */
export function prepare(call: Call, endpoint: Endpoint, body: unknown, deps: PrepareDeps): PreparedCall {
  const { language, caller } = call;
  if (!isObject(body)) throw refuse(language, 'notJson', {});
  const model = askedModel(call, endpoint, body, deps.policy);
  const checked = check(call, endpoint, body, model);
  const cap = checked.cap.asked ?? model.model.defaultMaxOutput;
  const price = priceAt(model.model, deps.now());
  // The cap is written last, so that lowering it later is not another serialisation.
  const ours = oursFor(deps.pseudonymOf(caller.student.id));
  const head = serialise(call, { model: model.served, ...checked.fields, ...ours });
  const bodyWith = (granted: number) => Buffer.from(`${head.slice(0, -1)},"${checked.cap.field}":${granted}}`);
  const bytes = bodyWith(cap).length;
  return {
    ...model,
    checked,
    price,
    priceVersion: priceVersion(model.model, price),
    estimate: estimate(model.model, price, bytes, checked.candidates, deps.inputSlackTokens),
    cap,
    lowestCap: checked.cap.asked === null ? Math.min(deps.lowestCap, cap) : cap,
    bodyWith,
  };
}

/** What was parsed can be nested too deeply to be written again; no provider would take it either. @throws Refusal */
function serialise({ language }: Call, body: JsonObject): string {
  try {
    return JSON.stringify(body);
  } catch (error) {
    throw error instanceof RangeError ? refuse(language, 'badRequest', {}) : error;
  }
}

/** What the gateway says itself, whatever the client said; see access/chat-parameters.ts. */
function oursFor(pseudonym: string): JsonObject {
  return { service_tier: 'default', store: false, safety_identifier: pseudonym, prompt_cache_key: pseudonym };
}

const LONGEST_SHOWN_NAME = 100;

function askedModel(
  { language, caller }: Call,
  endpoint: Endpoint,
  body: JsonObject,
  policy: ModelPolicy,
): ServedModel {
  const allowed = allowedModels(policy, caller.schoolClass).join(', ');
  if (typeof body.model !== 'string' || body.model === '') {
    throw refuse(language, 'modelMissing', { param: 'model' }, allowed);
  }
  const found = modelFor(body.model, endpoint.kind, policy, caller.schoolClass);
  if (found !== null) return found;
  throw refuse(language, 'modelNotAllowed', { param: 'model' }, body.model.slice(0, LONGEST_SHOWN_NAME), allowed);
}

function check({ language }: Call, endpoint: Endpoint, body: JsonObject, { model }: ServedModel): CheckedCall {
  try {
    return endpoint.check(body, model);
  } catch (error) {
    throw error instanceof ParameterFault ? parameterRefusal(language, error) : error;
  }
}

function parameterRefusal(language: Call['language'], { trouble, param, expected }: ParameterFault): Refusal {
  const details = { param };
  switch (trouble) {
    case 'missing':
      return refuse(language, 'parameterMissing', details, param);
    case 'unknown':
      return refuse(language, 'parameterUnknown', details, param);
    case 'unsupported':
      return refuse(language, 'parameterUnsupported', details, param);
    case 'only-reasoning':
      return refuse(language, 'parameterOnlyReasoning', details, param);
    case 'not-text':
      return refuse(language, 'parameterNotText', details, param);
    case 'wrong-type':
      return refuse(language, 'parameterWrong', details, param, expected ?? 'object');
    case 'both-caps':
      return refuse(language, 'parameterBothCaps', details);
    case 'not-streaming':
      return refuse(language, 'parameterNotStreaming', details);
  }
}
