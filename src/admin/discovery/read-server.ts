import type { Unreachable } from './discovery-problem.ts';

/** What a server said to one request. `json` is undefined where the body is none. */
export type ServerReading =
  | { readonly kind: 'answer'; readonly status: number; readonly json: unknown }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'not-allowed' }
  | { readonly kind: 'unreachable'; readonly reason: Unreachable };

/** One bounded request without a key, that follows no redirect. A body is sent as JSON, with POST. Never rejects. */
export type ReadServer = (url: URL, body?: object) => Promise<ServerReading>;
