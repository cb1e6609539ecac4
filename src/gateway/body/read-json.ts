import { type BodyScan, scanBody } from './body-scan.ts';
import { isChangedInteger } from './json-numbers.ts';

/** ECMAScript 2026. TypeScript's library of 2024 lacks the reviver's third parameter and JSON.rawJSON. */
interface ExactJson {
  parse(
    text: string,
    reviver: (name: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(number: string): unknown;
}
const EXACT_JSON = JSON as unknown as ExactJson;

const BYTE_ORDER_MARK = 0xfeff;

export type ReadBody = { readonly is: 'read'; readonly value: unknown } | Exclude<BodyScan, { is: 'fine' }> | NotJson;

interface NotJson {
  readonly is: 'not-json';
}

/**
 * Parses a body so that serialising it again changes no value. Integers that JavaScript would round (64-bit limits in
 * the schemas of functions) become raw numbers, which keep their digits; typeof says object for them.
 */
export function readJson(body: string): ReadBody {
  // RFC 8259, section 8.1: a byte order mark may be ignored.
  const text = body.charCodeAt(0) === BYTE_ORDER_MARK ? body.slice(1) : body;
  const scan = scanBody(text);
  if (scan.is !== 'fine') return scan;
  try {
    const value: unknown = scan.longIntegers ? EXACT_JSON.parse(text, keepDigits) : JSON.parse(text);
    return { is: 'read', value };
  } catch {
    return { is: 'not-json' };
  }
}

function keepDigits(_name: string, value: unknown, { source }: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || source === undefined) return value;
  return isChangedInteger(source.startsWith('-') ? source.slice(1) : source) ? EXACT_JSON.rawJSON(source) : value;
}
