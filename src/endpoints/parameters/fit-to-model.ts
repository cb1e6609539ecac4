import { isModelParameter } from '../../ledger/model-parameters.ts';
import { mayReason, takesParameter, takesWithoutReasoning } from '../../ledger/parameter-support.ts';
import type { Model } from '../../ledger/prices.ts';
import { isObject, type JsonObject } from '../../upstream/json/json-object.ts';

/** What a call says to the model that serves it, and what the gateway does itself because that model does not. */
export interface FittedCall {
  readonly fields: JsonObject;
  /** Where the answer must end; none of them empty. null when the model sees to it, or nobody asked. */
  readonly stops: readonly string[] | null;
  /** The answer may have reasoning behind it that is billed and not shown. */
  readonly mayReason: boolean;
}

/** A JSON answer that may become larger is not cut: parsing it would take tens of milliseconds. */
const MAX_PARSED_BYTES = 4 * 1024 * 1024;
/** A token is four bytes or so; its entry in `logprobs` has its text, its bytes and a number of twenty digits. */
const BYTES_OF_TEXT = 6;
const BYTES_OF_LOGPROB = 90;

/** What the student can do about a parameter that the model lacks. */
export type Remedy = 'leave-out' | 'no-effort' | 'smaller' | 'without-echo';

/** The served model does not take a parameter, and the gateway cannot do what it asks for. */
export class ModelLacksError extends Error {
  override readonly name = 'ModelLacksError';
  readonly param: string;
  readonly remedy: Remedy;

  constructor(param: string, remedy: Remedy) {
    super(`the model lacks ${param}`);
    this.param = param;
    this.remedy = remedy;
  }
}

/** Values that say what happens without them. */
const NEUTRAL: Readonly<Record<string, (value: unknown) => boolean>> = {
  temperature: (value) => value === 1,
  top_p: (value) => value === 1,
  frequency_penalty: (value) => value === 0,
  presence_penalty: (value) => value === 0,
  logit_bias: (value) => isObject(value) && Object.keys(value).length === 0,
  logprobs: (value) => value === false,
  top_logprobs: (value) => value === 0,
};

/**
 * Fits a checked request to the model that serves it, which may not be the one that the client knows: `stop` is done by
 * the gateway, what changes nothing is left out, and the rest is refused, because an answer without it would be another.
 * @param fields what would be sent @param maxTokens of all answers together @throws ModelLacksError
 */
export function fitToModel(fields: JsonObject, model: Model, maxTokens: number): FittedCall {
  const effort = effortOf(fields);
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    // A model that gives log probabilities gives those of other tokens too.
    const parameter = name === 'top_logprobs' ? 'logprobs' : name;
    const isTaken = !isModelParameter(parameter) || takesParameter(model, parameter, effort);
    if (isTaken) kept[name] = value;
    else if (name !== 'stop' && NEUTRAL[name]?.(value) !== true) {
      throw new ModelLacksError(name, takesWithoutReasoning(model, parameter) ? 'no-effort' : 'leave-out');
    }
  }
  const stops = kept.stop === undefined ? stopsIn(fields.stop) : [];
  const fitted = { fields: kept, mayReason: mayReason(model, effort) };
  if (stops.length === 0) return { ...fitted, stops: null };
  refuseBesideStop(kept, maxTokens);
  return { ...fitted, stops };
}

/** The effort that the fields of chat or of the Responses API name. */
function effortOf({ reasoning_effort: effort, reasoning }: JsonObject): string | null {
  const named = effort ?? (isObject(reasoning) ? reasoning.effort : null);
  return typeof named === 'string' ? named : null;
}

function stopsIn(stop: unknown): string[] {
  return [stop].flat().filter((text): text is string => typeof text === 'string' && text !== '');
}

/**
 * An answer that must be cut is parsed whole unless it is a stream, and a large one would hold up everybody else. The end
 * of an echoed prompt is not known: a stop string in it would cut the prompt.
 */
function refuseBesideStop(fields: JsonObject, maxTokens: number): void {
  if (fields.stream !== true && maxTokens * bytesOfToken(fields) > MAX_PARSED_BYTES) {
    throw new ModelLacksError('stop', 'smaller');
  }
  if (fields.echo === true) throw new ModelLacksError('stop', 'without-echo');
}

/** Bytes of JSON for each output token: its text, and what it says of it and of other likely ones. */
function bytesOfToken({ logprobs, top_logprobs: top }: JsonObject): number {
  if (logprobs === undefined || logprobs === false) return BYTES_OF_TEXT;
  const others = [top, logprobs].find((count) => typeof count === 'number') ?? 0;
  return BYTES_OF_TEXT + BYTES_OF_LOGPROB * (1 + Number(others));
}
