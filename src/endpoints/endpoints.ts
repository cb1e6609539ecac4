import type { Refusal } from '../gateway/refusals/refusal.ts';
import type { MeteredUsage } from '../ledger/exits.ts';
import type { EndpointKind, Model } from '../ledger/prices.ts';
import type { AnswerShape } from '../upstream/answers/answer-filter.ts';
import { FREE, readUsage } from '../upstream/read-usage.ts';
import { CHUNKS, EVENTS, type StreamDialect } from '../upstream/stream/stream-dialects.ts';
import { type AnswerEvents, chatEvents, completionEvents, responseEvents } from './answer-events.ts';
import {
  CHAT_SHAPE,
  COMPLETIONS_SHAPE,
  EMBEDDINGS_SHAPE,
  MODERATIONS_SHAPE,
  RESPONSES_SHAPE,
} from './answer-shapes.ts';
import { checkChat } from './parameters/chat-parameters.ts';
import { checkCompletions } from './parameters/completions-parameters.ts';
import { checkEmbeddings } from './parameters/embeddings-parameters.ts';
import { checkModerations } from './parameters/moderations-parameters.ts';
import type { CheckedCall, JsonObject } from './parameters/parameters.ts';
import { checkResponses } from './parameters/responses-parameters.ts';
import { checkTry } from './parameters/try-parameters.ts';

/** One row per endpoint that forwards: what it takes, where it goes, and how its answer says what it used. */
export interface Endpoint {
  readonly kind: EndpointKind;
  /** Served below /v1 and, for those who forget it, without; sent upstream as this constant, never as the client's. */
  readonly path: string;
  /** @throws ParameterError */
  readonly check: (body: JsonObject, model: Model) => CheckedCall;
  /** What the gateway says itself, whatever the client said. */
  readonly ours: (pseudonym: string) => JsonObject;
  /** The parameter that holds the texts. */
  readonly input: 'messages' | 'input' | 'prompt';
  /** How a reasoning effort is asked for. */
  readonly effort: (effort: string) => JsonObject;
  /** Clients may refer to its earlier answers. */
  readonly hasTurns?: true;
  /** For clients that leave the model out, as the API lets them. */
  readonly modelOtherwise?: string;
  /** What of its answers passes, and the list that every whole one has. */
  readonly shape: AnswerShape;
  readonly readUsage: (answer: unknown) => MeteredUsage | null;
  readonly dialect: StreamDialect;
  /** A whole answer, for clients that read a stream. */
  readonly events: AnswerEvents;
  /** The error that ends a broken stream, as the endpoint's clients raise it. */
  readonly errorEvent: (refusal: Refusal) => string;
  /** What a whole stream ends with, after the provider's own end. @param recordId of the call's usage record */
  readonly lastEvent?: (recordId: number) => string;
}

function generation(pseudonym: string): JsonObject {
  return { service_tier: 'default', store: false, safety_identifier: pseudonym, prompt_cache_key: pseudonym };
}

function onlyUser(pseudonym: string): JsonObject {
  return { user: pseudonym };
}

function errorChunk(refusal: Refusal): string {
  return `data: ${refusal.body}\n\n`;
}

/** The SDKs yield nothing they do not know as a chunk here, but raise this. */
function typedError({ code, message, param }: Refusal): string {
  return `event: error\ndata: ${JSON.stringify({ type: 'error', code, message, param, sequence_number: 0 })}\n\n`;
}

const CHAT: Endpoint = {
  kind: 'chat',
  path: '/chat/completions',
  check: checkChat,
  input: 'messages',
  effort: (effort) => ({ reasoning_effort: effort }),
  ours: generation,
  shape: CHAT_SHAPE,
  readUsage: readUsage,
  dialect: CHUNKS,
  events: chatEvents,
  errorEvent: errorChunk,
};

/** Whatever has no row is not served. */
export const ENDPOINTS: readonly Endpoint[] = [
  CHAT,
  {
    kind: 'responses',
    path: '/responses',
    check: checkResponses,
    hasTurns: true,
    input: 'input',
    effort: (effort) => ({ reasoning: { effort } }),
    ours: generation,
    shape: RESPONSES_SHAPE,
    readUsage: readUsage,
    dialect: EVENTS,
    events: responseEvents,
    errorEvent: typedError,
  },
  {
    kind: 'completions',
    path: '/completions',
    check: checkCompletions,
    input: 'prompt',
    effort: () => ({}),
    ours: onlyUser,
    shape: COMPLETIONS_SHAPE,
    readUsage: readUsage,
    dialect: CHUNKS,
    events: completionEvents,
    errorEvent: errorChunk,
  },
  {
    kind: 'embeddings',
    path: '/embeddings',
    check: checkEmbeddings,
    input: 'input',
    effort: () => ({}),
    ours: onlyUser,
    shape: EMBEDDINGS_SHAPE,
    readUsage: readUsage,
    dialect: CHUNKS,
    events: chatEvents,
    errorEvent: errorChunk,
  },
  {
    kind: 'moderations',
    path: '/moderations',
    check: checkModerations,
    input: 'input',
    effort: () => ({}),
    ours: () => ({}),
    modelOtherwise: 'omni-moderation-latest',
    shape: MODERATIONS_SHAPE,
    readUsage: () => FREE,
    dialect: CHUNKS,
    events: chatEvents,
    errorEvent: errorChunk,
  },
];

/** Where the try-it box of the student's page sends to. */
export const TRY_PATH = '/me/try';

/** A short streamed chat, of which the page then asks what it cost. */
export const TRY_IT: Endpoint = {
  ...CHAT,
  check: checkTry,
  lastEvent: (recordId) => `event: settled\ndata: {"record":${recordId}}\n\n`,
};

/** @param route as it was registered: with /v1 or without */
export function endpointAt(route: string | undefined): Endpoint | null {
  if (route === TRY_PATH) return TRY_IT;
  return ENDPOINTS.find(({ path }) => route === path || route === `/v1${path}`) ?? null;
}

/** For the text of a 404. */
export const SERVED = [...ENDPOINTS.map(({ path }) => `POST /v1${path}`), 'GET /v1/models', 'GET /api/me'].join(', ');
