import type { Exit } from '../../ledger/exits.ts';
import type { UpstreamError, UpstreamHeaders } from '../../upstream/upstream.ts';

export interface ExchangeResult {
  readonly exit: Exit;
  /** Of the provider; null when it never answered. */
  readonly status: number | null;
  readonly headers: UpstreamHeaders | null;
  /** What came and was not streamed: a JSON answer or an error's body. */
  readonly text: string;
  /** The same, parsed; the answer that the last event of a stream repeats; of a large answer its usage alone. */
  readonly json: unknown;
  /** The head of a stream went out: whatever else is said to the client is said in its events. */
  readonly streaming: boolean;
  /** The provider's own events were passed on. */
  readonly relayed: boolean;
  /** The bytes of a JSON answer have begun to go out. */
  readonly isPassing: boolean;
  readonly hungUp: boolean;
  /** performance.now() of the provider's first byte. */
  readonly firstByteAt: number | null;
}

export type Broken = Extract<Exit, { kind: 'broken' }>;
/** Why we cut a provider off ourselves. */
export type AbortReason = Exclude<Broken['by'], 'stop'>;

export function brokenBy(reason: UpstreamError['reason'], gaveUp: AbortReason | null): Broken['by'] {
  if (gaveUp !== null) return gaveUp;
  // Given up, and not by us: the upstream was closed because the process stops.
  if (reason === 'aborted') return 'stop';
  return reason === 'timeout' ? 'timeout' : 'upstream';
}
