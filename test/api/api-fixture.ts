import { join } from 'node:path';
import { AjvCompiler } from '@fastify/ajv-compiler';
import Fastify, { type FastifyInstance } from 'fastify';
import Schema from 'typebox/schema';
import { expect, onTestFinished } from 'vitest';
import { hashSecret } from '../../src/access/api-tokens.ts';
import { CurrentModels } from '../../src/admin/current-models.ts';
import type { Mailer } from '../../src/admin/mailer.ts';
import { OwnerTimeZone } from '../../src/admin/owner-time-zone.ts';
import { OwnerToken } from '../../src/admin/owner-token.ts';
import type { ProjectLimitService } from '../../src/admin/project-limit-service.ts';
import type { ProviderFacts } from '../../src/admin/provider-facts.ts';
import { api } from '../../src/api/api.ts';
import { DeliveryJob } from '../../src/delivery/delivery-job.ts';
import type { IncidentKind, Outcome } from '../../src/ledger/holds.ts';
import type { Catalogue, Model } from '../../src/ledger/prices.ts';
import { NO_TOKENS } from '../../src/ledger/prices.ts';
import type { Reconcile } from '../../src/ledger/reconciliation.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { TestClock } from '../support/clock.ts';
import { writeLedgerCall } from '../support/ledger-call.ts';
import { MIGRATIONS, makeMemoryFolder, writeMigratedDatabase } from '../support/migrated-database.ts';
import { remove } from '../support/temp-folder.ts';

export const OWNER_TOKEN = 'jgo_the-owner-token-of-the-tests';
const DEFAULTS = { walletMonthly: 5_000_000_000, studentWeekly: 500_000_000 };

const MODEL: Model = {
  id: 'gpt-3.5-turbo',
  snapshots: ['gpt-3.5-turbo-0125'],
  endpoints: ['chat'],
  inputs: ['text'],
  contextWindow: 16_385,
  maxOutput: 4_096,
  defaultMaxOutput: 4_096,
  reasoning: false,
  provider: 'openai',
  shutdownDate: null,
  prices: [{ from: '2024-01-25', input: 1, cachedInput: 1, cacheWrite: 1, output: 1, source: 'a test' }],
};

const EMBEDDING: Model = { ...MODEL, id: 'text-embedding-3-small', snapshots: [], endpoints: ['embeddings'] };

const CATALOGUE: Catalogue = new Map([
  [MODEL.id, MODEL],
  ['gpt-3.5-turbo-0125', MODEL],
  ['gpt-4o-mini', { ...MODEL, id: 'gpt-4o-mini', snapshots: [] }],
  [EMBEDDING.id, EMBEDDING],
]);

/** All APIs of a worker compile their schemas once, and have one document: building either takes longer than a test. */
const buildValidator = AjvCompiler();
const documents = new Map<string, Promise<unknown>>();

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON of the answer; null when there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever the API says
  readonly body: any;
}

export interface Route {
  readonly method: string;
  readonly url: string;
}

export interface TestApi {
  readonly store: Store;
  readonly clock: TestClock;
  readonly address: string;
  readonly databasePath: string;
  /** Every route that Fastify knows. */
  readonly routes: readonly Route[];
  /** Sends as the owner. A JSON answer must be one that the OpenAPI document describes. */
  readonly call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  readonly fetch: (path: string, init?: RequestInit) => Promise<Answer>;
}

const DEMO_PROVIDER: ProviderFacts = {
  ...{ name: 'openai', isDemo: true, hasKey: false, origin: 'https://api.openai.com', maxCallsInFlight: null },
  keys: () => [],
  callsInFlight: () => null,
  test: null,
};

/** The owner's API on a real socket, alone in its Fastify, over a database of its own. */
export async function startApi(
  replacing: (store: Store) => Partial<Store> = () => ({}),
  reconciling: (store: Store, catalogue: Catalogue) => Reconcile | null = () => null,
  publicUrl: string | null = null,
  mailer: Mailer | null = null,
  limiting: (store: Store) => ProjectLimitService | null = () => null,
): Promise<TestApi> {
  const clock = new TestClock();
  const folder = makeMemoryFolder();
  const databasePath = join(folder, 'jigap.db');
  writeMigratedDatabase(databasePath);
  const store = openSqliteStore({
    path: databasePath,
    migrationsFolder: MIGRATIONS,
    defaults: DEFAULTS,
    timeZone: 'Asia/Seoul',
    now: clock.now(),
  });
  const ownerToken = new OwnerToken(store.journal, hashSecret(OWNER_TOKEN), clock.now);
  const environment = { catalogue: CATALOGUE, allowed: ['gpt-3.5-turbo', 'gpt-4o-mini'], aliases: new Map() };
  const models = new CurrentModels({ store: store.journal, environment, now: clock.now });
  await models.load();
  const app = Fastify({
    schemaController: { compilersFactory: { buildValidator } },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: true } },
    forceCloseConnections: true,
  });
  const routes: Route[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    if (method !== 'HEAD') routes.push({ method: String(method), url });
  });
  await app.register(api, {
    prefix: '/api',
    publicUrl,
    store: { ...store, ...replacing(store) },
    ...{ ownerTokenHash: ownerToken.hash, catchUp: () => null, rotateOwnerToken: ownerToken.rotate },
    catalogue: CATALOGUE,
    policy: models.policy,
    readServer: async () => ({ kind: 'unreachable', reason: 'refused' }) as const,
    models,
    providers: [DEMO_PROVIDER],
    lastModelCheck: () => null,
    timeZone: 'Asia/Seoul',
    defaults: DEFAULTS,
    ownerTimeZone: new OwnerTimeZone(store.journal, 'Asia/Seoul', clock.now),
    language: 'ko',
    server: {
      ...{ version: '1.2.3', node: 'v24.0.0', platform: 'linux x64', startedAt: clock.now() },
      ...{ settings: [], isInPlace: () => true, writeLedger: async () => {}, metrics: async () => '' },
      checkState: () => ({ lastAt: null, problems: 0 }),
    },
    callLimits: { callsInFlight: 64, studentRequestsPerMinute: 120, studentCallsInFlight: 16 },
    now: clock.now,
    countWrongToken: async () => null,
    deliveries: new DeliveryJob({
      deliveries: store.deliveries,
      send: async () => null,
      logger: { warn: () => undefined, error: () => undefined },
      now: clock.now,
    }),
    pseudonymOf: (studentId) => `pseudonym-${studentId}`,
    checkLedger: () => store.ledger.check('full', clock.now()),
    reconcile: reconciling(store, CATALOGUE),
    projectLimit: limiting(store),
    krwPerUsd: null,
    mailer,
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    await app.close();
    await store.close();
    remove(folder);
  });
  return { store, clock, address, databasePath, routes, fetch: fetchFrom(address), call: callOn(app, address, routes) };
}

function fetchFrom(address: string) {
  return async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(address + path, init);
    const text = await response.text();
    const json = text !== '' && response.headers.get('content-type')?.includes('application/json') === true;
    return { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : null };
  };
}

function callOn(app: FastifyInstance, address: string, routes: readonly Route[]): TestApi['call'] {
  const send = fetchFrom(address);
  return async (method, path, body, headers = {}) => {
    const answer = await send(path, {
      method,
      headers: {
        authorization: `Bearer ${OWNER_TOKEN}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expectDocumented(await describeRoutes(app, routes), routes, method, path, answer);
    return answer;
  };
}

/** The OpenAPI document: the same for the same routes, because their schemas are constants. */
function describeRoutes(app: FastifyInstance, routes: readonly Route[]): Promise<unknown> {
  const key = JSON.stringify(routes);
  const document = documents.get(key) ?? app.inject('/api/openapi.json').then(({ payload }) => JSON.parse(payload));
  documents.set(key, document);
  return document;
}

// biome-ignore lint/suspicious/noExplicitAny: a JSON document
function expectDocumented(document: any, routes: readonly Route[], method: string, path: string, answer: Answer): void {
  const pathname = path.split('?')[0] ?? '';
  const route = routes.find((candidate) => {
    const pattern = new RegExp(`^${candidate.url.replaceAll('.', '\\.').replaceAll(':id', '[^/]+')}$`);
    return candidate.method === method && pattern.test(pathname);
  });
  if (route === undefined) return;
  const responses = document.paths[route.url.replace(':id', '{id}')][method.toLowerCase()].responses;
  const response = responses[answer.status] ?? responses[`${String(answer.status)[0]}XX`];
  if (answer.body === null) return;
  const [, errors] = Schema.Errors(response.content['application/json'].schema, answer.body);
  expect(errors, `${method} ${path} answers as documented`).toEqual([]);
}

/** One call of a student, placed and ended, on the ledger. Amounts are nano-USD. Returns the record's id. */
export async function recordCall(
  testApi: TestApi,
  call: {
    readonly studentId: number;
    readonly tokenId: number;
    readonly cost: number;
    readonly servedModel?: string;
    readonly outcome?: Outcome;
    readonly incident?: IncidentKind;
    /** Its tokens are unknown. */
    readonly unmeasured?: true;
  },
): Promise<number> {
  const { unmeasured, ...rest } = call;
  const known = { inputTokens: 10, cachedInputTokens: 4, cacheWriteTokens: 0, outputTokens: 5 };
  const id = await writeLedgerCall(testApi, {
    ...{ ...rest, held: call.cost, model: 'gpt-3.5-turbo', priceVersion: 'gpt-3.5-turbo@2024-01-25' },
    usage: unmeasured ? NO_TOKENS : known,
    timing: { durationMs: 812, firstByteMs: 90 },
  });
  if (id === null) throw new Error('the call of the test does not fit its budgets');
  return id;
}

/** What an answer with an error must be. */
export function errorAnswer(status: number, code: string, param: string | null) {
  return {
    status,
    body: {
      error: {
        message: expect.stringMatching(/\S/),
        type: status === 401 ? 'authentication_error' : status >= 500 ? 'server_error' : 'invalid_request_error',
        code,
        param,
      },
    },
  };
}
