import type { Endpoint } from '../../endpoints/endpoint.ts';
import { isObject, type JsonObject } from '../../upstream/json/json-object.ts';

/** A success without an answer in it is an error of the provider, whose text does not pass. */
export function isAnswer(json: unknown, { shape: { list } }: Pick<Endpoint, 'shape'>): json is JsonObject {
  if (!isObject(json) || json.error || !Array.isArray(json[list])) return false;
  return !json[list].some((one) => isObject(one) && one.error);
}

/** Whether it has every choice that was requested: only then its bytes bound what the model wrote. */
export function holdsAnswers(json: unknown, { shape: { list } }: Pick<Endpoint, 'shape'>, candidates: number): boolean {
  const answers = isObject(json) ? json[list] : null;
  return Array.isArray(answers) && answers.length >= candidates;
}
