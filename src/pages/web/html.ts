import { type Hole, holesOf } from './html-context.ts';

/**
 * Text that is HTML already. Only html`...` makes it, and html`...` escapes whatever is put in: there is no way to say
 * "trust this string".
 */
class SafeHtml {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}
export type Html = SafeHtml;

/** One attribute that is there or not, ready to stand in a tag. */
class TagAttribute {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}
export type Attribute = TagAttribute;

type Nothing = null | undefined | false;
export type Part = string | number | Html | Attribute | Nothing | readonly Part[];

/**
 * A template whose holes are escaped for where they stand: between tags (text, numbers, Html, lists of them), inside
 * attr="..." (text and numbers), and inside a tag (what attribute() makes). null, undefined and false print nothing.
 * @throws TypeError when a value cannot stand in its hole: an unquoted attribute, a script, an address that runs code
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const holes = holesOf(strings);
  let text = strings[0] ?? '';
  for (const [index, part] of parts.entries()) {
    text += printed(part, holes[index] ?? 'text') + (strings[index + 1] ?? '');
  }
  return new SafeHtml(text);
}

export const NOTHING: Html = new SafeHtml('');

export function isHtml(value: unknown): value is Html {
  return value instanceof SafeHtml;
}

/**
 * An attribute that may be missing: `<input ${attribute('required', isRequired)}>`. true prints the bare name, null and
 * false nothing. @param name a constant of ours
 */
export function attribute(name: string, value: string | number | boolean | null | undefined): Attribute {
  if (!/^[a-z][a-z-]*$/.test(name) || /^(?:on|style$)/.test(name)) throw new TypeError(`no attribute: ${name}`);
  if (value === null || value === undefined || value === false) return new TagAttribute('');
  if (value === true) return new TagAttribute(name);
  if (ADDRESSES.has(name)) refuseUnlessAddress(String(value));
  return new TagAttribute(`${name}="${escaped(String(value))}"`);
}

/** Attributes that a browser follows. */
const ADDRESSES: ReadonlySet<string> = new Set(['href', 'src', 'action', 'formaction']);

function printed(part: Part, hole: Hole): string {
  if (part === null || part === undefined || part === false) return '';
  if (hole === 'text') return printedText(part);
  if (hole === 'tag') return printedAttributes(part);
  if (typeof part !== 'string' && typeof part !== 'number') throw new TypeError('an attribute takes text or a number');
  if (hole === 'address') refuseUnlessAddress(String(part));
  return escaped(String(part));
}

function printedText(part: Exclude<Part, Nothing>): string {
  if (part instanceof SafeHtml) return part.toString();
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  if (Array.isArray(part)) return part.map((one: Part) => printed(one, 'text')).join('');
  throw new TypeError('between tags stand texts, numbers, Html and lists of these');
}

function printedAttributes(part: Exclude<Part, Nothing>): string {
  if (part instanceof TagAttribute) return part.toString();
  if (!Array.isArray(part)) throw new TypeError('inside a tag, use attribute()');
  return part.map((one: Part) => printed(one, 'tag')).join(' ');
}

/** Our own paths, queries and fragments, and pages elsewhere: nothing that runs, no host by way of "//". */
const ADDRESS = /^(?:\/(?![/\\])|[?#]|https?:\/\/|mailto:)/;

function refuseUnlessAddress(address: string): void {
  if (!ADDRESS.test(address)) throw new TypeError('this is no address that a page may lead to');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
