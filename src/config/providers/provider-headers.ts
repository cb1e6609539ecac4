import { isObject } from '../../ledger/catalogue-fields.ts';

const MAX_HEADERS = 20;
const MAX_VALUE_LENGTH = 1000;
/** RFC 9110, 5.6.2. */
const NAME = /^[!#$%&'*+.^_`|~\dA-Za-z-]{1,100}$/;
/** Visible ASCII, with spaces inside. */
const VALUE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** jigap writes these itself; others belong to the connection. */
const OWN = new Set([
  ...[
    'content-type',
    'content-length',
    'content-encoding',
    'accept',
    'accept-encoding',
    'user-agent',
    'host',
    'expect',
  ],
  ...['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'http2-settings'],
]);
const SECRET_NAME = /auth|api[-_]?key|access[-_]?key|token|secret|cookie|passw|credential|^key$/i;
const SECRET_VALUE = /^(?:bearer|basic)\s/i;

/** @param addProblem each with what to do; no value is in it */
export function readHeaders(value: unknown, addProblem: (text: string) => void): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  if (!isObject(value)) {
    addProblem('headers must be an object of names and texts');
    return {};
  }
  const entries = Object.entries(value);
  if (entries.length > MAX_HEADERS) addProblem(`headers has too many; give at most ${MAX_HEADERS}`);
  const names = entries.map(([name]) => name.toLowerCase());
  if (new Set(names).size < names.length) addProblem('headers names one twice; case does not matter');
  for (const [name, text] of entries) {
    const problem = headerProblem(name, text);
    if (problem !== null) addProblem(problem);
  }
  return Object.freeze(Object.fromEntries(entries.map(([name, text]) => [name.toLowerCase(), String(text)])));
}

function headerProblem(name: string, text: unknown): string | null {
  if (!NAME.test(name)) return 'headers has a name that is none of a header; use letters, digits and hyphens';
  if (SECRET_NAME.test(name) || (typeof text === 'string' && SECRET_VALUE.test(text))) {
    return 'headers has one that carries a secret (such as authorization, cookie or x-api-key); remove it and say with key_env or key_file where the key is';
  }
  if (OWN.has(name.toLowerCase())) return `headers.${name} is written by jigap itself; remove it`;
  if (typeof text === 'string' && VALUE.test(text) && text.length <= MAX_VALUE_LENGTH) return null;
  return `headers.${name} must be a text of visible ASCII, at most ${MAX_VALUE_LENGTH} characters`;
}
