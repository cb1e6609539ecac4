import type { ServerResponse } from 'node:http';
import type { Upstream } from '../upstream/upstream.ts';
import type { Drains } from './drains.ts';
import type { Endpoint } from './endpoints.ts';
import type { RelayedCall } from './stream-relay.ts';

export interface ExchangeLimits {
  /** The whole answer must have come by then, ms. */
  readonly streamMs: number;
  /** The whole answer may not be larger, bytes. */
  readonly answerBytes: number;
  /** How long an answer is read on after its student hung up, ms. */
  readonly drainMs: number;
  /** How long a stream may say nothing to its client, ms; 0: as long as the provider does. */
  readonly keepAliveMs: number;
}

export interface ExchangeOptions extends RelayedCall {
  readonly upstream: Upstream;
  readonly endpoint: Pick<Endpoint, 'path' | 'readAnswer' | 'answers' | 'dialect'>;
  readonly body: Buffer;
  /** The side on which a hang-up shows; in a stream, also where the bytes go. */
  readonly response: ServerResponse;
  readonly stream: boolean;
  readonly limits: ExchangeLimits;
  readonly drains: Drains;
  readonly studentId: number;
  /** A hang-up closes the connection to the provider at once; else the answer is read on for its real cost. */
  readonly cancels: boolean;
}
