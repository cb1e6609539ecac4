import { stripVTControlCharacters } from 'node:util';

/** Longer than the prefix that a list shows ("jgp_7k2m9"), so that prefixes stay readable. */
const SECRET = /\b(jgp_|jgo_|sk-)[\w-]{6,}/g;

/** Marks that reorder or hide the text around them on a terminal. */
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/**
 * A text from the server as one line that cannot steer a terminal: students choose names, and a name may hold escape
 * sequences that move the cursor, set the window's title or hide a row.
 */
export function plainLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .replace(DIRECTION_MARKS, '');
}

/** A document of several lines (CSV, an error text): line ends and tabs stay, other control characters go. */
export function plainDocument(text: string): string {
  return stripVTControlCharacters(text).replace(/[^\P{Cc}\t\r\n]/gu, '');
}

/** What goes to stderr ends up in logs and screenshots: secrets are cut out, wherever they came from. */
export function withoutSecrets(text: string, secrets: readonly (string | null)[]): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret !== null && secret.length >= 6) clean = clean.replaceAll(secret, '[secret]');
  }
  return clean.replace(SECRET, '$1[secret]');
}
