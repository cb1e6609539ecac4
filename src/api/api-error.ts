import type { Texts } from '../language/texts.ts';

/** An error answer. Its texts say what to do, and hold no secret; the English one is the message of the error. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** For programs: it has no language. */
  readonly code: string;
  readonly texts: Texts<string>;
  /** The field or query parameter in error, e.g. "budgets[0].limit_usd". */
  readonly param: string | null;

  constructor(status: number, code: string, texts: Texts<string>, param: string | null = null) {
    super(texts.en);
    this.status = status;
    this.code = code;
    this.texts = texts;
    this.param = param;
  }
}

export function invalidValue(param: string, texts: Texts<string>): ApiError {
  return new ApiError(400, 'invalid_value', texts, param);
}

export function missingValue(param: string, texts: Texts<string>): ApiError {
  return new ApiError(400, 'missing_value', texts, param);
}

export function notFound(texts: Texts<string>, param: string | null = null): ApiError {
  return new ApiError(404, 'not_found', texts, param);
}

export function conflict(texts: Texts<string>, param: string | null = null): ApiError {
  return new ApiError(409, 'conflict', texts, param);
}
