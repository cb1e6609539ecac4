import type { Family } from './clients.ts';

/** What a client raised, as its script saw it. */
export interface Raised {
  readonly name: string;
  readonly status: number | null;
  readonly code: string | null;
  /** What a student reads who lets it print. */
  readonly message: string;
}

export interface Refused {
  readonly raised: Raised | null;
  /** HTTP requests, tries again included. */
  readonly sent: number;
  /** Until the client raised it. */
  readonly ms: number;
}

interface Expected {
  readonly status: number;
  readonly code: string | null;
  /** What to do must be in the message, not only what happened. */
  readonly says: RegExp;
  readonly worthRetrying: boolean;
}

export const REFUSALS: Readonly<Record<string, Expected>> = {
  'wrong token': { status: 401, code: 'invalid_api_key', says: /token from your teacher/, worthRetrying: false },
  'other model': { status: 404, code: 'model_not_found', says: /Allowed: [a-z]/, worthRetrying: false },
  'budget spent': { status: 402, code: 'insufficient_quota', says: /ask your teacher for more/, worthRetrying: false },
  'refused parameter': {
    status: 400,
    code: null,
    says: /[Ll]eave it out|must be|not in the gateway's memory/,
    worthRetrying: false,
  },
  'rate limited': {
    status: 429,
    code: 'rate_limit_exceeded',
    says: /Wait until a call has ended/,
    worthRetrying: true,
  },
  'unknown address': { status: 404, code: 'unknown_url', says: /base_url right/, worthRetrying: false },
  'provider down': { status: 502, code: 'upstream_unreachable', says: /try again later/, worthRetrying: true },
};

interface Habits {
  /** By status; the one for 0 is for every other. */
  readonly classes: Readonly<Record<number, string>>;
  /** Requests sent for a refusal that is worth another try. */
  readonly tries: number;
}

const OPENAI_CLASSES = {
  400: 'BadRequestError',
  401: 'AuthenticationError',
  404: 'NotFoundError',
  429: 'RateLimitError',
  502: 'InternalServerError',
};

const HABITS: Readonly<Record<Family, Habits>> = {
  'openai-node': { classes: { ...OPENAI_CLASSES, 402: 'APIError' }, tries: 3 },
  'openai-python': { classes: { ...OPENAI_CLASSES, 402: 'APIStatusError' }, tries: 3 },
  'langchain-js': { classes: { ...OPENAI_CLASSES, 402: 'APIError' }, tries: 3 },
  'ai-sdk': { classes: { 0: 'AI_APICallError', 429: 'AI_RetryError', 502: 'AI_RetryError' }, tries: 3 },
  // It tries again on its own, and each time the openai package within it does.
  llamaindex: { classes: { ...OPENAI_CLASSES, 402: 'APIStatusError' }, tries: 6 },
  'pydantic-ai': {
    classes: {
      400: 'ModelRequestRejectedError',
      401: 'ModelAuthenticationError',
      402: 'ModelQuotaExceededError',
      404: 'ModelNotFoundError',
      429: 'ModelRateLimitError',
      502: 'ModelServerError',
    },
    tries: 3,
  },
  'agent-framework': { classes: { 0: 'ChatClientException' }, tries: 3 },
  'openai-go': { classes: { 0: 'openai.Error' }, tries: 3 },
  'openai-java': {
    classes: {
      400: 'BadRequestException',
      401: 'UnauthorizedException',
      402: 'UnexpectedStatusCodeException',
      404: 'NotFoundException',
      429: 'RateLimitException',
      502: 'InternalServerException',
    },
    tries: 3,
  },
  curl: { classes: { 0: 'CurlExit22' }, tries: 1 },
};

/** A refusal that is final must be heard at once; on two busy cores that is not a few milliseconds. */
const AT_ONCE_MS = 4000;
const AFTER_TRIES_MS = 20_000;

/**
 * The problems of a refusal as the student got it; empty when there is none.
 * @param stalledMs the longest time that the machine stood still meanwhile: no client could be quicker
 */
export function problemsOf(family: Family, cell: string, { raised, sent, ms }: Refused, stalledMs: number): string[] {
  const expected = REFUSALS[cell];
  if (expected === undefined) return [`no such refusal: ${cell}`];
  if (raised === null) return ['it was served'];
  const { classes, tries } = HABITS[family];
  const name = classes[expected.status] ?? classes[0];
  const requests = expected.worthRetrying ? tries : 1;
  const patience = (requests === 1 ? AT_ONCE_MS : AFTER_TRIES_MS) + stalledMs;
  return [
    raised.name === name ? '' : `raised ${raised.name}, not ${name}`,
    raised.status === expected.status ? '' : `status ${raised.status}, not ${expected.status}`,
    expected.code === null || raised.code === expected.code ? '' : `code ${raised.code}, not ${expected.code}`,
    expected.says.test(raised.message) ? '' : `the message does not say ${expected.says}: ${raised.message}`,
    /not-one-of-ours|jgp_\w{8}/.test(raised.message) ? `the token is in the message: ${raised.message}` : '',
    sent === requests ? '' : `${sent} requests, not ${requests}`,
    ms <= patience ? '' : `after ${ms} ms`,
  ].filter((problem) => problem !== '');
}
