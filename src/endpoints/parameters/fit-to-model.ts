import { isModelParameter } from '../../ledger/model-parameters.ts';
import { mayReason, takesParameter, takesWithoutReasoning } from '../../ledger/parameter-support.ts';
import type { Model } from '../../ledger/prices.ts';
import { isObject, type JsonObject } from '../../upstream/json/json-object.ts';

/** The fields that the serving model takes, and what the gateway does in its place. */
export interface FittedCall {
  readonly fields: JsonObject;
  /** The stop strings that the gateway applies, none of them empty; null: the model applies them, or there are none. */
  readonly stops: readonly string[] | null;
  /** Reasoning that is not shown may be billed. */
  readonly mayReason: boolean;
}

/** A JSON answer that may become larger is not cut at a stop: parsing it would take tens of milliseconds. */
const MAX_PARSED_BYTES = 4 * 1024 * 1024;
/** A token is about four bytes; its entry in `logprobs` has its text, its bytes and a number of twenty digits. */
const TOKEN_TEXT_BYTES = 6;
const TOKEN_LOGPROB_BYTES = 90;

/** What the student can do about a parameter that the model does not take. */
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

/** Values that change nothing: a call without them has the same answer. */
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
 * Fits a checked request to the model that serves it, which may not be the one that the client named. The gateway applies
 * `stop`, drops what changes nothing, and refuses the rest, because an answer without it would be a different one.
 * @param fields of the checked request @param maxTokens of all answers together @throws ModelLacksError
 */
export function fitToModel(fields: JsonObject, model: Model, maxTokens: number): FittedCall {
  const effort = effortOf(fields);
  const taken: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    // A model with log probabilities also gives those of other tokens.
    const parameter = name === 'top_logprobs' ? 'logprobs' : name;
    const isTaken = !isModelParameter(parameter) || takesParameter(model, parameter, effort);
    if (isTaken) taken[name] = value;
    else if (name !== 'stop' && NEUTRAL[name]?.(value) !== true) {
      throw new ModelLacksError(name, takesWithoutReasoning(model, parameter) ? 'no-effort' : 'leave-out');
    }
  }
  const stops = fields.stop === undefined || taken.stop !== undefined ? [] : stopsIn(fields.stop);
  if (stops.length > 0) refuseBesideStop(taken, maxTokens);
  return { fields: taken, mayReason: mayReason(model, effort), stops: stops.length === 0 ? null : stops };
}

/** The effort that a chat or a call of the Responses API names. */
function effortOf({ reasoning_effort: effort, reasoning }: JsonObject): string | null {
  const named = effort ?? (isObject(reasoning) ? reasoning.effort : null);
  return typeof named === 'string' ? named : null;
}

function stopsIn(stop: unknown): string[] {
  return [stop].flat().filter((text): text is string => typeof text === 'string' && text !== '');
}

/**
 * An answer that must be cut is parsed whole unless it is a stream, and a large one would hold up every other call. The
 * end of an echoed prompt is not known: a stop string in it would cut the prompt.
 */
function refuseBesideStop(fields: JsonObject, maxTokens: number): void {
  if (fields.stream !== true && maxTokens * bytesOfToken(fields) > MAX_PARSED_BYTES) {
    throw new ModelLacksError('stop', 'smaller');
  }
  if (fields.echo === true) throw new ModelLacksError('stop', 'without-echo');
}

/** Bytes of JSON for each output token: its text, and its entry and those of other likely tokens. */
function bytesOfToken({ logprobs, top_logprobs: top }: JsonObject): number {
  if (logprobs === undefined || logprobs === false) return TOKEN_TEXT_BYTES;
  const others = [top, logprobs].find((count) => typeof count === 'number') ?? 0;
  return TOKEN_TEXT_BYTES + TOKEN_LOGPROB_BYTES * (1 + Number(others));
}
