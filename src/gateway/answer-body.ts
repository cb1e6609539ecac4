import { isObject, type JsonObject } from '../access/parameters.ts';
import type { Endpoint } from './endpoints.ts';

/** A success without an answer in it is a failure in words of its own, and those are not for students. */
export function isAnswer(json: unknown, { shape: { list } }: Pick<Endpoint, 'shape'>): json is JsonObject {
  if (!isObject(json) || json.error || !Array.isArray(json[list])) return false;
  return !json[list].some((one) => isObject(one) && one.error);
}
