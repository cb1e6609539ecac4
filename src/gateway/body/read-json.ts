import { type BodyScan, scanBody } from './body-scan.ts';
import { parseLongIntegers } from './long-integers.ts';

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
    const { longIntegers } = scan;
    const value: unknown = longIntegers.length > 0 ? parseLongIntegers(text, longIntegers) : JSON.parse(text);
    return { is: 'read', value };
  } catch {
    return { is: 'not-json' };
  }
}
