export type ErrorStatus = 400 | 403 | 404 | 413 | 415 | 429 | 500 | 503;

/** Ends a request with the page of its status. What went wrong is said by that page, and nothing else is. */
export class PageError extends Error {
  override readonly name = 'PageError';
  readonly status: ErrorStatus;
  readonly retryAfterSeconds: number | null;

  constructor(status: ErrorStatus, retryAfterSeconds: number | null = null) {
    super(`a page error ${status}`);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
