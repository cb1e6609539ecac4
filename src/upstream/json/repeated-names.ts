import { endOfText } from './end-of-text.ts';

const [QUOTE, COLON] = Array.from('":', (one) => one.charCodeAt(0)) as [number, number];

/**
 * Whether an object of this JSON has a name twice. Only the later value is in the parsed object, and both are in the
 * text. @param parsed from this text
 */
export function repeatsNames(text: string, parsed: unknown): boolean {
  return colonsIn(text) !== membersOf(parsed);
}

/** Colons outside of strings. */
function colonsIn(json: string): number {
  let colons = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === COLON) colons++;
    else if (code === QUOTE) at = endOfText(json, at);
  }
  return colons;
}

/** Members at every depth. Not recursive, because parsed JSON may be nested too deep for the stack. */
function membersOf(parsed: unknown): number {
  let members = 0;
  const open: unknown[] = [parsed];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    const inside: unknown[] = Array.isArray(value) ? value : Object.values(value);
    if (inside !== value) members += inside.length;
    // One by one: a call does not take as many arguments as a list has values.
    for (const one of inside) if (typeof one === 'object') open.push(one);
  }
  return members;
}
