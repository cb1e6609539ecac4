import { dirname, resolve } from 'node:path';
import { DEFAULT_PROVIDER } from '../../ledger/prices.ts';
import { PROVIDER_DEFAULTS, type ProviderSettings } from '../../upstream/provider-settings.ts';
import type { UpstreamKey } from '../../upstream/upstream-key.ts';
import type { LIMITS } from '../limit-settings.ts';
import type { Values } from '../setting.ts';
import { readJsonFile } from '../setting-files.ts';
import { SETTINGS } from '../settings.ts';
import { environmentProvider } from './environment-provider.ts';
import { isOpenAiAddress, isRegional, REGIONAL_PERCENT } from './openai-addresses.ts';
import type { ProviderEntry } from './provider-entry.ts';
import { type KeyPlaces, type ProviderKeys, readKeys } from './provider-keys.ts';
import { parseProviders } from './providers-file.ts';

export interface ProviderSources extends KeyPlaces {
  readonly settings: Values<typeof SETTINGS>;
  readonly limits: Values<typeof LIMITS>;
  /** Of OPENAI_API_KEY or its file. */
  readonly key: UpstreamKey | null;
}

export interface ProvidersReading {
  readonly providers: readonly ProviderSettings[];
  /** Texts of the variables and files that were named as keys, right or wrong. */
  readonly secrets: readonly string[];
}

/**
 * Who answers calls: those of the file, behind the one of the environment where there is one. Without the file, that one
 * alone.
 * @param problems gets each fault; no key is in it
 */
export function readProviders(sources: ProviderSources, problems: string[]): ProvidersReading {
  const { settings, limits, key } = sources;
  const ofEnvironment = environmentProvider(settings, limits, key);
  checkRegion(SETTINGS.pricePercent.name, 'set it to', ofEnvironment, problems);
  const path = settings.providersFile;
  if (path === null) return { providers: Object.freeze([ofEnvironment]), secrets: [] };
  const json = readJsonFile(SETTINGS.providersFile.name, path, sources.readFile, problems);
  const found: string[] = [];
  const entries = json === undefined ? [] : parseProviders(json, found);
  const secrets: string[] = [];
  const read = entries.map((entry) => {
    const keys = readKeysOf(entry, path, sources, found);
    secrets.push(...keys.texts);
    return providerOf(entry, keys, sources, found);
  });
  const hasOpenAi = entries.some(({ name }) => name === DEFAULT_PROVIDER);
  if (hasOpenAi) refuseUnused(entries, sources, found);
  problems.push(...found.map((problem) => `${SETTINGS.providersFile.name}: ${problem}`));
  const providers = Object.freeze(hasOpenAi || ofEnvironment.isDemo ? read : [ofEnvironment, ...read]);
  return { providers, secrets };
}

function readKeysOf(entry: ProviderEntry, path: string, places: KeyPlaces, problems: string[]): ProviderKeys {
  const { where, keyVariables, keyFiles } = entry;
  const reading = readKeys(
    [
      ...keyVariables.map((name) => ({ kind: 'variable', name }) as const),
      // As everywhere, a path in a file begins where the file is.
      ...keyFiles.map((file) => ({ kind: 'file', path: resolve(dirname(path), file) }) as const),
    ],
    places,
  );
  problems.push(...reading.problems.map((problem) => `${where}: ${problem}`));
  if (keyVariables.length + keyFiles.length === 0 && isOpenAiAddress(entry.baseUrl)) {
    problems.push(`${where}: OpenAI takes no call without a key; add key_env or key_file`);
  }
  return reading;
}

function providerOf(
  entry: ProviderEntry,
  { keys, sources }: ProviderKeys,
  { settings, limits }: ProviderSources,
  problems: string[],
): ProviderSettings {
  const { where, name, baseUrl, headers } = entry;
  const ms = (seconds: number | undefined, fallback: number) => (seconds === undefined ? fallback : seconds * 1000);
  const provider: ProviderSettings = Object.freeze({
    addressSetting: `${SETTINGS.providersFile.name}: base_url`,
    keySetting: keySettingOf(entry),
    ...{ name, baseUrl, headers, isDemo: false, keys: Object.freeze(keys), keySources: Object.freeze(sources) },
    keyOrder: entry.keyOrder ?? PROVIDER_DEFAULTS.keyOrder,
    callsInFlight: entry.callsInFlight ?? null,
    queueMs: ms(entry.queueSeconds, PROVIDER_DEFAULTS.queueMs),
    timeoutMs: ms(entry.timeoutSeconds, limits.upstreamTimeoutMs),
    connectTimeoutMs: ms(entry.connectTimeoutSeconds, PROVIDER_DEFAULTS.connectTimeoutMs),
    wantsOpenAiFields: entry.wantsOpenAiFields ?? isOpenAiAddress(baseUrl),
    pricePercent: entry.pricePercent ?? (name === DEFAULT_PROVIDER ? settings.pricePercent : 100),
    inputSlackTokens: entry.inputSlackTokens ?? null,
  });
  checkRegion(`${where}: price_percent`, 'give', provider, problems);
  return provider;
}

/** Names of variables, which are no secret; paths of files are not shown. */
function keySettingOf({ keyVariables, keyFiles }: ProviderEntry): string {
  const field = keyFiles.length > 0 ? 'key_file' : 'key_env';
  const inFile = `${SETTINGS.providersFile.name}: ${field}`;
  return keyVariables.length === 0 ? inFile : [...keyVariables, ...(keyFiles.length === 0 ? [] : [inFile])].join(', ');
}

/** A price that is too low is an overspend that nobody sees. */
function checkRegion(field: string, verb: string, { baseUrl, pricePercent }: ProviderSettings, problems: string[]) {
  if (!isRegional(baseUrl) || pricePercent >= REGIONAL_PERCENT) return;
  problems.push(`${field}: regional addresses of OpenAI bill more; ${verb} ${REGIONAL_PERCENT}`);
}

/** The file replaces what the environment says of this provider, which would be ignored in silence. */
function refuseUnused(entries: readonly ProviderEntry[], { settings, env }: ProviderSources, problems: string[]): void {
  const { key, keyFile, baseUrl } = SETTINGS;
  const isNamed = entries.some(({ keyVariables }) => keyVariables.includes(key.name));
  const unused = [
    ...(env[key.name] && !isNamed ? [key.name] : []),
    ...(settings.keyFile === null ? [] : [keyFile.name]),
    ...(settings.baseUrl === baseUrl.fallback ? [] : [baseUrl.name]),
  ];
  if (unused.length === 0) return;
  problems.push(
    `the provider "${DEFAULT_PROVIDER}" is in the file, so that ${unused.join(' and ')} would not be used; remove one of the two`,
  );
}
