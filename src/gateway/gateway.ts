import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { DRY_RUN_PATH, ENDPOINTS, SERVED_ROUTES } from '../endpoints/endpoints.ts';
import { TRY_IMAGE, TRY_IMAGE_PATH } from '../endpoints/try-image.ts';
import { TRY_IT, TRY_IT_PATH } from '../endpoints/try-it.ts';
import { TRY_SPEECH, TRY_SPEECH_PATH } from '../endpoints/try-speech.ts';
import type { BodyShare } from '../limits/body-memory.ts';
import type { Store } from '../store/store.ts';
import { type AdmissionDeps, admit, countingWrongTokens, countRequest, readerOfSender } from './admission.ts';
import {
  type AuthenticateDeps,
  authenticate,
  authenticateBetweenLessons,
  authenticateSession,
  type FindSessionCaller,
  type FoundCaller,
  identify,
  type KnownCaller,
} from './authenticate.ts';
import type { BodyQueue } from './body/body-queue.ts';
import { acceptJsonOnly } from './body/request-body.ts';
import { checkReceivedBody, maxBytesOn, refuseLargeTexts } from './body/reserve-body.ts';
import { allowOrigins } from './browser-origins.ts';
import type { Call } from './call.ts';
import { showCallCost } from './call-cost.ts';
import { type CurrentRules, seeChanges, underCurrentRules } from './current-rules.ts';
import { dryRun } from './dry-run.ts';
import { type ForwardDeps, forward } from './forward.ts';
import { showMe } from './me.ts';
import { listModels, showModel } from './models.ts';
import { type AskDeps, answerAsk, showAsking } from './money-requests.ts';
import { unknownReader } from './reader.ts';
import { errorHandler, notFoundHandler } from './refusals/error-handler.ts';
import { refuse } from './refusals/refusal.ts';
import { findUnservedService } from './refusals/unserved-services.ts';

export interface GatewayDeps extends ForwardDeps, AdmissionDeps {
  readonly store: Store;
  /** Origins whose pages may call from a browser. */
  readonly corsOrigins: readonly string[];
  readonly bodyQueue: BodyQueue;
  readonly rules: CurrentRules;
  readonly findSessionCaller: FindSessionCaller;
  readonly askForMoney: AskDeps['askForMoney'];
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller once identified; a call once it is admitted. */
    call: IdentifiedCall | Call | null;
    /** Of a large body, once there is memory for it. */
    bodyShare: BodyShare | null;
  }
}

type IdentifiedCall = Omit<Call, 'slot'>;

/** The boxes of the student's page that send a call. */
const TRY_BOXES: readonly (readonly [path: string, endpoint: Endpoint])[] = [
  [TRY_IT_PATH, TRY_IT],
  [TRY_SPEECH_PATH, TRY_SPEECH],
  [TRY_IMAGE_PATH, TRY_IMAGE],
];

/**
 * The students' routes: /v1, the same without /v1 for those who forget it, /api/me (also as /v1/usage), and the try-it box of their page.
 * What happens to one call: forward.ts.
 */
export async function gateway(app: FastifyInstance, deps: GatewayDeps): Promise<void> {
  app.decorateRequest('call', null);
  app.decorateRequest('bodyShare', null);
  const errors = {
    readerOf: (request: FastifyRequest) => request.call?.reader ?? unknownReader(request, deps.language),
    callerOf: (request: FastifyRequest) => request.call?.caller ?? null,
    policy: deps.policy,
    observer: deps.observer,
    bodyQueue: deps.bodyQueue,
    checkReceived: (request: FastifyRequest, body: Buffer) => checkReceivedBody(request, request.call, body, deps),
  };
  app.setErrorHandler(errorHandler(errors));
  app.setNotFoundHandler(notFoundHandler(errors));
  acceptJsonOnly(app, errors);
  await allowOrigins(app, deps.corsOrigins, (request) =>
    refuse(unknownReader(request, deps.language), 'unknownUrl', { served: SERVED_ROUTES }),
  );
  const authenticateDeps = { access: deps.store.access, language: deps.language, now: deps.now };
  const byToken = (find: (request: FastifyRequest, deps: AuthenticateDeps) => FoundCaller) =>
    countingWrongTokens(
      underCurrentRules((request) => find(request, authenticateDeps), deps.rules),
      deps,
    );
  const identifyByToken = byToken(identify);
  const identifySender = async (request: FastifyRequest, reply: FastifyReply): Promise<KnownCaller> => {
    reply.header('x-request-id', request.id);
    const known = await identifyByToken(request);
    await countRequest(known, deps);
    return known;
  };
  const refuseUnknownUrl = async (request: FastifyRequest, reply: FastifyReply): Promise<never> => {
    varyByAccept(reply);
    const service = findUnservedService(request.url);
    if (service === null) {
      throw refuse(await readerOfSender(request, authenticateDeps), 'unknownUrl', { served: SERVED_ROUTES });
    }
    const { reader, caller } = await identifySender(request, reply);
    throw refuse(reader, 'serviceNotServed', { why: service.why[reader.language], caller });
  };
  // Before the body: what is sent to an unknown address (a file to /v1/files) is not read.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404) refuseUnknownUrl(request, reply).catch(done);
    else done();
  });

  const admitToken = admit(deps, authenticateDeps, byToken(authenticate));
  const admitBetweenLessons = admit(deps, authenticateDeps, byToken(authenticateBetweenLessons));

  const again = (find: (request: FastifyRequest) => FoundCaller) => (request: FastifyRequest) => (call: Call) => {
    const renewed = () => {
      const { revision } = deps.store.access;
      return call.accessRevision === revision ? call : renew(call, revision, find(request));
    };
    const looking = seeChanges(call, deps.rules);
    return looking === null ? renewed() : looking.then(renewed);
  };
  const findAgain = again((request) => authenticate(request, authenticateDeps));
  const findSessionAgain = again((request) => authenticateSession(request, deps.findSessionCaller, authenticateDeps));

  for (const prefix of ['/v1', '']) {
    for (const endpoint of ENDPOINTS) {
      const options = { onRequest: admitToken, bodyLimit: maxBytesOn(endpoint, deps) };
      app.post(prefix + endpoint.path, options, (request, reply) =>
        holdingSlot({ request, reply, endpoint, deps }, findAgain(request), (admitted, renewed) =>
          forward({ admitted, endpoint, body: request.body, reply, renew: renewed }, deps),
        ),
      );
      app.post(prefix + DRY_RUN_PATH + endpoint.path, options, (request, reply) =>
        holdingSlot({ request, reply, endpoint, deps }, findAgain(request), (call) =>
          dryRun(call, endpoint, request.body, deps),
        ),
      );
    }
    app.get(`${prefix}/models`, { onRequest: admitBetweenLessons }, async (request) =>
      listModels(callOf(request), deps.policy()),
    );
    app.get(`${prefix}/models/:id`, { onRequest: admitBetweenLessons }, async (request) =>
      showModel(callOf(request), (request.params as { id: string }).id, deps.policy()),
    );
  }
  const bySession = (request: FastifyRequest) => authenticateSession(request, deps.findSessionCaller, authenticateDeps);
  const admitSession = admit(deps, authenticateDeps, underCurrentRules(bySession, deps.rules));
  for (const [path, endpoint] of TRY_BOXES) {
    const options = { onRequest: admitSession, bodyLimit: maxBytesOn(endpoint, deps) };
    app.post(path, options, (request, reply) =>
      holdingSlot({ request, reply, endpoint, deps }, findSessionAgain(request), (admitted, renewed) =>
        forward({ admitted, endpoint, body: request.body, reply, renew: renewed }, deps),
      ),
    );
  }
  const identifyWithoutQuery = async (request: FastifyRequest, reply: FastifyReply): Promise<KnownCaller> => {
    const known = await identifySender(request, reply);
    if (request.url.includes('?')) throw refuse(known.reader, 'queryString', { caller: known.caller });
    return known;
  };
  app.get('/api/me', async (request, reply) => showMe((await identifySender(request, reply)).caller, deps));
  app.get('/api/me/money-requests', async (request, reply) =>
    showAsking((await identifySender(request, reply)).caller, deps),
  );
  // Identified before the body is read, as a call is.
  const identifyAsker = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const known = await identifySender(request, reply);
    const accessRevision = deps.store.access.revision;
    request.call = { ...known, accessRevision, id: request.id, startedAt: performance.now() };
  };
  app.post('/api/me/money-requests', { onRequest: identifyAsker }, async (request, reply) => {
    const asked = await answerAsk(knownOf(request), request.body, deps);
    return reply.code(201).send(asked);
  });
  for (const prefix of ['/v1', '']) {
    app.get(`${prefix}/usage`, async (request, reply) =>
      showMe((await identifyWithoutQuery(request, reply)).caller, deps),
    );
    app.get(`${prefix}/usage/:id`, async (request, reply) =>
      showCallCost(
        await identifyWithoutQuery(request, reply),
        (request.params as { id: string }).id,
        deps.store.records,
      ),
    );
  }
}

/** A browser gets a page at some of these addresses (pages/base-url), which a cache must not give to a program. */
function varyByAccept(reply: FastifyReply): void {
  const others = reply.getHeader('vary');
  reply.header('vary', others === undefined ? 'Accept' : `${others}, Accept`);
}

/** @throws Error when the route has no admit hook */
function callOf({ call }: FastifyRequest): Call {
  if (call === null || !('slot' in call)) throw new Error('a handler ran before its request was admitted');
  return call;
}

/** @throws Error when the route has no hook that identifies */
function knownOf({ call }: FastifyRequest): KnownCaller {
  if (call === null) throw new Error('a handler ran before its caller was identified');
  return call;
}

/** @throws Refusal when the student may not call any more */
async function renew(call: Call, accessRevision: number, known: FoundCaller): Promise<Call> {
  return { ...call, ...(await known), accessRevision };
}

/** The same call as the owner's rules are now: a body may come late, and a model may be asked after another failed. */
type Renew = (call: Call) => Call | Promise<Call>;

/** A call keeps its slot until it is settled, even when its student hangs up. */
async function holdingSlot<Result>(
  { request, reply, endpoint, deps }: Received,
  renewed: Renew,
  run: (call: Call, renewed: Renew) => Promise<Result>,
): Promise<Result | undefined> {
  const { slot } = callOf(request);
  if (!slot.retain()) {
    // The student left before the body was read.
    reply.hijack();
    return undefined;
  }
  try {
    const found = renewed(callOf(request));
    const call = found instanceof Promise ? await found : found;
    if (request.bodyShare !== null) {
      refuseLargeTexts(call, endpoint, request.body, request.bodyShare.bytes, deps);
    }
    return await run(call, renewed);
  } finally {
    slot.release();
  }
}

/** A call whose body is here. */
interface Received {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly endpoint: Endpoint;
  readonly deps: GatewayDeps;
}
