import { checkChat } from '../access/chat-parameters.ts';
import type { CheckedCall, JsonObject } from '../access/parameters.ts';
import type { EndpointKind, Model } from '../ledger/prices.ts';

/** One row per endpoint that forwards: what it takes, and where it goes. Whatever has no row is not served. */
export interface Endpoint {
  readonly kind: EndpointKind;
  /** Served below /v1 and, for those who forget it, without; sent upstream as this constant, never as the client's. */
  readonly path: string;
  readonly check: (body: JsonObject, model: Model) => CheckedCall;
}

export const ENDPOINTS: readonly Endpoint[] = [{ kind: 'chat', path: '/chat/completions', check: checkChat }];

/** For the text of a 404. */
export const SERVED = [...ENDPOINTS.map(({ path }) => `POST /v1${path}`), 'GET /v1/models', 'GET /api/me'].join(', ');
