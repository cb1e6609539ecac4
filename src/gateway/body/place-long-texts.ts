import { LongText } from '../../upstream/json/long-text.ts';
import { replaceValues } from './replace-values.ts';
import { indexOfMark } from './take-long-texts.ts';

/** Where bodies have content: under these names, at any place in lists, as a text or in an object with further names. */
interface Content {
  readonly [name: string]: Content;
}

const PART: Content = { text: {}, image_url: { url: {} } };
const ITEM: Content = { ...PART, content: PART, output: PART };
const BODY: Content = { messages: ITEM, input: ITEM, prompt: {} };

/**
 * Puts long texts into a parsed body, where it has content. A schema that interprets the text all the same reads it
 * whole: see `text` of check-schema.ts.
 * @returns false: one stands elsewhere, or under a name that is there twice. See putBack().
 */
export function placeLongTexts(body: unknown, longTexts: readonly LongText[]): boolean {
  return placeInside(body, BODY, longTexts) === longTexts.length;
}

/** Puts all of them back as the texts that they are. */
export function putBack(body: unknown, longTexts: readonly LongText[]): unknown {
  return replaceValues(body, (value) => {
    if (value instanceof LongText) return String(value);
    const longText = typeof value === 'string' ? longTexts[indexOfMark(value)] : undefined;
    return longText === undefined ? value : String(longText);
  });
}

/** @returns how many were placed */
function placeInside(value: unknown, content: Content, longTexts: readonly LongText[]): number {
  if (typeof value !== 'object' || value === null) return 0;
  let placed = 0;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) placed += placeAt(value, index, content, longTexts);
  } else {
    for (const name in content) {
      if (Object.hasOwn(value, name)) placed += placeAt(value, name, content[name] ?? {}, longTexts);
    }
  }
  return placed;
}

function placeAt(holder: object, name: string | number, inside: Content, longTexts: readonly LongText[]): number {
  const holding = holder as Record<string | number, unknown>;
  const value = holding[name];
  if (typeof value !== 'string') return placeInside(value, inside, longTexts);
  const longText = longTexts[indexOfMark(value)];
  if (longText === undefined) return 0;
  holding[name] = longText;
  return 1;
}
