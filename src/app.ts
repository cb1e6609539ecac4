import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import packageJson from '../package.json' with { type: 'json' };
import { Pseudonyms } from './access/pseudonyms.ts';
import type { Actor } from './admin/actor.ts';
import type { AdminServices } from './admin/admin-deps.ts';
import { askResult } from './admin/ask-result.ts';
import type { CurrentModels } from './admin/current-models.ts';
import { api } from './api/api.ts';
import { createBackgroundJobs } from './app/background-jobs.ts';
import { loadSettings } from './app/load-settings.ts';
import { metricsAccess } from './app/metrics-access.ts';
import { providerFacts, providerSlots, takersOfOpenAiFields } from './app/provider-facts.ts';
import { createStudentLimits } from './app/student-limits.ts';
import type { Config } from './config/config.ts';
import { Drains } from './gateway/answers/drains.ts';
import { BodyQueue } from './gateway/body/body-queue.ts';
import { CONVERSATION_CACHE_LIMITS, ConversationCache } from './gateway/conversations/conversation-cache.ts';
import { ConversationTurns } from './gateway/conversations/conversation-turns.ts';
import { dryRunText } from './gateway/dry-run.ts';
import { gateway } from './gateway/gateway.ts';
import { createHttpServer } from './gateway/http-server.ts';
import { UpstreamErrors } from './gateway/refusals/upstream-errors.ts';
import { Settlements } from './gateway/settlements.ts';
import { SharedCalls } from './gateway/sharing/shared-calls.ts';
import { readServer } from './http/read-server.ts';
import type { ProjectLimitAccount } from './ledger/project-limit.ts';
import type { ReadBill } from './ledger/reconciliation.ts';
import { BodyMemory } from './limits/body-memory.ts';
import { FairQueue } from './limits/fair-queue.ts';
import { PlaceGuesses } from './limits/place-guesses.ts';
import { createRateLimits } from './limits/rate-limits.ts';
import { startMailer } from './mail/start-mailer.ts';
import type { BackgroundJob } from './ops/background-job.ts';
import { combineObservers } from './ops/combine-observers.ts';
import { DiskProbe } from './ops/disk-probe.ts';
import type { KeyReloadDeps } from './ops/key-reload.ts';
import { type Logger, logCalls } from './ops/logging.ts';
import { createMetrics } from './ops/metrics.ts';
import { operations } from './ops/operations.ts';
import { addOperatorMetrics } from './ops/operator-metrics.ts';
import { RefusalLog } from './ops/refusal-log.ts';
import { CachedReading, readStatus } from './ops/status-reading.ts';
import type { StoreMetrics } from './ops/store-metrics.ts';
import { waitUntil } from './ops/wait-until.ts';
import { pages } from './pages/pages.ts';
import { signedInCaller } from './pages/web/signed-in-caller.ts';
import type { Store } from './store/store.ts';
import type { Providers } from './upstream/providers.ts';

export interface AppDeps {
  readonly store: Store;
  readonly providers: Providers;
  readonly logger: Logger;
  /** This and the next are absent: OPENAI_ADMIN_KEY is not set, so there is nothing to compare the ledger with. */
  readonly readBill?: ReadBill;
  readonly projectLimitAccount?: ProjectLimitAccount;
  /** What the engine of the store reports; of use with several replicas only. Absent: nothing. */
  readonly storeMetrics?: StoreMetrics;
  /** Absent: keys stay as they are. */
  readonly readKeys?: KeyReloadDeps['readKeys'];
  /** SHA-256 (hex) of the current owner token. */
  readonly ownerTokenHash: () => string;
  /** Reads its hash from the store again. */
  readonly loadOwnerToken: () => Promise<unknown>;
  /** Replaces the owner token and returns the new one. @throws AdminError owner_token_is_set, owner_token_changed */
  readonly rotateOwnerToken: (actor: Actor) => Promise<string>;
  /** ms UTC. */
  readonly now: () => number;
}

export interface App {
  readonly fastify: FastifyInstance;
  readonly models: CurrentModels;
  /** All of them, until the app stops. */
  readonly jobs: BackgroundJob;
  /** Reads the providers' keys again now, and tries resting ones. */
  reloadKeys(): Promise<void>;
  /** Refuses new calls, lets running ones end within JIGAP_STOP_SECONDS, aborts the rest, and settles all of them. */
  stop(): Promise<void>;
}

/** Scrapers that come more often get the same figures of the store. */
const STATUS_MAX_AGE_MS = 10_000;

/** Creates every part of the server with what it needs, in reading order. The caller closes the store. */
export async function buildApp(config: Config, deps: AppDeps): Promise<App> {
  const { store, providers, logger, now } = deps;
  const { limits, timeZone, language } = config;
  const { journal, cluster } = store;
  let isStopping = false;

  // Shared by all calls.
  const { countStudentRequest, ...studentLimits } = createStudentLimits(limits, store.traffic);
  const { callsInFlight } = studentLimits;
  const settlements = new Settlements(store.ledger, (holdId, error) => observer.failed(`hold ${holdId}`, error));
  const slots = providerSlots(config.providers);
  const drains = new Drains(limits.drains);
  const bodyQueue = new BodyQueue();
  const bodyMemory = new BodyMemory(limits.bodyMemoryBytes);
  const conversations = new ConversationCache({ ageMs: limits.conversationMs, ...CONVERSATION_CACHE_LIMITS }, now);
  const pseudonyms = new Pseudonyms(await journal.pseudonymSecret());
  const { models, policy, ownerTimeZone, cached } = await loadSettings(config, deps);
  store.cluster.onChange(() => void cached.refresh()?.catch((error) => observer.failed('settings', error)));
  const pseudonymOf = (studentId: number) => pseudonyms.of(studentId);

  // Who learns of calls.
  const metrics = createMetrics({
    callsInFlight: () => callsInFlight.total,
    answersReadOn: () => drains.open,
    openHolds: () => settlements.pending,
    slots: () => slots,
  });
  const refusalLog = new RefusalLog({
    records: store.records,
    now,
    onFailure: (error) => observer.failed('refusals', error),
  });
  const observer = combineObservers(logCalls(logger), metrics.observer, refusalLog);

  const mailer = await startMailer(config.mail, deps);
  const background = createBackgroundJobs(config, { ...deps, models, ownerTimeZone });
  const { jobs, selfCheck, lastModelCheck, deliveryJob, reconcile, projectLimit } = background;
  const status = new CachedReading(() => readStatus(store, now()), STATUS_MAX_AGE_MS);
  const versions = { version: packageJson.version, node: process.version };
  addOperatorMetrics({ ...deps, ...metrics, cluster, status, checkState: () => selfCheck.state, versions });
  const diskProbe = new DiskProbe(() => journal.probeDisk());

  // Routes.
  const app = createHttpServer(config, logger as FastifyBaseLogger);
  app.addHook('onRequest', (_request, _reply, done) => {
    const reading = models.refresh();
    if (reading === null) done();
    else void reading.then(() => done());
  });
  const rateLimits = await createRateLimits(app, limits);
  await app.register(operations, {
    registry: metrics.registry,
    databaseProblem: () => cluster.problem(),
    writeLedger: () => diskProbe.ask(),
    checkState: () => selfCheck.state,
    isStopping: () => isStopping,
    mayReadMetrics: metricsAccess(() => [deps.ownerTokenHash(), config.metricsTokenHash ?? '']),
    countWrongToken: rateLimits.countWrongToken,
  });
  const services: AdminServices = {
    server: {
      ...versions,
      platform: `${process.platform} ${process.arch}`,
      startedAt: now(),
      settings: config.settings,
      isInPlace: () => store.isInPlace(),
      writeLedger: () => diskProbe.ask(),
      checkState: () => selfCheck.state,
      metrics: () => metrics.registry.metrics(),
    },
    store,
    ownerTokenHash: deps.ownerTokenHash,
    catchUp: () => cached.catchUp(),
    rotateOwnerToken: deps.rotateOwnerToken,
    catalogue: config.models.catalogue,
    policy,
    models,
    providers: config.providers.map((each) => providerFacts(each, providers.of(each.name), slots.get(each.name))),
    lastModelCheck,
    readServer,
    timeZone,
    ownerTimeZone,
    defaults: config.defaults,
    callLimits: limits,
    language,
    now,
    pseudonymOf,
    checkLedger: () => selfCheck.check('full'),
    ...{ reconcile, projectLimit, krwPerUsd: config.krwPerUsd, mailer, deliveries: deliveryJob },
  };
  await app.register(api, {
    prefix: '/api',
    ...services,
    publicUrl: config.publicUrl,
    countWrongToken: rateLimits.countWrongToken,
  });
  const publicPageQueue = new FairQueue<string>();
  const bodyLimits = { maxBodyBytes: limits.bodyBytes, maxImageBodyBytes: limits.imageBodyBytes };
  const turns = new ConversationTurns({ cache: conversations, limits: bodyLimits, policy, bodyMemory, bodyQueue });
  const { inputSlackTokens, lowestCap } = limits;
  const { ledger } = store;
  const wantsOpenAiFields = takersOfOpenAiFields(config.providers);
  const callDeps = {
    ...{ ledger, turns, policy, inputSlackTokens, lowestCap, ...bodyLimits, pseudonymOf, wantsOpenAiFields, now },
  };
  await app.register(pages, {
    ...services,
    publicUrl: config.publicUrl,
    limits,
    settings: config.settings,
    rateLimits,
    countStudentRequest,
    placeGuesses: new PlaceGuesses(),
    apiDocument: async () => JSON.parse((await app.inject('/api/openapi.json')).body),
    estimateCall: (call, endpoint, body) => dryRunText(call, endpoint, body, callDeps),
    waitForTurn: (address) => new Promise((resolve) => publicPageQueue.push(address, resolve)),
  });
  await app.register(gateway, {
    ...callDeps,
    ...{ store, providers, settlements, observer, limits, language, ...studentLimits },
    krwPerUsd: config.krwPerUsd,
    callLimits: limits,
    rules: cached,
    bodyMemory,
    corsOrigins: limits.corsOrigins,
    rateLimits,
    upstreamErrors: new UpstreamErrors(providers, journal, policy, now),
    drains,
    slots,
    sharedCalls: new SharedCalls(),
    answerQueue: new FairQueue<number>(),
    bodyQueue,
    isStopping: () => isStopping,
    findSessionCaller: await signedInCaller(services),
    askForMoney: (studentId, asked) => askResult(studentId, asked, services),
  });

  return {
    fastify: app,
    models,
    jobs,
    reloadKeys: background.reloadKeys,
    async stop() {
      isStopping = true;
      for (const each of [...slots.values(), bodyMemory]) each.stop();
      jobs.stop();
      // Still listening: new calls are told why they are refused, and so is /readyz.
      await waitUntil(() => settlements.pending === 0 && callsInFlight.total === 0, limits.stopMs);
      await providers.close();
      await waitUntil(() => settlements.pending === 0, limits.stopMs);
      await settlements.stop();
      app.server.close();
      app.server.closeAllConnections();
      await app.close();
      await refusalLog.stop();
      await mailer?.stop();
      await deliveryJob.drain();
      conversations.clear();
    },
  };
}
