const HIDDEN = '[hidden]';
/**
 * Keys, organizations, projects and sessions as OpenAI and its like write them, whole or with stars in the middle; but
 * not the end of a word ("task-").
 */
const ACCOUNT_IDS = /(?<![a-z])(?:sk|gsk|rk|org|proj|sess)(?:[-_\u2010-\u2015\u2212]|%2d|%5f)[^\s"'`,;)\]}]{2,}/gi;
/** Whoever sets a shorter "key" ("none") has a server that takes any: hiding it would only spoil words. */
const MIN_SECRET = 12;
/** Enough of either end of a key to know it by. */
const HEAD = 6;
const TAIL = 4;

/** A provider's words, fit for a student: without the key, however much of it is starred out, and the account's ids. */
export function scrub(text: string, key: string): string {
  if (key.length < MIN_SECRET) return text.replace(ACCOUNT_IDS, HIDDEN);
  const plain = otherSpellings(key).reduce((left, spelling) => left.replaceAll(spelling, HIDDEN), text);
  return plain.replaceAll(key, HIDDEN).replace(ACCOUNT_IDS, HIDDEN).replace(partsOf(key), HIDDEN);
}

/** The whole key in hexadecimal and in base64, whatever stands before it there: a provider may quote what it was sent. */
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

/** Words that begin as the key does, or end as it does. Bounded, so that no text of a provider takes long. */
function partsOf(key: string): RegExp {
  const [head, tail] = [key.slice(0, HEAD), key.slice(-TAIL)].map((part) => part.replace(/\W/g, '\\$&'));
  const word = '[^\\s"\'`,;()\\[\\]{}]{0,200}';
  return new RegExp(`(?<![A-Za-z0-9])${head}${word}|${word}${tail}(?![A-Za-z0-9])`, 'g');
}

/** How the key may be written in an answer, besides escapes; none for what is no secret. */
export function spellingsOf(key: string): Buffer[] {
  if (key.length < MIN_SECRET) return [];
  const escaped = JSON.stringify(key).slice(1, -1);
  const spellings = new Set([key, escaped, ...otherSpellings(key)]);
  return [...spellings].map((spelling) => Buffer.from(spelling));
}
