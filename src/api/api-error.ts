/** An error answer. Its message says what to do, and holds no secret. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  /** The field or query parameter in error, e.g. "budgets[0].limit_usd". */
  readonly param: string | null;

  constructor(status: number, code: string, message: string, param: string | null = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.param = param;
  }
}

export function invalidValue(param: string, message: string): ApiError {
  return new ApiError(400, 'invalid_value', message, param);
}

export function missingValue(param: string, message: string): ApiError {
  return new ApiError(400, 'missing_value', message, param);
}

export function notFound(message: string, param: string | null = null): ApiError {
  return new ApiError(404, 'not_found', message, param);
}

export function conflict(message: string, param: string | null = null): ApiError {
  return new ApiError(409, 'conflict', message, param);
}
