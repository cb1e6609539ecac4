import { nearestNames } from '../../access/nearest-names.ts';
import { isProviderName, PROVIDER_NAME_RULE } from '../../ledger/catalogue.ts';
import { Fields, isObject } from '../../ledger/catalogue-fields.ts';
import type { KeyOrder } from '../../upstream/provider-settings.ts';
import { baseUrl, SettingError } from '../setting-values.ts';
import { readHeaders } from './provider-headers.ts';
import { looksLikeSecret } from './secret-values.ts';

/** One provider as the file has it; undefined where the file says nothing. */
export interface ProviderEntry {
  /** For problems: `providers[0] (lab)`. */
  readonly where: string;
  readonly name: string;
  /** '' where it cannot be used. */
  readonly baseUrl: string;
  readonly keyVariables: readonly string[];
  readonly keyFiles: readonly string[];
  readonly keyOrder: KeyOrder | undefined;
  readonly callsInFlight: number | undefined;
  readonly queueSeconds: number | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly connectTimeoutSeconds: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly wantsOpenAiFields: boolean | undefined;
  readonly pricePercent: number | undefined;
  readonly inputSlackTokens: number | undefined;
}

const MAX_KEYS = 32;
const MAX_PATH_LENGTH = 1000;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
/** jigap's own settings, and a key that may do more than call models. */
const OTHER_VARIABLE = /^JIGAP_|^OPENAI_ADMIN_KEY$/;
const KEY_FIELD = /key|secret|token|password|credential/i;

/** @param problems none of them repeats a value of the file, which may be a key in the wrong place */
export function readProvider(entry: unknown, index: number, problems: string[]): ProviderEntry {
  const where = placeOf(entry, index);
  const fields = new Fields(entry, where, problems);
  const whole = (name: string, min: number, max: number) =>
    fields.optional(name) === undefined ? undefined : fields.whole(name, min, max);
  fields.skip('about');
  const read: ProviderEntry = {
    where,
    name: fields.text('name', isProviderName, PROVIDER_NAME_RULE),
    baseUrl: readBaseUrl(fields),
    keyVariables: readVariables(fields),
    keyFiles: readList(fields, 'key_file', isPath, 'a path, or a list of paths'),
    keyOrder: readKeyOrder(fields),
    callsInFlight: whole('calls_in_flight', 1, 100_000),
    queueSeconds: whole('queue_seconds', 0, 600),
    timeoutSeconds: whole('timeout_seconds', 1, 3600),
    connectTimeoutSeconds: whole('connect_timeout_seconds', 1, 60),
    headers: readHeaders(fields.optional('headers'), (text) => fields.addProblem(text)),
    wantsOpenAiFields: fields.optional('openai_fields') === undefined ? undefined : fields.flag('openai_fields'),
    // Below 100 a hold would be less than what is billed.
    pricePercent: whole('price_percent', 100, 1000),
    inputSlackTokens: whole('input_slack_tokens', 0, 100_000),
  };
  if (read.keyVariables.length + read.keyFiles.length > MAX_KEYS)
    fields.addProblem(`it has more than ${MAX_KEYS} keys`);
  fields.refuseOthers(unknownField);
  return read;
}

/** With the name, where it is one. */
function placeOf(entry: unknown, index: number): string {
  const name = isObject(entry) ? entry.name : undefined;
  const isShown = typeof name === 'string' && isProviderName(name) && !looksLikeSecret(name);
  return `providers[${index}]${isShown ? ` (${name})` : ''}`;
}

function readBaseUrl(fields: Fields): string {
  const text = fields.text('base_url', () => true, 'an address such as http://127.0.0.1:8000/v1');
  try {
    return text === '' ? '' : baseUrl(text);
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    fields.addProblem(`base_url: ${error.message}`);
    return '';
  }
}

function readVariables(fields: Fields): readonly string[] {
  const names = readList(
    fields,
    'key_env',
    isVariable,
    'the name of a variable of the environment, or a list of names',
  );
  if (!names.some((name) => OTHER_VARIABLE.test(name))) return names;
  fields.addProblem(
    'key_env names a setting of jigap or an admin key; put the key into a variable of its own, such as LAB_API_KEY',
  );
  return [];
}

function isVariable(text: string): boolean {
  return VARIABLE.test(text) && !looksLikeSecret(text);
}

function isPath(text: string): boolean {
  return text !== '' && text.length <= MAX_PATH_LENGTH && !text.includes('\0') && !looksLikeSecret(text);
}

/** One text counts as a list of one. */
function readList(fields: Fields, name: string, accepts: (text: string) => boolean, what: string): readonly string[] {
  const value = fields.optional(name);
  if (value === undefined) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.filter((one): one is string => typeof one === 'string' && accepts(one));
  if (texts.length < list.length || list.length === 0) fields.addProblem(`${name} must be ${what}, not a key`);
  if (new Set(texts).size < texts.length) fields.addProblem(`${name} names one twice`);
  return [...new Set(texts)];
}

function readKeyOrder(fields: Fields): KeyOrder | undefined {
  const order = fields.optional('key_order');
  if (order === undefined || order === 'in_order' || order === 'round_robin') return order;
  fields.addProblem('key_order must be in_order or round_robin');
  return undefined;
}

/** With the nearest name, and for a key with where it belongs. */
export function unknownField(name: string, known: ReadonlySet<string>): string {
  const isShown = /^[\w$-]{1,40}$/.test(name) && !looksLikeSecret(name);
  const quoted = isShown ? `"${name}"` : 'one of its fields';
  const [meant] = nearestNames(name, known);
  if (meant !== undefined) return `${quoted} is unknown; did you mean ${meant}?`;
  if (KEY_FIELD.test(name)) {
    return `${quoted} is unknown: keys never stand in this file; name with key_env the variable, or with key_file the file, that holds it`;
  }
  return `${quoted} is unknown; the fields are ${[...known].join(', ')}`;
}
