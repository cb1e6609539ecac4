import type { JsonObject } from '../../upstream/json/json-object.ts';

/** For models that write: the tier decides the price, and the pseudonym distinguishes students. */
export function generationFields(pseudonym: string): JsonObject {
  return { service_tier: 'default', store: false, safety_identifier: pseudonym, prompt_cache_key: pseudonym };
}

/** What the older endpoints take. */
export function userField(pseudonym: string): JsonObject {
  return { user: pseudonym };
}
