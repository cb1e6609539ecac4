import { isIP } from 'node:net';
import { hashSecret } from '../access/api-tokens.ts';
import { type ModelAliases, parseModelNames } from '../ledger/model-aliases.ts';
import { type NanoUsd, usdToNano } from '../ledger/money.ts';
import { isTimeZone } from '../ledger/periods.ts';
import { UpstreamKey } from '../upstream/upstream-key.ts';

/** Why the text of a setting cannot be used, and what to write instead. Never contains a secret. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

/** Reads the text of one setting; '' stands for "not set" where a setting has no default. @throws SettingError */
export type Parse<Value> = (text: string) => Value;

const OWN_SECRET = /^jg[op]_/;
/** What a header can carry: visible ASCII, no space. */
const HEADER_SAFE = /^[\x21-\x7e]+$/;
const MIN_OWNER_TOKEN = 20;
const MAX_SHOWN = 60;

/** A wrong value, for the person who wrote it; unless it may be a secret that went into the wrong setting. */
export function quoteValue(text: string): string {
  if (/sk-|jg[op]_/.test(text)) return 'the value (it looks like a secret and is not shown)';
  return JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text);
}

export function wholeNumber(min: number, max: number): Parse<number> {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new SettingError(`${quoteValue(text)} is not usable; give a whole number from ${min} to ${max}`);
  };
}

/** Seconds as text -> ms. */
export function seconds(min: number, max: number): Parse<number> {
  const parse = wholeNumber(min, max);
  return (text) => parse(text) * 1000;
}

/** Minutes as text -> ms. */
export function minutes(min: number, max: number): Parse<number> {
  const parse = wholeNumber(min, max);
  return (text) => parse(text) * 60_000;
}

/** Hours as text -> ms. */
export function hours(min: number, max: number): Parse<number> {
  const parse = wholeNumber(min, max);
  return (text) => parse(text) * 3_600_000;
}

export function usd(text: string): NanoUsd {
  if (!/^\d+(\.\d+)?$/.test(text)) {
    throw new SettingError(`${quoteValue(text)} is not an amount; give USD as a plain number such as 5 or 0.50`);
  }
  try {
    return usdToNano(Number(text));
  } catch (error) {
    if (error instanceof RangeError) throw new SettingError(`${error.message}; give another one`);
    throw error;
  }
}

/** A rate of exchange: for showing, never for the ledger. */
export function rate(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && value <= 1_000_000) return value;
  throw new SettingError(`${quoteValue(text)} is no rate; give a number above 0 such as 1400`);
}

export function oneOf<const Name extends string>(names: readonly Name[]): Parse<Name> {
  return (text) => {
    const name = names.find((candidate) => candidate === text);
    if (name !== undefined) return name;
    throw new SettingError(`${quoteValue(text)} is unknown; give one of ${names.join(', ')}`);
  };
}

/** null where nothing is set. */
export function optional<Value>(parse: Parse<Value>): Parse<Value | null> {
  return (text) => (text === '' ? null : parse(text));
}

export function host(text: string): string {
  if (isIP(text) !== 0 || /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text)) return text;
  throw new SettingError(`${quoteValue(text)} is no address; give one such as 127.0.0.1, without a port`);
}

export function path(text: string): string {
  if (!text.includes('\0')) return text;
  throw new SettingError('a path cannot contain a zero byte; remove it');
}

/** http or https, without a trailing slash. The value is not shown: an address may carry a password. */
export function baseUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new SettingError('this is no address of a server; give one such as https://api.openai.com/v1');
  }
  if (url.username !== '' || url.password !== '') {
    throw new SettingError(
      'an address with a user or a password is refused; remove them, the key goes into its own setting',
    );
  }
  if (/[?#]/.test(text)) throw new SettingError('an address with a query or a fragment is refused; remove it');
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** Where the gateway is, for its command-line client. Not shown either. */
export function gatewayUrl(text: string): string {
  if (/^https?:\/\//i.test(text)) return baseUrl(text);
  throw new SettingError('it must begin with http:// or https://; write it as http://127.0.0.1:8080');
}

/** '' is the machine's own zone. */
export function timeZone(text: string): string {
  if (text === '') {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return isTimeZone(own) ? own : 'UTC';
  }
  if (isTimeZone(text)) return text;
  throw new SettingError(`${quoteValue(text)} is no time zone; give a place such as Asia/Seoul, or UTC`);
}

/** Names parted by commas, each once. */
export function names(text: string): readonly string[] {
  const list = new Set(text.split(',').map((name) => name.trim()));
  list.delete('');
  return Object.freeze([...list]);
}

/** "name=model,other=model|model that follows" */
export function aliases(text: string): ModelAliases {
  const map = new Map<string, readonly string[]>();
  for (const entry of names(text)) {
    const [alias, served, ...rest] = entry.split('=').map((name) => name.trim());
    if (!alias || !served || rest.length > 0) {
      throw new SettingError(`${quoteValue(entry)} is no alias; write name=model, such as gpt-3.5-turbo=gpt-6-luna`);
    }
    if (map.has(alias)) throw new SettingError(`${quoteValue(alias)} has two aliases; keep one`);
    map.set(alias, parseModelNames(served));
  }
  return map;
}

/** IP addresses and ranges in CIDR notation. A range of everybody would let each client choose its own address. */
export function proxies(text: string): readonly string[] {
  const list = names(text);
  for (const entry of list) {
    const [address = '', bits, ...rest] = entry.split('/');
    const max = isIP(address) === 4 ? 32 : isIP(address) === 6 ? 128 : 0;
    const isRange = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= max);
    if (max === 0 || !isRange || rest.length > 0) {
      throw new SettingError(`${quoteValue(entry)} is no address or range; write such as 10.0.0.5 or 10.0.0.0/8`);
    }
  }
  return list;
}

/** Whole origins only: a wildcard would let every page that a student opens spend with a token it got hold of. */
export function origins(text: string): readonly string[] {
  return names(text).map((name) => {
    if (!isOrigin(name)) {
      throw new SettingError(
        `${quoteValue(name)} is no origin: write it as https://class.example or app://obsidian.md, without a path`,
      );
    }
    return name;
  });
}

/** Of these every page has the same origin, "null", or none. */
const WITHOUT_ORIGIN = new Set(['file:', 'data:', 'blob:', 'about:', 'javascript:']);
/** RFC 6454, section 6.1, of schemes that the URL standard knows no origin for: those of apps and extensions. */
const APP_ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[A-Za-z0-9._~-]+(?::\d+)?$/;

function isOrigin(name: string): boolean {
  // A host may hold an asterisk; here it would look as if it stood for any.
  if (!URL.canParse(name) || name.includes('*')) return false;
  const { origin, protocol } = new URL(name);
  if (origin !== 'null') return origin === name;
  return !WITHOUT_ORIGIN.has(protocol) && APP_ORIGIN.test(name);
}

/** Only the hash goes on from here. */
export function secretHash(text: string): string {
  if (text.startsWith('jgp_')) {
    throw new SettingError("it holds a student's API token; give a secret that only you know, or none");
  }
  if (text.startsWith('sk-')) {
    throw new SettingError(
      "it holds a provider's key, which belongs in OPENAI_API_KEY; give a secret of its own, or none",
    );
  }
  if (!HEADER_SAFE.test(text)) {
    throw new SettingError('it has spaces, control characters or letters outside ASCII; use letters and digits');
  }
  if (text.length < MIN_OWNER_TOKEN) {
    throw new SettingError(`it is too short to be safe; give at least ${MIN_OWNER_TOKEN} random characters`);
  }
  return hashSecret(text);
}

export function upstreamKey(text: string): UpstreamKey {
  if (text === '') throw new SettingError('there is no key in it; put the key there or remove the setting');
  if (OWN_SECRET.test(text)) {
    throw new SettingError("it holds a token that jigap issued; put the provider's own key there (sk-...)");
  }
  if (HEADER_SAFE.test(text)) return new UpstreamKey(text);
  throw new SettingError('it has spaces, control characters or letters outside ASCII; copy the key again');
}

/** Not shown either: students must not learn it. */
export function projectId(text: string): string {
  if (/^proj_[\w-]{1,100}$/.test(text)) return text;
  throw new SettingError("this is no project's id; copy it from the provider's settings (proj_...)");
}
