/** How a provider may write JSON that it has parsed. */
export interface JsonStyle {
  readonly comma: string;
  readonly colon: string;
  /** What one level of indentation is; null writes everything in one line. */
  readonly indent: string | null;
  readonly text: (text: string) => string;
  readonly number: (number: number) => string;
}

export const COMPACT: JsonStyle = { comma: ',', colon: ':', indent: null, text: JSON.stringify, number: String };

export function writeJson(value: unknown, style: JsonStyle, depth = 0): string {
  if (typeof value === 'string') return style.text(value);
  if (typeof value === 'number') return style.number(value);
  if (Array.isArray(value))
    return between(
      '[',
      ']',
      value.map((item) => writeJson(item, style, depth + 1)),
      style,
      depth,
    );
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value).map(
    ([name, member]) => `${style.text(name)}${style.colon}${writeJson(member, style, depth + 1)}`,
  );
  return between('{', '}', members, style, depth);
}

function between(open: string, close: string, items: readonly string[], style: JsonStyle, depth: number): string {
  if (style.indent === null || items.length === 0) return `${open}${items.join(style.comma)}${close}`;
  const line = `\n${style.indent.repeat(depth + 1)}`;
  return `${open}${line}${items.join(`,${line}`)}\n${style.indent.repeat(depth)}${close}`;
}

/** Everything but ASCII as `\u0000`, as Python's json does unless told otherwise. */
export function asciiText(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, unicodeEscape);
}

/** As writers for web pages do, so that no text ends an element or an attribute. */
export function pageText(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '\\u0022');
  return `"${inner.replace(/[\u007f-\uffff<>&'+`]/g, unicodeEscape).replaceAll('/', '\\/')}"`;
}

/** As Python shows a dict. */
export function pythonText(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** Every number as a float, every float without an exponent. */
export function floatNumber(number: number): string {
  const text = String(number);
  const [digits = '', exponent] = text.split('e');
  if (exponent === undefined) return text.includes('.') ? text : `${text}.0`;
  const shift = Number(exponent);
  const bare = digits.replace('-', '').replace('.', '');
  const sign = digits.startsWith('-') ? '-' : '';
  return shift < 0 ? `${sign}0.${'0'.repeat(-shift - 1)}${bare}` : `${sign}${bare.padEnd(shift + 1, '0')}.0`;
}

function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
