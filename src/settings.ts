import { fileURLToPath } from 'node:url';
import { LANGUAGES } from './access/classes.ts';
import { DEFAULT_INPUT_SLACK_TOKENS } from './ledger/estimate.ts';
import * as parse from './setting-values.ts';

/** One variable of the environment. */
export interface Setting<Value> {
  readonly name: string;
  /** The default, as one would write it; '' where there is none, or where it is taken from the machine. */
  readonly fallback: string;
  readonly parse: parse.Parse<Value>;
  /** One line for config/example.env. */
  readonly why: string;
  /** Nothing of it is ever shown, but whether it is set. */
  readonly isSecret?: true;
}

function setting<Value>(name: string, fallback: string, read: parse.Parse<Value>, why: string): Setting<Value> {
  return { name, fallback, parse: read, why };
}

function secret<Value>(name: string, read: parse.Parse<Value>, why: string): Setting<Value | null> {
  return { name, fallback: '', parse: parse.optional(read), why, isSecret: true };
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const OWN_CATALOGUE = fileURLToPath(new URL('../config/models.json', import.meta.url));
const MIB = 1024 * 1024;

export const SETTINGS = {
  host: setting(
    'JIGAP_HOST',
    '127.0.0.1',
    parse.host,
    'Address to listen on: 127.0.0.1 is this machine only, 0.0.0.0 all.',
  ),
  port: setting('JIGAP_PORT', '8080', parse.wholeNumber(0, 65_535), 'Port to listen on; 0 takes any free one.'),
  database: setting(
    'JIGAP_DATABASE',
    './data/jigap.db',
    parse.path,
    'The SQLite file; its folder is made at the start.',
  ),
  ownerTokenHash: secret(
    'JIGAP_OWNER_TOKEN',
    parse.secretHash,
    "The owner's secret for /api, 20 characters or more. Empty: one is made and shown at the first start.",
  ),
  metricsTokenHash: secret(
    'JIGAP_METRICS_TOKEN',
    parse.secretHash,
    'A secret of its own for whoever scrapes /metrics, 20 characters or more. Empty: only the owner token reads it.',
  ),
  key: secret(
    'OPENAI_API_KEY',
    parse.upstreamKey,
    "The provider's real key. Without one, OPENAI_BASE_URL is called without; where that is OpenAI's, a simulated model answers.",
  ),
  keyFile: secret('OPENAI_API_KEY_FILE', parse.path, 'A file with that key, instead of the variable.'),
  baseUrl: setting(
    'OPENAI_BASE_URL',
    'https://api.openai.com/v1',
    parse.baseUrl,
    'Any OpenAI-compatible server; one of your own may need no key.',
  ),
  adminKey: secret(
    'OPENAI_ADMIN_KEY',
    parse.upstreamKey,
    "An admin key of the provider's (sk-admin-...): its bill is compared with the ledger, daily and on request.",
  ),
  adminBaseUrl: setting(
    'OPENAI_ADMIN_BASE_URL',
    'https://api.openai.com/v1',
    parse.baseUrl,
    'Where that key is good for usage and costs.',
  ),
  project: secret(
    'OPENAI_PROJECT_ID',
    parse.projectId,
    "The project of the provider's real key (proj_...). Empty: the bill of the whole organization is compared.",
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
    parse.modelNames,
    'The only models that students may name, parted by commas; each is in the catalogue or an alias.',
  ),
  aliases: setting(
    'JIGAP_MODEL_ALIASES',
    '',
    parse.aliases,
    'Which model serves, and prices, a name: gpt-3.5-turbo=gpt-6-luna since gpt-3.5-turbo was shut down.',
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
    'Won per USD, such as 1400: the pages show won beside USD. Empty: USD only.',
  ),
  timeZone: setting(
    'JIGAP_TIME_ZONE',
    '',
    parse.timeZone,
    "Where days begin, such as Asia/Seoul. Empty: the machine's zone.",
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
    'Your own catalogue of models and prices. Empty: the config/models.json that comes with jigap.',
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
  logLevel: setting('JIGAP_LOG_LEVEL', 'info', parse.oneOf(LOG_LEVELS), `One of ${LOG_LEVELS.join(', ')}.`),
} as const;

/** Limits on everything; each fault of a client or a provider ends at one of these. */
export const LIMITS = {
  bodyBytes: setting('JIGAP_BODY_LIMIT_BYTES', '1048576', parse.wholeNumber(1024, 64 * MIB), 'The largest request.'),
  addressFailuresPerMinute: setting(
    'JIGAP_ADDRESS_FAILURES_PER_MINUTE',
    '60',
    parse.wholeNumber(1, 1_000_000),
    'Wrong tokens per address. Right ones never count: a school is often one address.',
  ),
  studentRequestsPerMinute: setting(
    'JIGAP_STUDENT_REQUESTS_PER_MINUTE',
    '120',
    parse.wholeNumber(1, 1_000_000),
    'Per student.',
  ),
  studentCallsInFlight: setting(
    'JIGAP_STUDENT_CALLS_IN_FLIGHT',
    '16',
    parse.wholeNumber(1, 10_000),
    'At once, per student.',
  ),
  callsInFlight: setting('JIGAP_CALLS_IN_FLIGHT', '1024', parse.wholeNumber(1, 100_000), 'At once, in all.'),
  requestTimeoutMs: setting(
    'JIGAP_REQUEST_TIMEOUT_SECONDS',
    '30',
    parse.seconds(1, 3600),
    'Headers and body of a request must have arrived by then.',
  ),
  upstreamTimeoutMs: setting(
    'JIGAP_UPSTREAM_TIMEOUT_SECONDS',
    '300',
    parse.seconds(1, 3600),
    'Silence of the provider after which a call is given up.',
  ),
  streamMs: setting('JIGAP_STREAM_SECONDS', '900', parse.seconds(1, 86_400), 'The longest answer, in time.'),
  answerBytes: setting(
    'JIGAP_ANSWER_BYTES',
    '67108864',
    parse.wholeNumber(65_536, 1024 * MIB),
    'The longest answer, in bytes.',
  ),
  drainMs: setting(
    'JIGAP_DRAIN_SECONDS',
    '60',
    parse.seconds(0, 3600),
    'After a student hung up: how long an answer is read on to learn its real cost; else the full hold is charged.',
  ),
  hangUp: setting(
    'JIGAP_HANG_UP',
    'read',
    parse.oneOf(['read', 'cancel']),
    'What a hang-up does. read: the answer is read on for its real cost. cancel: the call is cut off at once and charged at a bound; right only where the provider stops billing then.',
  ),
  unreadMs: setting(
    'JIGAP_UNREAD_SECONDS',
    '30',
    parse.seconds(1, 3600),
    'An ended answer of which nothing is read for so long is given up.',
  ),
  drains: setting('JIGAP_DRAINS', '64', parse.wholeNumber(0, 10_000), 'How many such answers are read on at once.'),
  stopMs: setting('JIGAP_STOP_SECONDS', '30', parse.seconds(1, 3600), 'How long a stop waits for calls in flight.'),
  lowestCap: setting(
    'JIGAP_LOWEST_MAX_TOKENS',
    '16',
    parse.wholeNumber(1, 4096),
    'An output cap that the student did not name is lowered to what is affordable, but not below this.',
  ),
  inputSlackTokens: setting(
    'JIGAP_INPUT_SLACK_TOKENS',
    String(DEFAULT_INPUT_SLACK_TOKENS),
    parse.wholeNumber(0, 100_000),
    'Input tokens that a provider may add to what is sent; every hold counts them.',
  ),
  trustProxy: setting(
    'JIGAP_TRUST_PROXY',
    '',
    parse.proxies,
    'Addresses or ranges of your reverse proxy, whose X-Forwarded-For is believed; parted by commas.',
  ),
  corsOrigins: setting(
    'JIGAP_CORS_ORIGINS',
    '',
    parse.origins,
    'Origins of pages and apps that may call from a browser, e.g. https://class.example or app://obsidian.md; parted by commas. Empty: none.',
  ),
} as const;

export type Table = Readonly<Record<string, Setting<unknown>>>;
export type Values<T extends Table> = { readonly [K in keyof T]: T[K] extends Setting<infer Value> ? Value : never };

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
# Written by test/support/write-example-env.ts from src/settings.ts: change it there.
`;
