const HIDDEN = '[hidden]';
/**
 * Keys, organizations, projects and sessions as OpenAI and its like write them, whole or with stars in the middle; but
 * not the end of a word ("task-").
 */
const ACCOUNT_IDS = /(?<![a-z])(?:sk|gsk|rk|org|proj|sess)(?:[-_\u2010-\u2015\u2212]|%2d|%5f)[^\s"'`,;)\]}]{2,}/gi;
/** A shorter "key" ("none") is for a server that accepts any: hiding it would only damage texts. */
const MIN_SECRET_LENGTH = 12;
/** Characters of either end that identify a key. */
const HEAD_LENGTH = 6;
const TAIL_LENGTH = 4;

/** A text of a provider without the keys, also where a part of one is starred out, and without the account's ids. */
export function scrub(text: string, keys: readonly string[]): string {
  const secrets = keys.filter((key) => key.length >= MIN_SECRET_LENGTH).sort(longestFirst);
  const plain = secrets
    .flatMap((key) => [...otherSpellings(key), key])
    .reduce((left, spelling) => left.replaceAll(spelling, HIDDEN), text)
    .replace(ACCOUNT_IDS, HIDDEN);
  return secrets.reduce((left, key) => left.replace(partsOf(key), HIDDEN), plain);
}

/** A key may begin with another one, whose rest would be left. */
function longestFirst(one: string, other: string): number {
  return other.length - one.length;
}

/** The whole key in hexadecimal and base64, at any offset: a provider may quote the headers that it got. */
function otherSpellings(key: string): string[] {
  const bytes = Buffer.from(key);
  const inside = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '')
      .slice(shift + 1, -2),
  );
  const hex = bytes.toString('hex');
  return [hex, hex.toUpperCase(), ...inside, ...inside.map((one) => one.replaceAll('+', '-').replaceAll('/', '_'))];
}

/** Words that begin or end as the key does. Bounded, so that no text of a provider takes long. */
function partsOf(key: string): RegExp {
  const [head, tail] = [key.slice(0, HEAD_LENGTH), key.slice(-TAIL_LENGTH)].map((part) => part.replace(/\W/g, '\\$&'));
  const word = '[^\\s"\'`,;()\\[\\]{}]{0,200}';
  return new RegExp(`(?<![A-Za-z0-9])${head}${word}|${word}${tail}(?![A-Za-z0-9])`, 'g');
}

/** How the key may be spelled in an answer, without escapes; none when it is no secret. */
export function spellingsOf(key: string): Buffer[] {
  if (key.length < MIN_SECRET_LENGTH) return [];
  const escaped = JSON.stringify(key).slice(1, -1);
  const spellings = new Set([key, escaped, ...otherSpellings(key)]);
  return [...spellings].map((spelling) => Buffer.from(spelling));
}
