import {
  BOOLEAN,
  choice,
  DROPPED,
  type Field,
  INTEGER,
  integer,
  list,
  map,
  NUMBER,
  type Schema,
  TEXT,
  union,
} from './parameter-schema.ts';
import { ParameterError } from './parameters.ts';

/**
 * Parameters that several endpoints take. Where a wrong value costs nothing only its type is checked: the rest is the
 * provider's own 400.
 */

/** More is refused by OpenAI, and would be looked for in every answer. */
const MAX_STOPS = 4;
const MAX_TOP_LOGPROBS = 20;

export const STOP = union('text-or-list', { text: TEXT, list: list(TEXT, { max: MAX_STOPS }) });
export const SEED = INTEGER;
export const LOGIT_BIAS = map(NUMBER);
export const TOP_LOGPROBS = integer(0, MAX_TOP_LOGPROBS);
export const EFFORT = choice('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max');
export const VERBOSITY = choice('low', 'medium', 'high');
export const STREAM_OPTIONS: Readonly<Record<string, Schema>> = {
  include_usage: BOOLEAN,
  include_obfuscation: BOOLEAN,
};

/**
 * Whatever the client says, we say it ourselves or not at all: the tier decides the price, storing publishes to everyone
 * who shares the account, the others tell students apart upstream.
 */
export const ACCOUNT_FIELDS: Readonly<Record<string, Field>> = {
  service_tier: DROPPED,
  store: DROPPED,
  metadata: DROPPED,
  user: DROPPED,
  safety_identifier: DROPPED,
  prompt_cache_key: DROPPED,
  prompt_cache_retention: DROPPED,
  prompt_cache_options: DROPPED,
};

/** Said in every case: some servers stream when nothing is said. */
export function sayStream(fields: Record<string, unknown>): boolean {
  const stream = fields.stream === true;
  fields.stream = stream;
  return stream;
}

/** A stream always carries its usage; whether the client sees it is the client's choice. */
export function streamWithUsage(fields: Record<string, unknown>): { stream: boolean; showUsage: boolean } {
  const stream = sayStream(fields);
  const options = fields.stream_options as { readonly include_usage?: boolean } | undefined;
  if (options !== undefined && !stream) throw new ParameterError('not-streaming', 'stream_options');
  if (stream) fields.stream_options = { ...options, include_usage: true };
  return { stream, showUsage: options?.include_usage ?? false };
}
