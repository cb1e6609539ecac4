import type { Exit } from '../../ledger/exits.ts';
import type { KeyBlock } from '../../upstream/keys/ring-key.ts';
import type { UpstreamError } from '../../upstream/upstream.ts';
import type { UpstreamHeaders } from '../../upstream/upstream-headers.ts';

export interface ExchangeResult {
  readonly exit: Exit;
  /** Why nothing was sent, where no key of the provider may be used now. */
  readonly block: KeyBlock | null;
  /** Of the provider; null when it never answered. */
  readonly status: number | null;
  readonly headers: UpstreamHeaders | null;
  /** A JSON answer, or the body of an error; empty for a stream. */
  readonly text: string;
  /** `text` parsed; of a stream the answer that its last event repeats; of a large answer its usage alone. */
  readonly json: unknown;
  /** The head of a stream went out: an error can only be an event of it. */
  readonly streaming: boolean;
  /** The provider's own events were passed on. */
  readonly relayed: boolean;
  /** Of the last of them, only the beginning. */
  readonly isMidEvent: boolean;
  /** The bytes of a JSON answer have begun to go out. */
  readonly isPassing: boolean;
  readonly hungUp: boolean;
  /** performance.now() of the provider's first byte. */
  readonly firstByteAt: number | null;
}

export type Broken = Extract<Exit, { kind: 'broken' }>;
/** The provider took the call, and its answer is lost. */
export const LOST: Broken = { kind: 'broken', by: 'upstream', usage: null };

/** Why the gateway aborted the call itself. */
export type AbortReason = Exclude<Broken['by'], 'stop'>;

export function brokenBy(reason: UpstreamError['reason'], abortReason: AbortReason | null): Broken['by'] {
  if (abortReason !== null) return abortReason;
  // Aborted without a reason of its own: the upstream was closed because the process stops.
  if (reason === 'aborted') return 'stop';
  return reason === 'timeout' ? 'timeout' : 'upstream';
}
