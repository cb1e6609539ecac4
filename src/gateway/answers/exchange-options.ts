import type { ServerResponse } from 'node:http';
import type { StreamFormat } from '../../endpoints/answers/stream-format.ts';
import type { Endpoint } from '../../endpoints/endpoint.ts';
import type { FairQueue } from '../../limits/fair-queue.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { Drains } from './drains.ts';
import type { RelayedCall } from './stream-relay.ts';

export interface ExchangeLimits {
  /** The whole answer must have come by then, ms. */
  readonly streamMs: number;
  /** The whole answer may not be larger, bytes. */
  readonly answerBytes: number;
  /** How long an answer is read on after its student hung up, ms. */
  readonly drainMs: number;
  /** A stream sends a comment after so much silence, ms; 0: never. */
  readonly keepAliveMs: number;
  /** An answer is dropped when its client has read nothing of it for so long, ms. */
  readonly unreadMs: number;
}

/** Others who get the same answer: see sharing/. */
export interface Audience {
  /** Whether the answer must be read on, whoever has left. */
  readonly isWaiting: boolean;
  /** Called when it need not any more. */
  onEmpty: () => void;
}

export interface ExchangeOptions extends RelayedCall {
  readonly upstream: Pick<Upstream, 'send' | 'withoutKey' | 'newSecretFilter'>;
  readonly endpoint: Pick<Endpoint, 'path' | 'readUsage' | 'shape' | 'hasTurns' | 'makes'>;
  readonly body: Buffer;
  /** That the body names. */
  readonly model: string;
  /** It may wait for its turn at the provider: no silence ends it but the longest that an answer may take. */
  readonly isSlow?: boolean;
  /** The side on which a hang-up shows; in a stream, also where the bytes go. */
  readonly response: ServerResponse;
  /** null: the client waits for one JSON answer. */
  readonly stream: Pick<StreamFormat, 'dialect'> | null;
  /** Writes the head of an answer that passes as it comes; called before its first byte. @param contentType if not JSON */
  readonly startLargeAnswer: (contentType?: string) => void;
  readonly limits: ExchangeLimits;
  readonly drains: Drains;
  /** For the work on large answers. */
  readonly answerQueue: FairQueue<number>;
  readonly studentId: number;
  /** A hang-up closes the connection to the provider at once; otherwise the answer is read on for its real cost. */
  readonly cancels: boolean;
  /** A hang-up ends no call that was sent and whose answer others wait for. */
  readonly audience?: Audience | undefined;
}
