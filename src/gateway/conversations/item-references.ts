import { isObject, type JsonObject } from '../../upstream/json/json-object.ts';

/** An item of `input` that refers to another by its id. */
export type ItemReference = JsonObject & { readonly id: string };

const REFERENCE_KEYS = new Set(['type', 'id']);

/** A reference as in the API, or a reasoning item without its content. */
export function isReference(item: unknown): item is ItemReference {
  if (!isObject(item) || typeof item.id !== 'string') return false;
  if (item.type === 'reasoning') return !isReadable(item);
  // The type may be left out, and may be null.
  if ((item.type ?? 'item_reference') !== 'item_reference') return false;
  return Object.keys(item).every((key) => REFERENCE_KEYS.has(key));
}

/** Reasoning can be sent again only encrypted: with its id alone, the provider looks for it in its own store. */
export function isReadable(item: unknown): boolean {
  if (!isObject(item) || item.type !== 'reasoning') return true;
  return typeof item.encrypted_content === 'string' && item.encrypted_content !== '';
}

/** Reasoning in plain text, as local models return it. Clients send it back, and the model does not need it. */
export function isPlainReasoning(item: JsonObject): boolean {
  if (item.type !== 'reasoning' || !Array.isArray(item.content)) return false;
  return item.content.length > 0 && item.content.every((part) => isObject(part) && part.type === 'reasoning_text');
}
