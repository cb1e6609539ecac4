import { isObject, type JsonObject } from './json/json-object.ts';

/**
 * The error in a provider's answer; null when it is none of an API. OpenAI and most others wrap it in `error`; older vLLM
 * says it at the top, Ollama's own API and some proxies as a bare text.
 */
export function errorIn(json: unknown): JsonObject | null {
  if (!isObject(json)) return null;
  if (isObject(json.error)) return json.error;
  if (typeof json.error === 'string') return { message: json.error };
  return json.object === 'error' || (typeof json.type === 'string' && typeof json.message === 'string') ? json : null;
}
