import { isObject } from '../../ledger/catalogue-fields.ts';

/** How keys of providers begin, how JSON Web Tokens do, and our own secrets. */
const KNOWN_SECRET =
  /(?:^|[\s"'=:,])(?:sk[-_][\w-]{4,}|(?:gsk|rk|pk|xai|nvapi|hf|r8|pplx|csk|ghp|tgp|fw|dapi)[-_][\w-]{16,}|jg[op]_|AIza[\w-]{16,}|eyJ[\w-]{10,}\.)/;
/** A word without a meaning. */
const RANDOM_WORD = /^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9_-]{32,}$/;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** What must not be repeated to anybody: an error would go to a log. */
export function looksLikeSecret(text: string): boolean {
  return KNOWN_SECRET.test(text) || text.split(/\s+/).some((word) => RANDOM_WORD.test(word) && !UUID.test(word));
}

/** Where a JSON value holds what looks like a secret, e.g. `providers[0].headers.x-team`. Such a name is left out. */
export function findSecrets(value: unknown, path = ''): string[] {
  if (typeof value === 'string') return looksLikeSecret(value) ? [path] : [];
  if (Array.isArray(value)) return value.flatMap((one, n) => findSecrets(one, `${path}[${n}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, one]) => {
    if (looksLikeSecret(name)) return [`a name in ${path === '' ? 'the file' : path}`];
    return findSecrets(one, path === '' ? name : `${path}.${name}`);
  });
}
