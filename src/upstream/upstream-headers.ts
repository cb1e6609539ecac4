import type { IncomingHttpHeaders } from 'node:http';
import { type RateLimits, readRateLimits } from './keys/rate-limit-headers.ts';

/**
 * The only headers of a provider that anything here reads. None of them passes to a student: gateway/answers/
 * answer-headers.ts writes the gateway's own.
 */
export interface UpstreamHeaders {
  readonly contentType: string | null;
  readonly rateLimits: RateLimits;
  /** The provider's own request id, for our log. */
  readonly requestId: string | null;
}

/**
 * All that a provider learns of a call, besides its body.
 * @param key empty where the server takes calls without one
 * @param added the owner's, in lower case; none of them replaces one of ours
 */
export function requestHeaders(key: string, added: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    ...added,
    ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream, audio/*',
    // Without it every coding is allowed (RFC 9110, 12.5.3), and an encoded answer cannot be metered.
    'accept-encoding': 'identity',
    'user-agent': 'jigap',
  };
}

/** @param hide takes the key out of a text */
export function readHeaders(headers: IncomingHttpHeaders, hide: (text: string) => string): UpstreamHeaders {
  return {
    contentType: single(headers['content-type']),
    rateLimits: readRateLimits(headers, Date.now()),
    requestId: requestId(single(headers['x-request-id']), hide),
  };
}

/** It goes to our log, so it must look like an id, and hold no key. */
function requestId(id: string | null, hide: (text: string) => string): string | null {
  if (id === null || !/^[\w.:/+=-]{1,128}$/.test(id)) return null;
  return hide(id) === id ? id : null;
}

function single(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
