import { contextsOf, type HtmlContext } from './html-context.ts';

/**
 * Escaped HTML. Only html`...` makes it, and html`...` escapes every value: there is no way to say "trust this string".
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

/** One attribute with its value, or nothing; for the inside of a tag. */
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
 * A template that escapes each value for its context: between tags (text, numbers, Html, lists of them), inside
 * attr="..." (text and numbers), and inside a tag (results of attribute()). null, undefined and false print nothing.
 * @throws TypeError for a value in an unsafe context: an unquoted attribute, a script, an address that runs code
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const contexts = contextsOf(strings);
  let text = strings[0] ?? '';
  for (const [index, part] of parts.entries()) {
    text += print(part, contexts[index] ?? 'text') + (strings[index + 1] ?? '');
  }
  return new SafeHtml(text);
}

export const NOTHING: Html = new SafeHtml('');

export function isHtml(value: unknown): value is Html {
  return value instanceof SafeHtml;
}

/**
 * An attribute that may be missing: `<input ${attribute('required', isRequired)}>`. true prints the bare name, null and
 * false nothing. @param name a constant
 */
export function attribute(name: string, value: string | number | boolean | null | undefined): Attribute {
  if (!/^[a-z][a-z-]*$/.test(name) || /^(?:on|style$)/.test(name)) throw new TypeError(`no attribute: ${name}`);
  if (value === null || value === undefined || value === false) return new TagAttribute('');
  if (value === true) return new TagAttribute(name);
  if (ADDRESSES.has(name)) checkAddress(String(value));
  return new TagAttribute(`${name}="${escapeHtml(String(value))}"`);
}

/** Attributes that a browser follows. */
const ADDRESSES: ReadonlySet<string> = new Set(['href', 'src', 'action', 'formaction']);

function print(part: Part, context: HtmlContext): string {
  if (part === null || part === undefined || part === false) return '';
  if (context === 'text') return printText(part);
  if (context === 'tag') return printAttributes(part);
  if (typeof part !== 'string' && typeof part !== 'number') throw new TypeError('an attribute takes text or a number');
  if (context === 'address') checkAddress(String(part));
  return escapeHtml(String(part));
}

function printText(part: Exclude<Part, Nothing>): string {
  if (part instanceof SafeHtml) return part.toString();
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  if (Array.isArray(part)) return part.map((one: Part) => print(one, 'text')).join('');
  throw new TypeError('between tags, use text, numbers, Html and lists of these');
}

function printAttributes(part: Exclude<Part, Nothing>): string {
  if (part instanceof TagAttribute) return part.toString();
  if (!Array.isArray(part)) throw new TypeError('inside a tag, use attribute()');
  return part.map((one: Part) => print(one, 'tag')).join(' ');
}

/** Paths, queries and fragments of this server, and pages of others. No address that runs code, no "//host". */
const ADDRESS = /^(?:\/(?![/\\])|[?#]|https?:\/\/|mailto:)/;

function checkAddress(address: string): void {
  if (!ADDRESS.test(address)) throw new TypeError('a page may not link to this address');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
