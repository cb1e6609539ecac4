import type { Caller } from '../../access/callers.ts';
import type { Reader } from '../../language/reader-texts.ts';
import { ACCESS_REFUSALS } from './access-refusals.ts';
import { ASK_REFUSALS } from './ask-refusals.ts';
import { IMAGE_REFUSALS } from './image-refusals.ts';
import { LIMIT_REFUSALS } from './limit-refusals.ts';
import { MONEY_REFUSALS } from './money-refusals.ts';
import { PARAMETER_REFUSALS } from './parameter-refusals.ts';
import { PICTURE_REFUSALS } from './picture-refusals.ts';
import type { RefusalRow } from './refusal-row.ts';
import { REQUEST_REFUSALS } from './request-refusals.ts';
import { SERVER_REFUSALS } from './server-refusals.ts';
import { SPEECH_REFUSALS } from './speech-refusals.ts';
import { UPSTREAM_REFUSALS } from './upstream-refusals.ts';

/**
 * Every refusal of /v1, one row each: status, type, code, Retry-After and its texts. Elsewhere, too many requests are
 * answered by api/authenticate.ts, pages/web/error-pages.ts and the two sign-in pages.
 */
export const REFUSALS = {
  ...ACCESS_REFUSALS,
  ...LIMIT_REFUSALS,
  ...REQUEST_REFUSALS,
  ...PARAMETER_REFUSALS,
  ...IMAGE_REFUSALS,
  ...PICTURE_REFUSALS,
  ...SPEECH_REFUSALS,
  ...MONEY_REFUSALS,
  ...ASK_REFUSALS,
  ...UPSTREAM_REFUSALS,
  ...SERVER_REFUSALS,
};

export type RefusalName = keyof typeof REFUSALS;
export type RefusalValues<Name extends RefusalName> =
  (typeof REFUSALS)[Name] extends RefusalRow<infer Values> ? Values : never;

/**
 * LiteLLM does not know the status 402: without this word anywhere in the body it raises an APIError, which aider sends
 * nine times in 77 s. With the word it raises a BadRequestError, which no client repeats. `type` and `code` stay OpenAI's own for a
 * spent quota, because programs look at them; a further field is read by none. Source: litellm 1.81.10,
 * exception_mapping_utils.py; aider 0.86.2, exceptions.py.
 */
const FOR_LITELLM = { category: 'invalid_request_error' } as const;

export interface RefusalDetails {
  /** The parameter that is wrong. */
  readonly param?: string;
  /** Instead of the row's code, where the provider's own says more. */
  readonly code?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Who is refused, where only the thrower knows it. */
  readonly caller?: Caller;
}

interface Retry {
  readonly shouldRetry: boolean;
  readonly retryAfterSeconds: number | null;
}

const NO_RETRY: Retry = { shouldRetry: false, retryAfterSeconds: null };

/** A call that is not served: an error in OpenAI's format, with a text in the student's language. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly refusal: RefusalName;
  readonly status: number;
  readonly type: string;
  readonly code: string | null;
  readonly param: string | null;
  readonly shouldRetry: boolean;
  readonly retryAfterSeconds: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly caller: Caller | null;

  constructor(name: RefusalName, text: string, details: RefusalDetails = {}, retry: Retry = NO_RETRY) {
    // A refusal is an answer: nobody reads its stack, which costs more than all the rest.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(text);
    Error.stackTraceLimit = stackTraceLimit;
    const { status, type, code } = REFUSALS[name];
    this.refusal = name;
    this.status = status;
    this.type = type;
    this.code = details.code === undefined ? code : details.code;
    this.param = details.param ?? null;
    this.shouldRetry = retry.shouldRetry;
    this.retryAfterSeconds = retry.retryAfterSeconds;
    this.headers = details.headers ?? {};
    this.caller = details.caller ?? null;
  }

  get body(): string {
    const { message, type, param, code } = this;
    return JSON.stringify({ error: { message, type, param, code, ...(this.status === 402 ? FOR_LITELLM : {}) } });
  }
}

type Facts<Name extends RefusalName> =
  object extends RefusalValues<Name> ? [details?: RefusalDetails] : [details: RefusalDetails & RefusalValues<Name>];

/** refuse(reader, 'parameterMissing', { param }): what the texts of the row need stands among the details. */
export function refuse<Name extends RefusalName>(reader: Reader, name: Name, ...facts: Facts<Name>): Refusal {
  const [details = {}] = facts;
  const { texts, shouldRetry, retryAfter = null } = REFUSALS[name] as RefusalRow<RefusalDetails>;
  const text = texts[reader.language];
  return new Refusal(
    name,
    typeof text === 'string' ? text : text({ ...details, ownerTitle: reader.ownerTitle }),
    details,
    {
      shouldRetry: typeof shouldRetry === 'function' ? shouldRetry(details) : shouldRetry,
      retryAfterSeconds: typeof retryAfter === 'function' ? retryAfter(details) : retryAfter,
    },
  );
}
