import { isObject, type JsonObject } from '../access/parameters.ts';
import type { Endpoint } from './endpoints.ts';

/** A success without an answer in it is a failure in words of its own, and those are not for students. */
export function isAnswer(json: unknown, { answers }: Pick<Endpoint, 'answers'>): json is JsonObject {
  if (!isObject(json) || json.error || !Array.isArray(json[answers])) return false;
  return !json[answers].some((one) => isObject(one) && one.error);
}
