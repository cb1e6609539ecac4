import { randomUUID } from 'node:crypto';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { Pseudonyms } from './access/pseudonyms.ts';
import { isOwnerToken } from './admin/owner-token.ts';
import { api } from './api/api.ts';
import { bearerSecret } from './api/bearer-secret.ts';
import type { OwnerDeps } from './api/deps.ts';
import type { Config } from './config/config.ts';
import { Drains } from './gateway/answers/drains.ts';
import { BodyQueue } from './gateway/body/body-queue.ts';
import type { Observer } from './gateway/call.ts';
import { CONVERSATION_CACHE_LIMITS, ConversationCache } from './gateway/conversations/conversation-cache.ts';
import { ConversationTurns } from './gateway/conversations/conversation-turns.ts';
import { type GatewayDeps, gateway } from './gateway/gateway.ts';
import { answerMalformedRequest, answerMalformedUrl } from './gateway/refusals/malformed-request.ts';
import { UpstreamErrors } from './gateway/refusals/upstream-errors.ts';
import { Settlements } from './gateway/settlements.ts';
import type { ReadBill } from './ledger/reconciliation.ts';
import { CallsInFlight } from './limits/calls-in-flight.ts';
import { FairQueue } from './limits/fair-queue.ts';
import { createRateLimits } from './limits/rate-limits.ts';
import { BillingReconciler } from './ops/billing-reconciler.ts';
import { DatabaseWatch } from './ops/database-watch.ts';
import { DiskProbe } from './ops/disk-probe.ts';
import { type Logger, logCalls } from './ops/logging.ts';
import { createMetrics } from './ops/metrics.ts';
import { ModelWatch } from './ops/model-watch.ts';
import { operations } from './ops/operations.ts';
import { createReconciler } from './ops/reconciler.ts';
import { RefusalLog } from './ops/refusal-log.ts';
import { SelfCheck } from './ops/self-check.ts';
import { pages } from './pages/pages.ts';
import { signedInCaller } from './pages/web/signed-in-caller.ts';
import type { Change } from './store/change.ts';
import type { Store } from './store/store.ts';
import type { Upstream } from './upstream/upstream.ts';

export interface AppDeps {
  readonly store: Store;
  readonly upstream: Upstream;
  readonly logger: Logger;
  /** Absent: OPENAI_ADMIN_KEY is not set, so there is nothing to compare the ledger with. */
  readonly readBill?: ReadBill;
  /** SHA-256 (hex) of the owner token that is in force now. */
  readonly ownerTokenHash: () => string;
  /** Puts a new one in force and returns it. @throws OwnerError 409 when it is set from outside */
  readonly rotateOwnerToken: (change: Change) => Promise<string>;
  /** ms UTC. */
  readonly now: () => number;
}

export interface App {
  readonly fastify: FastifyInstance;
  /** The checks that a server does by itself, until it stops. */
  startChecks(): void;
  /** Refuses what is new, lets what runs end within the limit, breaks off the rest, and settles all of it. */
  stop(): Promise<void>;
}

/** Every part of the server with what it needs, in reading order. The store stays the caller's to close. */
export async function buildApp(config: Config, deps: AppDeps): Promise<App> {
  const { store, upstream, logger, now } = deps;
  const { limits, models, timeZone, language } = config;

  const callsInFlight = new CallsInFlight(limits.callsInFlight, limits.studentCallsInFlight);
  const settlements = new Settlements(store.ledger, (holdId, error) => observer.failed(`hold ${holdId}`, error));
  const drains = new Drains(limits.drains);
  const bodyQueue = new BodyQueue();
  const answerQueue = new FairQueue<number>();
  const openPageQueue = new FairQueue<string>();
  const conversations = new ConversationCache({ ageMs: limits.conversationMs, ...CONVERSATION_CACHE_LIMITS }, now);
  const metrics = createMetrics({
    callsInFlight: () => callsInFlight.total,
    answersReadOn: () => drains.open,
    openHolds: () => settlements.pending,
  });
  const refusals = new RefusalLog({
    records: store.records,
    now,
    onFailure: (error) => observer.failed('refusals', error),
  });
  const observer: Observer = inAll(logCalls(logger), metrics.observer, refusals);
  const pseudonyms = new Pseudonyms(await store.journal.pseudonymSecret());
  const selfCheck = new SelfCheck({ ledger: store.ledger, journal: store.journal, logger, now });
  const modelWatch = new ModelWatch({ upstream, journal: store.journal, models, logger, now });
  const databaseWatch = new DatabaseWatch({ store, logger, now });
  const { reconcile, billingReconciler } = billChecks(config, deps);
  const diskProbe = new DiskProbe(() => store.journal.probeDisk());
  let stopping = false;

  const app = createServer(config, logger);
  const rateLimits = await createRateLimits(app, limits);
  await app.register(operations, {
    registry: metrics.registry,
    isInPlace: () => store.isInPlace(),
    writeLedger: () => diskProbe.ask(),
    checkState: () => selfCheck.state,
    isStopping: () => stopping,
    mayReadMetrics: (authorization) => {
      const secret = bearerSecret(authorization);
      const hashes = [deps.ownerTokenHash(), config.metricsTokenHash ?? ''];
      return secret !== null && hashes.some((hash) => isOwnerToken(secret, hash));
    },
    countWrongToken: rateLimits.countWrongToken,
  });
  const owner: OwnerDeps = {
    store,
    ownerTokenHash: deps.ownerTokenHash,
    rotateOwnerToken: deps.rotateOwnerToken,
    catalogue: models.catalogue,
    allowedModels: models.allowed,
    timeZone,
    language,
    now,
    pseudonymOf: (studentId) => pseudonyms.of(studentId),
    countWrongToken: rateLimits.countWrongToken,
    checkLedger: () => selfCheck.run('full'),
    reconcile,
  };
  await app.register(api, { prefix: '/api', ...owner });
  await app.register(pages, {
    ...owner,
    owner,
    models,
    limits,
    defaults: config.defaults,
    settings: config.settings,
    krwPerUsd: config.krwPerUsd,
    upstreamKind: upstream.kind,
    upstreamHasKey: config.upstream.key !== null,
    lastModelReading: () => modelWatch.last,
    rateLimits,
    waitForTurn: (address) => new Promise((resolve) => openPageQueue.push(address, resolve)),
  });
  const gatewayDeps: GatewayDeps = {
    store,
    ledger: store.ledger,
    upstream,
    settlements,
    observer,
    callsInFlight,
    limits,
    language,
    now,
    policy: models,
    inputSlackTokens: limits.inputSlackTokens,
    lowestCap: limits.lowestCap,
    studentCallsInFlight: limits.studentCallsInFlight,
    studentRequestsPerMinute: limits.studentRequestsPerMinute,
    bodyLimit: limits.bodyBytes,
    corsOrigins: limits.corsOrigins,
    rateLimits,
    upstreamErrors: new UpstreamErrors(upstream, store.journal, models, now),
    drains,
    answerQueue,
    bodyQueue,
    turns: new ConversationTurns({ cache: conversations, maxBytes: limits.bodyBytes, bodyQueue }),
    pseudonymOf: (studentId) => pseudonyms.of(studentId),
    isStopping: () => stopping,
    findSessionCaller: await signedInCaller(owner),
  };
  await app.register(gateway, gatewayDeps);

  return {
    fastify: app,
    startChecks() {
      modelWatch.start();
      databaseWatch.start();
      selfCheck.start(config.checkMs);
      billingReconciler?.start();
    },
    async stop() {
      stopping = true;
      modelWatch.stop();
      databaseWatch.stop();
      selfCheck.stop();
      billingReconciler?.stop();
      // Still listening: who calls now hears why, and /readyz says it too.
      await until(() => settlements.pending === 0 && callsInFlight.total === 0, limits.stopMs);
      await upstream.close();
      await until(() => settlements.pending === 0, limits.stopMs);
      await settlements.stop();
      app.server.close();
      app.server.closeAllConnections();
      await app.close();
      await refusals.stop();
      conversations.clear();
    },
  };
}

function billChecks({ models, reconciliation }: Config, { store, readBill, logger, now }: AppDeps) {
  if (readBill === undefined) return { reconcile: null, billingReconciler: null };
  const { records, journal } = store;
  const { catalogue } = models;
  const thresholdPercent = reconciliation.driftPercent;
  const reconcile = createReconciler({ records, journal, readBill, catalogue, thresholdPercent, logger, now });
  return { reconcile, billingReconciler: new BillingReconciler({ reconcile, journal, logger, now }) };
}

function createServer({ limits, language }: Config, logger: Logger): FastifyInstance {
  return fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // A child logger per request is paid for by every call and used by none.
    childLoggerFactory: (parent) => parent,
    genReqId: () => `req_${randomUUID().replaceAll('-', '')}`,
    trustProxy: limits.trustProxy.length === 0 ? false : [...limits.trustProxy],
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestTimeoutMs,
    // A socket's silence is no sign of trouble: a model may think for minutes.
    connectionTimeout: 0,
    http: { headersTimeout: limits.requestTimeoutMs },
    return503OnClosing: false,
    // What is checked must be what was sent: nothing is coerced or dropped in silence.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: true } },
    clientErrorHandler: answerMalformedRequest(language),
    frameworkErrors: answerMalformedUrl(language),
  });
}

function inAll(...observers: Observer[]): Observer {
  return {
    callEnded: (report) => {
      for (const observer of observers) observer.callEnded(report);
    },
    callRefused: (report) => {
      for (const observer of observers) observer.callRefused(report);
    },
    failed: (requestId, error) => {
      for (const observer of observers) observer.failed(requestId, error);
    },
  };
}

const LOOK_AGAIN_MS = 20;

async function until(done: () => boolean, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!done() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
}
