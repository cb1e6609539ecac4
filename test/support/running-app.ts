import { Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { OwnerToken } from '../../src/admin/owner-token.ts';
import { buildApp } from '../../src/app.ts';
import { type Config, loadConfig } from '../../src/config/config.ts';
import { DEMO_ANSWERS } from '../../src/endpoints/demo-answers.ts';
import type { ProjectLimitAccount } from '../../src/ledger/project-limit.ts';
import { openStore as openConfiguredStore } from '../../src/open-store.ts';
import { createLogger, type Logger } from '../../src/ops/logging.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { createProviders, type Providers } from '../../src/upstream/providers.ts';
import { TestClock } from './clock.ts';
import type { RawResponse } from './http-response.ts';
import { MIGRATIONS } from './migrated-database.ts';
import { type ApiAnswer, type NewStudent, OwnerClient, type StudentWithToken } from './owner-client.ts';
import { chosenServerUrl } from './postgres/chosen.ts';
import { connectRaw } from './raw-client.ts';
import { type ScriptedUpstream, startScriptedUpstream } from './scripted-upstream.ts';
import { createServerDatabase } from './server-database.ts';

const OWNER_TOKEN = 'jgo_the-owner-token-of-the-tests';
/** Secrets of the owner that must never leak. */
export const UPSTREAM_KEY = 'sk-proj-TheRealKeyOfTheOwner0123456789abcdef';

/** Seoul, English, and no rate limit in the way: a test that wants one names it. */
const TEST_ENVIRONMENT = {
  JIGAP_PORT: '0',
  JIGAP_OWNER_TOKEN: OWNER_TOKEN,
  JIGAP_TIME_ZONE: 'Asia/Seoul',
  JIGAP_LANGUAGE: 'en',
  JIGAP_STUDENT_REQUESTS_PER_MINUTE: '1000000',
  OPENAI_API_KEY: UPSTREAM_KEY,
};

const POLL_MS = 5;

export interface AppOverrides {
  /** Settings beside or instead of the tests' own; an empty OPENAI_API_KEY alone means the demo upstream. */
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: TestClock;
  /** A given one stays the caller's to stop. */
  readonly upstream?: ScriptedUpstream;
  /** An existing database, for a second start; it stays where it is. */
  readonly databasePath?: string;
  /** The checks that a started server makes by itself, of the provider's models among others. */
  readonly checks?: boolean;
  /** Where the provider keeps its limit on the project; absent: there is no admin key. */
  readonly projectLimitAccount?: ProjectLimitAccount;
  /** Stands between the app and its store: for disks that fail. */
  readonly store?: (store: Store) => Store;
}

/** The whole product on a real port, over a database of its own and a provider that does what it is told. */
export interface RunningApp {
  /** Without a path. */
  readonly url: string;
  readonly config: Config;
  readonly ownerToken: string;
  readonly store: Store;
  readonly clock: TestClock;
  readonly upstream: ScriptedUpstream;
  readonly databasePath: string;
  /** What was logged so far, a JSON text each. */
  readonly logLines: readonly string[];
  readonly owner: OwnerClient;
  /** Calls /api as the owner, and returns any answer. */
  api(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  /** @throws Error when the API refuses one of the two */
  newStudent(student?: NewStudent): Promise<StudentWithToken>;
  /** The usage records of a student, newest first, and the current budgets, as the API shows them. */
  recordsOf(studentId: number): Promise<ApiAnswer['json']>;
  budgetsOf(studentId: number): Promise<ApiAnswer['json']>;
  /** One chat call of a student over a connection of its own, to its end. Texts are sent as they are. */
  chat(token: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<RawResponse>;
  /** Resolves when so many students wait for an answer. A call that is read on after a hang-up does not count. */
  callsInFlight(count: number): Promise<void>;
  /** Every job in the background, once, now. */
  runJobs(): Promise<void>;
  /** As the process stops: calls end, the database is closed. Removes what was made for this app. */
  stop(): Promise<void>;
}

export async function startApp(overrides: AppOverrides = {}): Promise<RunningApp> {
  const clock = overrides.clock ?? new TestClock();
  const upstream = overrides.upstream ?? (await startScriptedUpstream());
  const database = overrides.databasePath === undefined ? await createServerDatabase('migrated') : null;
  const databasePath = overrides.databasePath ?? database?.place ?? '';
  const config = loadConfig({
    ...TEST_ENVIRONMENT,
    ...(overrides.env?.OPENAI_API_KEY === '' ? {} : { OPENAI_BASE_URL: upstream.url }),
    JIGAP_DATABASE: databasePath,
    ...overrides.env,
  });
  const logLines: string[] = [];
  const logger = createLogger(config.logLevel, 'json', linesInto(logLines));
  const opened = await openStore(config, logger, clock);
  const store = overrides.store?.(opened) ?? opened;
  const token = new OwnerToken(store.journal, config.ownerTokenHash, clock.now);
  const madeNow = await token.ensure();
  const app = await buildApp(config, {
    store,
    providers: providersOf(config),
    logger,
    ...{ ownerTokenHash: token.hash, loadOwnerToken: token.load, rotateOwnerToken: token.rotate },
    now: clock.now,
    ...(overrides.projectLimitAccount && { projectLimitAccount: overrides.projectLimitAccount }),
  });
  const url = await app.fastify.listen({ host: config.host, port: config.port });
  if (overrides.checks === true) app.jobs.start();

  const ownerToken = madeNow ?? overrides.env?.JIGAP_OWNER_TOKEN ?? OWNER_TOKEN;
  const owner = new OwnerClient(url, ownerToken);
  const api = owner.send;
  const stop = async () => {
    await app.stop();
    await opened.close();
    if (overrides.upstream === undefined) await upstream.stop();
    await database?.remove();
  };
  return {
    ...{ url, config, ownerToken, store, clock, upstream, databasePath, logLines, owner, api, stop },
    newStudent: (student) => owner.newStudent(student),
    recordsOf: async (id) => (await api('GET', `/api/requests?student_id=${id}`)).json.data,
    budgetsOf: async (id) => (await api('GET', `/api/budgets?scope=student&scope_id=${id}`)).json.data,
    callsInFlight: (count) => callsInFlight(owner, count),
    chat: (token, body, headers = {}) => chat(url, token, body, headers),
    runJobs: () => app.jobs.run(),
  };
}

const NO_OBSERVER = { onGroup: () => {}, onServer: () => {} };

/** As server.ts does it. */
async function openStore(config: Config, logger: Logger, clock: TestClock): Promise<Store> {
  const { database, defaults, timeZone } = config;
  const now = clock.now();
  const store =
    chosenServerUrl() === null
      ? openSqliteStore({ path: database, migrationsFolder: MIGRATIONS, defaults, timeZone, now })
      : await openConfiguredStore(config, logger, now, NO_OBSERVER);
  await store.journal.noteStart(now);
  await store.ledger.expireOpenHolds(now);
  return store;
}

function providersOf({ providers, reconciliation: { adminKey }, limits, models }: Config): Providers {
  const demo = { answers: DEMO_ANSWERS, catalogue: models.catalogue };
  return createProviders({ settings: providers, adminKey, demo, connections: limits.callsInFlight + limits.drains });
}

function linesInto(lines: string[]): Writable {
  return new Writable({
    write(text: Buffer, _encoding, done) {
      lines.push(...text.toString().trimEnd().split('\n'));
      done();
    },
  });
}

/** Asking without a pause takes a whole core from what is waited for. */
export function waitToAskAgain(): Promise<void> {
  return setTimeout(POLL_MS);
}

async function callsInFlight(owner: OwnerClient, count: number): Promise<void> {
  const metric = (text: string, name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
  for (;;) {
    const { text } = await owner.send('GET', '/metrics');
    if (metric(text, 'jigap_calls_in_flight') - metric(text, 'jigap_answers_read_on') === count) return;
    await waitToAskAgain();
  }
}

async function chat(
  url: string,
  token: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<RawResponse> {
  const client = await connectRaw(url);
  try {
    await client.request({
      path: '/v1/chat/completions',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return await client.response();
  } finally {
    client.hangUp();
  }
}
