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
} from './schema.ts';

/**
 * Parameters that several endpoints take. Where a wrong value costs nothing, only its type is checked: the provider
 * answers the rest with 400.
 */

/** OpenAI's maximum. Each would be searched for in every answer. */
const MAX_STOPS = 4;
const MAX_TOP_LOGPROBS = 20;

export const STOP = union('text-or-list', { text: TEXT, list: list(TEXT, { max: MAX_STOPS }) });
export const SEED = INTEGER;
export const LOGIT_BIAS = map(NUMBER);
export const TOP_LOGPROBS = integer(0, MAX_TOP_LOGPROBS);
/** `auto` is chosen by the gateway: see take-images.ts. */
export const IMAGE_DETAIL = choice('low', 'high', 'original', 'auto');
export const EFFORT = choice('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max');
export const VERBOSITY = choice('low', 'medium', 'high');
export const STREAM_OPTIONS: Readonly<Record<string, Schema>> = {
  include_usage: BOOLEAN,
  include_obfuscation: BOOLEAN,
};

/**
 * Never the client's value: the gateway sets these itself or sends none. The tier decides the price, storing publishes
 * to everyone who shares the account, and the others identify students at the provider.
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
