import type { JsonObject } from '../../upstream/json/json-object.ts';

/** Whether a client asks a model for the same answer each time; models give nearly that. @param fields that are sent */
export function asksForSameAnswer({ temperature, seed }: JsonObject): boolean {
  return temperature === 0 || typeof seed === 'number';
}

/** Where nothing is drawn at random: embeddings, moderations. */
export function alwaysSameAnswer(): boolean {
  return true;
}
