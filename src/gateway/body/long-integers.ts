import { randomBytes } from 'node:crypto';
import { replaceValues } from './replace-values.ts';

/** Offsets of integers that JavaScript would round, with their signs: start and end of each in turn. */
export type LongIntegers = readonly number[];

/** ECMAScript 2026. TypeScript's library of 2024 lacks it. */
const EXACT_JSON = JSON as unknown as { rawJSON(number: string): unknown };

/** No client can send it: it is random in each process, and is nowhere but between this parse and the next. */
const MARK = randomBytes(12).toString('base64url');

/**
 * Parses JSON with long integers. They become raw numbers, which keep their digits. A reviver, which JSON.parse calls for
 * every value of the body, would take four times as long.
 * @throws SyntaxError
 */
export function parseLongIntegers(text: string, integers: LongIntegers): unknown {
  return replaceValues(JSON.parse(markIntegers(text, integers)), restoreInteger);
}

/** Puts each into a list, as a text. A list may stand wherever a number may, and nowhere else: not as a name. */
function markIntegers(text: string, integers: LongIntegers): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < integers.length; at += 2) {
    const [start, end] = [integers[at] ?? 0, integers[at + 1] ?? 0];
    parts.push(text.slice(from, start), '["', MARK, text.slice(start, end), '"]');
    from = end;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

function restoreInteger(value: unknown): unknown {
  if (!Array.isArray(value) || value.length !== 1) return value;
  const [only] = value as unknown[];
  return typeof only === 'string' && only.startsWith(MARK) ? EXACT_JSON.rawJSON(only.slice(MARK.length)) : value;
}
