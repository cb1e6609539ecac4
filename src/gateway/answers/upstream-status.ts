import type { UpstreamHeaders } from '../../upstream/upstream-headers.ts';

/** @param status of the provider; null when it did not answer */
export function isSuccess(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}

export function isError(status: number | null): status is number {
  return status !== null && !isSuccess(status);
}

export function isEventStream({ contentType }: UpstreamHeaders): boolean {
  return contentType?.toLowerCase().startsWith('text/event-stream') ?? false;
}
