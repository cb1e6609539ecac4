import type { Language } from '../../language/languages.ts';
import type { Reader } from '../../language/reader-texts.ts';

/** What happened, then what to do. No value is an API token or a sentence of the provider, except the reason of a 400. */
type Text<Values> = string | ((values: Values & Pick<Reader, 'ownerTitle'>) => string);

/** All that is decided about one refusal. */
export interface RefusalRow<Values extends object = object> {
  readonly status: number;
  /** `type` and `code` of the error object; OpenAI's own where it has one. */
  readonly type: string;
  readonly code: string;
  /** x-should-retry. OpenAI's clients repeat 408, 409, 429 and 5xx unless it is false. */
  readonly shouldRetry: boolean | ((values: Values) => boolean);
  /** Retry-After, seconds: fixed, or found among the values. Absent: the header is not sent. */
  readonly retryAfter?: number | ((values: Values) => number);
  /** A new language is missing here in every row until it has its texts. */
  readonly texts: Readonly<Record<Language, Text<Values>>>;
}

/** @typeParam Values what the texts are made of */
export function defineRefusal<Values extends object = object>(row: RefusalRow<Values>): RefusalRow<Values> {
  return row;
}

/** A parameter, or a value of one, that is not served. */
export const UNSUPPORTED_PARAMETER = {
  status: 400,
  type: 'invalid_request_error',
  code: 'unsupported_parameter',
  shouldRetry: false,
} as const;

export const INVALID_VALUE = { ...UNSUPPORTED_PARAMETER, code: 'invalid_value' } as const;
