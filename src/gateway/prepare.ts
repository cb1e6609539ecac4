import type { Caller } from '../access/callers.ts';
import { type ModelPolicy, namesWithImages, type ServedModel } from '../access/model-policy.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { CheckedCall } from '../endpoints/parameters/checked-call.ts';
import type { InstructedCall } from '../endpoints/parameters/class-instructions.ts';
import { type FittedCall, fitToModel, ModelLacksError } from '../endpoints/parameters/fit-to-model.ts';
import { ParameterError } from '../endpoints/parameters/parameter-error.ts';
import { type Estimate, estimate, type RequestSize } from '../ledger/estimate.ts';
import { type Price, priceAt, priceVersion } from '../ledger/prices.ts';
import { isObject, type JsonObject } from '../upstream/json/json-object.ts';
import type { KnownCaller } from './authenticate.ts';
import { serialise, stringify } from './body/serialise.ts';
import type { Turn } from './conversations/conversation-turns.ts';
import { findModels } from './find-models.ts';
import { parameterRefusal } from './refusals/parameter-refusal.ts';
import { Refusal, refuse } from './refusals/refusal.ts';
import { requestedFlex } from './requested-flex.ts';

/** A shorter value is as soon written again. */
const MIN_KNOWN_LENGTH = 4096;

export interface PrepareDeps {
  /** Of the moment: a call takes it once. */
  readonly policy: () => ModelPolicy;
  readonly inputSlackTokens: number;
  readonly lowestCap: number;
  /** With the instructions of a class, a request may be no larger than without. */
  readonly maxBodyBytes: number;
  readonly now: () => number;
  /** Whether this provider takes the fields that only OpenAI knows. */
  readonly wantsOpenAiFields: (provider: string) => boolean;
  /** The name under which the provider knows the student. */
  readonly pseudonymOf: (studentId: number) => string;
}

/** A request that may be sent, once there is money for it. */
export interface PreparedCall extends ServedModel {
  readonly checked: CheckedCall;
  /** Stop strings that the gateway applies, because the model does not take them; see StopCut. */
  readonly stops: readonly string[] | null;
  /** Some of what is billed may never be seen: reasoning, or candidates that are thrown away. */
  readonly hiddenOutput: boolean;
  readonly price: Price;
  readonly priceVersion: string;
  /** What the call costs if the provider serves it at the flex tier; null: that was not requested. */
  readonly flexPrice: Price | null;
  readonly estimate: Estimate;
  /** UTF-8 bytes of the longest stop string that is sent. */
  readonly stopBytes: number;
  readonly cap: number;
  readonly lowestCap: number;
  /** Items of what is sent that stand before the first one that the client sent. */
  readonly itemsBefore: number;
  /** The bytes that go upstream, with the cap that was granted. Never the client's own bytes. */
  readonly bodyWith: (cap: number) => Buffer;
  /** The same at the whole cap without the pseudonym; null where the same request may have another answer. */
  readonly commonBody: () => Buffer | null;
  /** The answer is that of another call, which pays for it. */
  readonly isShared?: true;
}

/**
 * Steps 4 and 5: model and parameters against the policy, then the worst case of what will really be sent.
 * @param itemsBefore items of `body` that the client did not send: errors name the path that the client wrote
 * @param model one of findModels(); the first of them where none is named
 */
export function prepare(
  call: KnownCaller,
  endpoint: Endpoint,
  body: unknown,
  deps: PrepareDeps,
  itemsBefore = 0,
  model: ServedModel = firstOf(findModels(call, endpoint, body, deps.policy())),
): PreparedCall {
  const { reader, caller } = call;
  if (!isObject(body)) throw refuse(reader, 'notJson');
  const own = check(call, endpoint, body, model, itemsBefore, deps.policy);
  const instructed = instruct(caller, endpoint, own.fields);
  const checked = instructed === null ? own : { ...own, fields: instructed.fields };
  const caps = capsOf(checked, model, deps.lowestCap);
  const price = priceAt(model.model, deps.now());
  // The cap is written last, so that lowering it needs no second serialisation.
  const wantsOwn = deps.wantsOpenAiFields(model.model.provider);
  const usualFields = wantsOwn ? endpoint.gatewayFields(deps.pseudonymOf(caller.student.id)) : {};
  const flex = requestedFlex(caller, usualFields, price);
  const gatewayFields = flex === null ? usualFields : { ...usualFields, service_tier: 'flex' };
  const requested = withEffort(checked.fields, endpoint, model);
  const { fields, stops, mayReason } = fitFields(call, requested, model, checked.candidates * caps.cap);
  let known: Map<unknown, string> | undefined;
  const surplusTokens = endpoint.surplusTokens(fields, (value) => {
    const json = stringify(reader, value);
    if (json.length >= MIN_KNOWN_LENGTH) known = (known ?? new Map()).set(value, json);
    return json;
  });
  const head = serialise(reader, { model: model.served, ...fields, ...gatewayFields }, known);
  // The call lives on, and what is known is in its head.
  known = undefined;
  const field = (wantsOwn ? null : checked.cap?.fieldElsewhere) ?? checked.cap?.field;
  const write = (cap: number) => head.toBuffer(field === undefined ? '' : `,"${field}":${cap}`);
  const whole = write(caps.cap);
  const textBytes = whole.length - (checked.pictures?.urlBytes ?? 0);
  if (instructed !== null && textBytes > deps.maxBodyBytes) {
    throw refuse(reader, 'instructedTooLarge', { param: endpoint.textParam, maxBytes: deps.maxBodyBytes });
  }
  const size: RequestSize = {
    inputs: checked.inputs,
    candidates: checked.candidates,
    media: checked.media,
    bodyBytes: textBytes,
    pictureTokens: checked.pictures?.tokens ?? 0,
    surplusTokens,
    slackTokens: model.model.inputSlackTokens ?? deps.inputSlackTokens,
  };
  return {
    ...model,
    checked,
    stops,
    hiddenOutput: mayReason || checked.hidesOutput === true,
    price,
    priceVersion: priceVersion(model.model, price),
    flexPrice: flex,
    estimate: estimate(model.model, price, size),
    stopBytes: longestBytes(fields.stop),
    cap: caps.cap,
    lowestCap: caps.lowestCap,
    itemsBefore: itemsBefore + (instructed?.itemsAdded ?? 0),
    bodyWith: (cap) => (cap === caps.cap ? whole : write(cap)),
    commonBody: () => {
      if (!endpoint.hasSameAnswer(fields)) return null;
      const capFields = field === undefined ? {} : { [field]: caps.cap };
      return serialise(reader, {
        model: model.served,
        ...fields,
        ...endpoint.gatewayFields(''),
        ...capFields,
      }).toBuffer();
    },
  };
}

/** The same as a value: a model that follows is passed over where the request does not suit it. */
export function prepareOrRefuse(
  call: KnownCaller,
  endpoint: Endpoint,
  { body, itemsBefore }: Turn,
  model: ServedModel,
  deps: PrepareDeps,
): PreparedCall | Refusal {
  try {
    return prepare(call, endpoint, body, deps, itemsBefore, model);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Priced by characters, which are counted: the hold is no bound but the cost. */
export function isExact({ checked }: PreparedCall): boolean {
  return (checked.media?.characters ?? 0) > 0;
}

/** null: the class has no instructions, or the endpoint takes none. */
function instruct({ schoolClass }: Caller, endpoint: Endpoint, fields: JsonObject): InstructedCall | null {
  const instructions = schoolClass?.instructions ?? null;
  return instructions === null ? null : (endpoint.instruct?.(fields, instructions) ?? null);
}

/**
 * An alias of a model that never reasoned is served with the least effort, unless the client sets one: reasoning would
 * use up small caps before the first word, and gpt-6-luna calls functions in chat only without it.
 */
function withEffort(
  fields: JsonObject,
  { effortFields }: Endpoint,
  { requested, served, model }: ServedModel,
): JsonObject {
  if (requested === served || model.leastEffort === undefined) return fields;
  return { ...fields, ...withoutRequested(effortFields(model.leastEffort), fields) };
}

/** Defaults for what the client left open. In a field that is an object, the client's own members win. */
function withoutRequested(defaults: JsonObject, requested: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => {
      const theirs = requested[name];
      if (!isObject(theirs)) return [name, theirs ?? value];
      const named = Object.entries(theirs).filter(([, one]) => one !== null);
      return [name, isObject(value) ? { ...value, ...Object.fromEntries(named) } : theirs];
    }),
  );
}

/** @param texts a text, a list of texts, or nothing */
function longestBytes(texts: unknown): number {
  if (texts === undefined) return 0;
  return [texts].flat().reduce((most: number, text) => Math.max(most, Buffer.byteLength(String(text ?? ''))), 0);
}

/** A cap that the student sets is granted whole or not at all; a default one may be lowered to what is affordable. */
function capsOf({ cap }: CheckedCall, { model }: ServedModel, lowestCap: number): { cap: number; lowestCap: number } {
  if (cap === null) return { cap: 0, lowestCap: 0 };
  if (cap.requested !== null) return { cap: cap.requested, lowestCap: cap.requested };
  const defaultCap = Math.min(cap.defaultCap ?? model.defaultMaxOutput, model.maxOutput);
  return { cap: defaultCap, lowestCap: Math.min(Math.max(lowestCap, cap.minimum ?? 1), defaultCap) };
}

function firstOf(models: readonly ServedModel[]): ServedModel {
  const [first] = models;
  if (first === undefined) throw new Error('a call has no model');
  return first;
}

function check(
  { reader, caller }: KnownCaller,
  endpoint: Endpoint,
  body: JsonObject,
  { model, served }: ServedModel,
  itemsBefore: number,
  policy: () => ModelPolicy,
): CheckedCall {
  try {
    return endpoint.check(body, model);
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error;
    const others = namesWithImages(endpoint.kind, policy(), caller.schoolClass).join(', ');
    throw parameterRefusal(reader, error, itemsBefore, { model: served, others });
  }
}

function fitFields(
  { reader }: KnownCaller,
  fields: JsonObject,
  { served, model }: ServedModel,
  maxTokens: number,
): FittedCall {
  try {
    return fitToModel(fields, model, maxTokens);
  } catch (error) {
    if (!(error instanceof ModelLacksError)) throw error;
    const { param, remedy } = error;
    throw refuse(reader, 'parameterModelLacks', { param, model: served, remedy });
  }
}
