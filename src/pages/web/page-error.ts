export const ERROR_STATUSES = [400, 403, 404, 413, 415, 429, 500, 503] as const;
export type ErrorStatus = (typeof ERROR_STATUSES)[number];

/** Ends a request with the error page of its status (error-texts.ts). */
export class PageError extends Error {
  override readonly name = 'PageError';
  readonly status: ErrorStatus;
  readonly retryAfterSeconds: number | null;

  constructor(status: ErrorStatus, retryAfterSeconds: number | null = null) {
    super(`error page ${status}`);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
