import { readFileSync } from 'node:fs';
import type { ModelPolicy } from '../access/model-policy.ts';
import { nearestNames } from '../access/nearest-names.ts';
import type { Language } from '../language/languages.ts';
import type { DefaultLimits } from '../ledger/effective-rules.ts';
import { DEFAULT_PROVIDER } from '../ledger/prices.ts';
import type { ReadKeys } from '../upstream/keys/key-reading.ts';
import type { ProviderSettings } from '../upstream/provider-settings.ts';
import type { UpstreamKey } from '../upstream/upstream-key.ts';
import { type BackupSettings, readBackupSettings } from './backup-settings.ts';
import { readModels } from './catalogue-files.ts';
import { type EffectiveSetting, effectiveSettings } from './effective-settings.ts';
import { readEnvFile } from './env-file.ts';
import { createKeyReader } from './key-reader.ts';
import { LIMITS } from './limit-settings.ts';
import { localeLanguage, terminalLanguage } from './locale-language.ts';
import { optionsOfThisProcess, unsafeNodeOptions } from './node-options.ts';
import { readProviders } from './providers/read-providers.ts';
import type { Setting, Table, Values } from './setting.ts';
import { chooseKey, collectError, type ReadFile } from './setting-files.ts';
import { gatewayUrl } from './setting-values.ts';
import { SETTING_NAMES, SETTINGS } from './settings.ts';
import { type MailSettings, readMailSettings } from './smtp-server.ts';
import { withoutSecrets } from './without-secrets.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Times are ms, sizes bytes, caps and slack tokens; trustProxy lists addresses and CIDR ranges. */
export type Limits = Values<typeof LIMITS>;
type Settings = Values<typeof SETTINGS>;

export type { EffectiveSetting, MailSettings };

export interface Config {
  /** The file of settings, when other users of this machine may read or write it; else null. */
  readonly openEnvFile: string | null;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Origin of links where the owner has set one, without a slash at the end; null: each browser's own address. */
  readonly publicUrl: string | null;
  readonly database: string;
  readonly backups: BackupSettings;
  /** SHA-256 of the owner token that was set; null: one is generated at the first start. */
  readonly ownerTokenHash: string | null;
  /** SHA-256 of the token that reads /metrics and nothing else; null: only the owner token does. */
  readonly metricsTokenHash: string | null;
  /** At least one; that of OPENAI_API_KEY and OPENAI_BASE_URL first, unless the file of providers has it elsewhere. */
  readonly providers: readonly ProviderSettings[];
  /** What the provider's bill is compared with, and where it is read. */
  readonly reconciliation: {
    /** Whose bill it is. */
    readonly provider: string;
    /** Without a trailing slash. */
    readonly baseUrl: string;
    /** null: there is nothing to compare. */
    readonly adminKey: UpstreamKey | null;
    /** null: the whole organization. */
    readonly project: string | null;
    readonly driftPercent: number;
  };
  /** What students may use where the owner has chosen nothing else while the server runs. */
  readonly models: ModelPolicy;
  /** null: no e-mail is sent. */
  readonly mail: MailSettings | null;
  readonly defaults: DefaultLimits;
  /** Won per USD, for the pages; null: USD only. */
  readonly krwPerUsd: number | null;
  readonly timeZone: string;
  readonly language: Language;
  readonly logLevel: Settings['logLevel'];
  readonly logFormat: Settings['logFormat'];
  /** Between two checks of the ledger. */
  readonly checkMs: number;
  readonly limits: Limits;
  /** Every setting, to be shown to the owner; no secret is in it. */
  readonly settings: readonly EffectiveSetting[];
}

export interface ClientSettings {
  /** Of the gateway, without a trailing slash. */
  readonly url: string;
  readonly ownerToken: string | null;
  /** A student's own token, where OPENAI_API_KEY holds one. */
  readonly apiToken: string | null;
  /** That JIGAP_LANGUAGE or the locale names; null: none of them does. */
  readonly language: Language | null;
  /** Of this machine, an IANA name. */
  readonly timeZone: string;
}

/** Everything that is wrong with the settings, at once, each with what to do. Never contains a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`the settings have ${problems.length} error(s):\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** @throws ConfigError */
export function readConfig(): Config {
  const { env, openToOthers } = readEnvironment();
  return Object.freeze({ ...loadConfig(env, readText, optionsOfThisProcess()), openEnvFile: openToOthers });
}

/**
 * The environment over the file of settings. The file's values stay out of process.env, which child processes inherit.
 * @throws ConfigError
 */
function readEnvironment(): { env: Environment; openToOthers: string | null } {
  const { name } = SETTINGS.envFile;
  const { values, problems, openToOthers } = readEnvFile(process.env[name]);
  if (problems.length > 0) throw new ConfigError(problems.map((problem) => `${name}: ${problem}`));
  // The file cannot name another one.
  return { env: { ...values, [name]: '', ...process.env }, openToOthers };
}

/** From where they came. What the environment itself says cannot change while the process runs. */
export function createKeyReaderOf(providers: readonly ProviderSettings[]): ReadKeys {
  const readFileOfSettings = () => {
    const { values, problems } = readEnvFile(process.env[SETTINGS.envFile.name]);
    return problems.length === 0 ? values : null;
  };
  return createKeyReader(providers, { env: process.env, readEnvFile: readFileOfSettings });
}

/**
 * @param nodeOptions that Node was started with, besides those in NODE_OPTIONS
 * @throws ConfigError naming every problem
 */
export function loadConfig(
  env: Environment,
  readFile: ReadFile = readText,
  nodeOptions: readonly string[] = [],
): Config {
  const problems = unknownNames(env);
  const limits = readAll(LIMITS, env, problems);
  const settings = readAll(SETTINGS, env, problems);
  const key = chooseKey(settings, env, readFile, problems);
  const { providers, secrets } = readProviders({ settings, limits, key, env, readFile }, problems);
  const models = readModels(settings, providers, readFile, problems);
  const mail = readMailSettings(settings, problems);
  if (settings.adminKey !== null || providers.some(({ keys }) => keys.length > 0)) {
    problems.push(...unsafeNodeOptions([...nodeOptions, ...(env.NODE_OPTIONS ?? '').split(/\s+/)]));
  }
  if (problems.length > 0) throw new ConfigError(problems.map((problem) => withoutSecrets(problem, env, secrets)));
  const { host, port, publicUrl, database, ownerTokenHash, metricsTokenHash } = settings;
  const { timeZone, logLevel, logFormat, checkMs, walletMonthly, studentWeekly } = settings;
  const { adminBaseUrl, adminKey, project, driftPercent } = settings;
  const language = settings.language ?? localeLanguage(env) ?? 'en';
  return Object.freeze({
    openEnvFile: null,
    host,
    port,
    publicUrl,
    database,
    backups: readBackupSettings(settings),
    ownerTokenHash,
    metricsTokenHash,
    providers,
    reconciliation: Object.freeze({
      provider: DEFAULT_PROVIDER,
      baseUrl: adminBaseUrl,
      adminKey,
      project,
      driftPercent,
    }),
    models: Object.freeze(models),
    mail,
    defaults: Object.freeze({ walletMonthly, studentWeekly }),
    krwPerUsd: settings.krwPerUsd,
    timeZone,
    language,
    logLevel,
    logFormat,
    checkMs,
    limits: Object.freeze(limits),
    settings: effectiveSettings({
      env,
      defaults: {
        [SETTINGS.timeZone.name]: timeZone,
        [SETTINGS.language.name]: language,
        [SETTINGS.modelsFile.name]: 'config/models.json',
      },
      hide: (text) => withoutSecrets(text, env, secrets),
    }),
  });
}

const CLIENT_URL: Setting<string> = {
  name: 'JIGAP_URL',
  fallback: 'http://127.0.0.1:8080',
  parse: gatewayUrl,
  why: 'Where the command-line client finds the gateway.',
};

/** The settings of the command-line client, from the same places; those of the server are not checked. @throws ConfigError */
export function readClientSettings(env: Environment = readEnvironment().env): ClientSettings {
  const problems: string[] = [];
  const url = readOne(CLIENT_URL, env, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  const { JIGAP_OWNER_TOKEN: owner, OPENAI_API_KEY: key } = env;
  return {
    url,
    ownerToken: owner ? owner : null,
    apiToken: key?.startsWith('jgp_') ? key : null,
    language: terminalLanguage(env),
    timeZone: SETTINGS.timeZone.parse(''),
  };
}

/** Of the terminal's texts, of help and errors too: so wrong settings do not stop it. */
export function readTerminalLanguage(): Language {
  const file = readEnvFile(process.env[SETTINGS.envFile.name]).values;
  return terminalLanguage({ ...file, ...process.env }) ?? 'en';
}

function readText(path: string): string {
  return readFileSync(path, 'utf8');
}

function unknownNames(env: Environment): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('JIGAP_') && name !== CLIENT_URL.name && !SETTING_NAMES.has(name))
    .map((name) => {
      const [meant] = nearestNames(name, SETTING_NAMES);
      const advice = meant === undefined ? 'see config/example.env for those there are' : `did you mean ${meant}?`;
      return `${name}: there is no such setting; ${advice}`;
    });
}

function readAll<T extends Table>(table: T, env: Environment, problems: string[]): Values<T> {
  const entries = Object.entries(table).map(([key, setting]) => [key, readOne(setting, env, problems)]);
  return Object.fromEntries(entries) as Values<T>;
}

/** A problem is collected, and the default is used, until every problem is known. */
function readOne<Value>(setting: Setting<Value>, env: Environment, problems: string[]): Value {
  const text = env[setting.name];
  try {
    return setting.parse(text ? text : setting.fallback);
  } catch (error) {
    collectError(setting.name, error, problems);
    return setting.parse(setting.fallback);
  }
}
