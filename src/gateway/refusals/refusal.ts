import type { Caller } from '../../access/callers.ts';
import type { Language } from '../../access/classes.ts';
import type { Texts } from './texts.ts';
import { EN } from './texts-en.ts';
import { KO } from './texts-ko.ts';

export const TEXTS: Record<Language, Texts> = { ko: KO, en: EN };

/** The fixed part of each refusal: what an OpenAI client sees beside the text. Source: OpenAI's own error codes. */
const REFUSALS = {
  noToken: [401, 'invalid_request_error', 'invalid_api_key'],
  openaiKey: [401, 'invalid_request_error', 'invalid_api_key'],
  badToken: [401, 'invalid_request_error', 'invalid_api_key'],
  revokedToken: [401, 'invalid_request_error', 'invalid_api_key'],
  expiredToken: [401, 'invalid_request_error', 'invalid_api_key'],
  noSession: [401, 'invalid_request_error', 'no_session'],
  suspended: [403, 'invalid_request_error', 'token_suspended'],
  classNotYet: [403, 'invalid_request_error', 'class_not_in_session'],
  classOver: [403, 'invalid_request_error', 'class_not_in_session'],
  tooManyFailures: [429, 'requests', 'rate_limit_exceeded'],
  tooManyRequests: [429, 'requests', 'rate_limit_exceeded'],
  tooManyInFlight: [429, 'requests', 'rate_limit_exceeded'],
  busy: [503, 'server_error', 'server_is_overloaded'],
  stopping: [503, 'server_error', 'server_is_overloaded'],
  unknownUrl: [404, 'invalid_request_error', 'unknown_url'],
  queryString: [400, 'invalid_request_error', 'unsupported_parameter'],
  notJson: [400, 'invalid_request_error', 'invalid_json'],
  notJsonType: [415, 'invalid_request_error', 'unsupported_media_type'],
  tooLarge: [413, 'invalid_request_error', 'request_too_large'],
  conversationTooLarge: [413, 'invalid_request_error', 'request_too_large'],
  badRequest: [400, 'invalid_request_error', 'invalid_request'],
  bodyTooComplex: [400, 'invalid_request_error', 'invalid_request'],
  numberTooLarge: [400, 'invalid_request_error', 'invalid_request'],
  tooSlow: [408, 'invalid_request_error', 'request_timeout'],
  modelMissing: [400, 'invalid_request_error', 'missing_required_parameter'],
  modelNotAllowed: [404, 'invalid_request_error', 'model_not_found'],
  parameterMissing: [400, 'invalid_request_error', 'missing_required_parameter'],
  parameterUnknown: [400, 'invalid_request_error', 'unknown_parameter'],
  parameterUnsupported: [400, 'invalid_request_error', 'unsupported_parameter'],
  parameterStored: [400, 'invalid_request_error', 'unsupported_parameter'],
  parameterOnlyReasoning: [400, 'invalid_request_error', 'unsupported_parameter'],
  parameterModelLacks: [400, 'invalid_request_error', 'unsupported_parameter'],
  parameterNotText: [400, 'invalid_request_error', 'unsupported_parameter'],
  parameterWrong: [400, 'invalid_request_error', 'invalid_value'],
  parameterBothCaps: [400, 'invalid_request_error', 'invalid_parameter_combination'],
  parameterNotStreaming: [400, 'invalid_request_error', 'invalid_parameter_combination'],
  moneySpent: [402, 'insufficient_quota', 'insufficient_quota'],
  moneyHeld: [429, 'requests', 'budget_held'],
  ledgerFailed: [503, 'server_error', 'ledger_unavailable'],
  internal: [500, 'server_error', 'internal_error'],
  interrupted: [503, 'server_error', 'gateway_stopped'],
  upstreamUnreachable: [502, 'server_error', 'upstream_unreachable'],
  upstreamFailed: [502, 'server_error', 'upstream_error'],
  upstreamDied: [502, 'server_error', 'upstream_error'],
  upstreamTimeout: [504, 'server_error', 'upstream_timeout'],
  upstreamKey: [502, 'server_error', 'upstream_auth_failed'],
  upstreamAddress: [502, 'server_error', 'upstream_misconfigured'],
  upstreamOutOfMoney: [402, 'server_error', 'upstream_out_of_money'],
  upstreamModel: [502, 'server_error', 'upstream_model_not_found'],
  upstreamUnsupported: [400, 'invalid_request_error', 'unsupported_operation'],
  upstreamBusy: [429, 'requests', 'upstream_rate_limit'],
  upstreamTooLong: [400, 'invalid_request_error', 'context_length_exceeded'],
  upstreamRefused: [400, 'invalid_request_error', 'invalid_request'],
} as const satisfies Record<keyof Texts, readonly [number, string, string]>;

export type RefusalName = keyof typeof REFUSALS;

/**
 * Statuses that the OpenAI clients would try again although it is of no use: 409, 429 and 5xx are repeated unless the
 * answer says otherwise. Refusals of a moment are meant to be tried again. A wrong token is not, however long one waits:
 * tooManyFailures is only ever the answer to one.
 */
const WORTH_RETRYING = new Set<RefusalName>([
  'tooManyRequests',
  'tooManyInFlight',
  'busy',
  'stopping',
  'tooSlow',
  'moneyHeld',
  'upstreamBusy',
  'upstreamUnreachable',
  'upstreamFailed',
]);

/**
 * LiteLLM does not know the status 402: without this word anywhere in the body it raises an APIError, which aider sends
 * nine times in 77 s. With it it is a BadRequestError, which nobody repeats. `type` and `code` stay OpenAI's own for a
 * spent quota, because programs look at them; a further field is read by none. Source: litellm 1.81.10,
 * exception_mapping_utils.py; aider 0.86.2, exceptions.py.
 */
const FOR_LITELLM = { category: 'invalid_request_error' } as const;

export interface RefusalDetails {
  /** The parameter that is at fault. */
  readonly param?: string;
  readonly retryAfterSeconds?: number;
  /** Instead of the usual code, where the provider's own says more. */
  readonly code?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Who is refused, where it is known only here. */
  readonly caller?: Caller;
}

/** A call that is not served, in the words of OpenAI's errors and of the student's language. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly refusal: RefusalName;
  readonly status: number;
  readonly type: string;
  readonly code: string | null;
  readonly param: string | null;
  readonly retryAfterSeconds: number | null;
  readonly worthRetrying: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly caller: Caller | null;

  constructor(name: RefusalName, text: string, details: RefusalDetails = {}) {
    // A refusal is an answer, not a fault: nobody reads where it was made, and a stack costs more than all the rest.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(text);
    Error.stackTraceLimit = stackTraceLimit;
    const [status, type, code] = REFUSALS[name];
    this.refusal = name;
    this.status = status;
    this.type = type;
    this.code = details.code === undefined ? code : details.code;
    this.param = details.param ?? null;
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
    this.headers = details.headers ?? {};
    this.caller = details.caller ?? null;
    this.worthRetrying = WORTH_RETRYING.has(name);
  }

  get body(): string {
    const { message, type, param, code } = this;
    return JSON.stringify({ error: { message, type, param, code, ...(this.status === 402 ? FOR_LITELLM : {}) } });
  }
}

/** refuse('ko', 'tooLarge', { param }, limit): the text's own values come last, and are checked by its type. */
export function refuse<Name extends RefusalName>(
  language: Language,
  name: Name,
  details: RefusalDetails,
  ...values: Parameters<Texts[Name]>
): Refusal {
  const text = TEXTS[language][name] as (...values: Parameters<Texts[Name]>) => string;
  return new Refusal(name, text(...values), details);
}
