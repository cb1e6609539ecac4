import { fileURLToPath } from 'node:url';
import { LANGUAGES } from '../language/languages.ts';
import { databaseAddress } from './database-address.ts';
import { LIMITS } from './limit-settings.ts';
import { publicUrl } from './public-url.ts';
import { secret, setting } from './setting.ts';
import * as parse from './setting-values.ts';
import { mailSender, smtpServer } from './smtp-server.ts';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const LOG_FORMATS = ['auto', 'json', 'text'] as const;
/** The one that comes with jigap. */
export const OWN_CATALOGUE = fileURLToPath(new URL('../../config/models.json', import.meta.url));

export const SETTINGS = {
  host: setting(
    'JIGAP_HOST',
    '127.0.0.1',
    parse.host,
    'Address to listen on: 127.0.0.1 is this machine only, 0.0.0.0 all.',
  ),
  port: setting('JIGAP_PORT', '8080', parse.wholeNumber(0, 65_535), 'Port to listen on; 0 takes any free one.'),
  publicUrl: setting(
    'JIGAP_PUBLIC_URL',
    '',
    parse.optional(publicUrl),
    'The address by which students reach jigap, such as https://class.example: links and base URLs begin with it. Empty: the address in the browser.',
  ),
  envFile: setting(
    'JIGAP_ENV_FILE',
    '.env',
    parse.path,
    'A file with settings of this list; those of the environment go before it. .env is the one beside package.json; none: no file.',
  ),
  database: setting(
    'JIGAP_DATABASE',
    './data/jigap.db',
    databaseAddress,
    'The SQLite file; its folder is made at the start. A school with several replicas: postgres://role:password@host:5432/database, see docs/school.en.md.',
  ),
  backupFolder: setting(
    'JIGAP_BACKUP_FOLDER',
    '',
    parse.optional(parse.path),
    'Where backups of the database are kept; best on another disk. Empty: the folder backups beside the database.',
  ),
  backupEveryMs: setting(
    'JIGAP_BACKUP_HOURS',
    '24',
    parse.hours(0, 720),
    'How often a backup is made by itself, in hours; 0: never. It is made and checked while calls run.',
  ),
  backupDays: setting(
    'JIGAP_BACKUP_DAYS',
    '7',
    parse.wholeNumber(1, 366),
    'The newest backup of each of so many days is kept; of those that you made yourself, all.',
  ),
  backupWeeks: setting(
    'JIGAP_BACKUP_WEEKS',
    '4',
    parse.wholeNumber(0, 260),
    'The newest backup of each of so many weeks is kept, too.',
  ),
  ownerTokenHash: secret(
    'JIGAP_OWNER_TOKEN',
    parse.secretHash,
    "The owner's secret for /api, 20 characters or more. Empty: one is made and shown at the first start.",
  ),
  metricsTokenHash: secret(
    'JIGAP_METRICS_TOKEN',
    parse.secretHash,
    'A secret of its own for a program that reads /metrics, 20 characters or more. Empty: only the owner token reads it.',
  ),
  key: secret(
    'OPENAI_API_KEY',
    parse.upstreamKey,
    "The provider's real key. Without it, OPENAI_BASE_URL is called without a key; where that is OpenAI's, a simulated model answers.",
  ),
  keyFile: secret('OPENAI_API_KEY_FILE', parse.path, 'A file with that key, instead of the variable.'),
  baseUrl: setting(
    'OPENAI_BASE_URL',
    'https://api.openai.com/v1',
    parse.baseUrl,
    'Any OpenAI-compatible server; one of your own may need no key.',
  ),
  providersFile: setting(
    'JIGAP_PROVIDERS_FILE',
    '',
    parse.optional(parse.path),
    'A file with more providers beside that one, such as a server in the lab: see config/example-providers.json. Empty: none.',
  ),
  adminKey: secret(
    'OPENAI_ADMIN_KEY',
    parse.upstreamKey,
    "An admin key of the provider's (sk-admin-...): its bill is compared with the ledger, daily and on request, and its limit on the project with the wallet's.",
  ),
  adminBaseUrl: setting(
    'OPENAI_ADMIN_BASE_URL',
    'https://api.openai.com/v1',
    parse.baseUrl,
    'Where that key is good for usage, costs and limits.',
  ),
  project: secret(
    'OPENAI_PROJECT_ID',
    parse.projectId,
    "The project of the provider's real key (proj_...). Empty: the bill of the whole organization is compared, and no limit is read.",
  ),
  driftPercent: setting(
    'JIGAP_DRIFT_PERCENT',
    '2',
    parse.wholeNumber(0, 100),
    'A day on which that bill and the ledger differ by more than this, and 1,000 tokens or 1 cent, is an incident.',
  ),
  allowed: setting(
    'JIGAP_ALLOWED_MODELS',
    'gpt-3.5-turbo',
    parse.names,
    'The only models that students may name, separated by commas; each is in the catalogue or an alias. The default of what the owner changes while the server runs.',
  ),
  aliases: setting(
    'JIGAP_MODEL_ALIASES',
    '',
    parse.aliases,
    'Which model serves, and prices, a name: gpt-3.5-turbo=gpt-6-luna since gpt-3.5-turbo was shut down; gpt-6-luna|llama-3.2-3b also says what follows, in classes that fall back. A default, too.',
  ),
  walletMonthly: setting('JIGAP_WALLET_MONTHLY_USD', '5', parse.usd, 'All students together, a month, in USD.'),
  studentWeekly: setting(
    'JIGAP_STUDENT_WEEKLY_USD',
    '0.50',
    parse.usd,
    'A student, a week, in USD, where neither the student nor the class has a budget of its own.',
  ),
  krwPerUsd: setting(
    'JIGAP_KRW_PER_USD',
    '',
    parse.optional(parse.rate),
    'Won per USD, such as 1400: pages and Korean refusals show won beside USD. Empty: USD only.',
  ),
  timeZone: setting(
    'JIGAP_TIME_ZONE',
    '',
    parse.timeZone,
    "Where days begin outside a class, such as Asia/Seoul; the owner's own zone until one is set. Empty: the machine's zone.",
  ),
  language: setting(
    'JIGAP_LANGUAGE',
    '',
    parse.optional(parse.oneOf(LANGUAGES)),
    'Language of texts outside a class, ko or en. Empty: ko where LC_ALL or LANG says so, else en.',
  ),
  modelsFile: setting(
    'JIGAP_MODELS_FILE',
    '',
    (text) => parse.path(text === '' ? OWN_CATALOGUE : text),
    'Your own catalogue of models and prices, instead of the config/models.json that comes with jigap. Empty: that one.',
  ),
  moreModelsFile: setting(
    'JIGAP_MORE_MODELS_FILE',
    '',
    parse.optional(parse.path),
    'More models beside those, in a file of the same form: those of the other providers, for example. Empty: none.',
  ),
  checkMs: setting(
    'JIGAP_CHECK_MINUTES',
    '10',
    parse.minutes(1, 1440),
    'How often the ledger is checked against its own records, in minutes.',
  ),
  pricePercent: setting(
    'JIGAP_PRICE_PERCENT',
    '100',
    parse.wholeNumber(100, 1000),
    "Of the catalogue's prices: what your provider bills. OpenAI's regional addresses (eu.api.openai.com) take 110.",
  ),
  smtp: secret(
    'JIGAP_SMTP_URL',
    smtpServer,
    'The mail server that sends claim links, such as smtps://user:password@mail.school.example (TLS; smtp:// is STARTTLS on 587). Needs JIGAP_MAIL_FROM and JIGAP_PUBLIC_URL. Empty: no e-mail.',
  ),
  mailFrom: setting(
    'JIGAP_MAIL_FROM',
    '',
    parse.optional(mailSender),
    'Who those e-mails come from, such as AI class <class@school.example>.',
  ),
  logFormat: setting(
    'JIGAP_LOG_FORMAT',
    'auto',
    parse.oneOf(LOG_FORMATS),
    `One of ${LOG_FORMATS.join(', ')}. auto: text on a terminal, JSON everywhere else.`,
  ),
  logLevel: setting('JIGAP_LOG_LEVEL', 'info', parse.oneOf(LOG_LEVELS), `One of ${LOG_LEVELS.join(', ')}.`),
} as const;

export const SETTING_NAMES: ReadonlySet<string> = new Set(
  [...Object.values(SETTINGS), ...Object.values(LIMITS)].map(({ name }) => name),
);

/** config/example.env: every setting with its default and why it is there. Used as it is, it changes nothing. */
export function exampleEnv(): string {
  const lines = [SETTINGS, LIMITS].flatMap((table) =>
    Object.values(table).map(({ name, fallback, why }) => `# ${why}\n${name}=${fallback}\n`),
  );
  return `${EXAMPLE_HEAD}\n${lines.join('\n')}`;
}

const EXAMPLE_HEAD = `# Every setting of jigap with its default. Empty counts as not set.
# Written by test/support/write-example-env.ts from src/config/settings.ts and src/config/limit-settings.ts: change it there.
`;
