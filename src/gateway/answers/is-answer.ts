import type { Endpoint } from '../../endpoints/endpoint.ts';
import { isObject, type JsonObject } from '../../upstream/json/json-object.ts';

/** A success without an answer in it is a failure in words of its own, and those are not for students. */
export function isAnswer(json: unknown, { shape: { list } }: Pick<Endpoint, 'shape'>): json is JsonObject {
  if (!isObject(json) || json.error || !Array.isArray(json[list])) return false;
  return !json[list].some((one) => isObject(one) && one.error);
}

/** Whether each answer that was asked for is in it: only then its bytes bound what the model wrote. */
export function holdsAnswers(json: unknown, { shape: { list } }: Pick<Endpoint, 'shape'>, candidates: number): boolean {
  const answers = isObject(json) ? json[list] : null;
  return Array.isArray(answers) && answers.length >= candidates;
}
