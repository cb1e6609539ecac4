/**
 * What jigap asks of a provider: send one call, say what comes back as it comes. Two things stand behind it: the real
 * provider (openai.ts) and a simulated one (demo.ts).
 */
export interface Upstream {
  /** 'demo' answers are simulated and must be labelled so. */
  readonly kind: 'openai' | 'demo';
  /**
   * Sends `body` (JSON, UTF-8) to `path` ("/chat/completions"). The listener hears onSent at most once, then
   * onHeaders at most once, any number of onData, and exactly one of onEnd and onError, never synchronously.
   */
  send(path: string, body: Buffer, listener: UpstreamListener): UpstreamCall;
  /** What the provider says it serves; null when it does not say (or there is no provider). Never rejects. */
  listModels(): Promise<readonly ListedModel[] | KeyRefused | null>;
  /** A provider's own words without the key, its parts, or the account's ids. */
  scrub(text: string): string;
  /** The same bytes, but for the key and the account's ids, should the provider repeat them in an answer. */
  withoutKey(bytes: Buffer): Buffer;
  /** The same for one answer whose bytes come in pieces, wherever they are cut. */
  newSecretFilter(): ByteFilter;
  close(): Promise<void>;
}

export interface ByteFilter {
  /** Takes what came; returns what may pass now. */
  push(chunk: Buffer): Buffer;
  /** Nothing follows; returns what was kept back. */
  end(): Buffer;
}

export interface ListedModel {
  readonly id: string;
  /** UTC day, YYYY-MM-DD, on which the provider shuts it down; null when none is known. */
  readonly shutdownDate: string | null;
}

/** The provider does not take the key, at least not for what was asked. */
export interface KeyRefused {
  readonly keyRefused: 401 | 403;
}

export interface UpstreamListener {
  /** From now on the provider may have seen, and may bill, the call. */
  onSent(): void;
  onHeaders(status: number, headers: UpstreamHeaders): void;
  onData(chunk: Buffer): void;
  onEnd(): void;
  onError(error: UpstreamError): void;
}

/** The only headers of a provider that anyone here may read. */
export interface UpstreamHeaders {
  readonly contentType: string | null;
  readonly retryAfter: string | null;
  /** The provider's own request id: for our log, never for a student. */
  readonly requestId: string | null;
}

export interface UpstreamCall {
  pause(): void;
  resume(): void;
  /** Hears onError with reason 'aborted' afterwards, unless it is over already. */
  abort(): void;
  /** Everything that matters was heard: the listener hears nothing more, and the connection may serve another call. */
  release(): void;
}

/** Why a call did not come to its end. The message is ours: nothing of the transport's own text is in it. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly reason: 'unreachable' | 'died' | 'timeout' | 'aborted';
  constructor(reason: UpstreamError['reason']) {
    super(`upstream ${reason}`);
    this.reason = reason;
  }
}
