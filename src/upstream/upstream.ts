import type { UpstreamHeaders } from './upstream-headers.ts';

/**
 * A provider: sends one call, and reports its answer as it comes. openai.ts is the real one, demo/demo.ts a simulated
 * one.
 */
export interface Upstream {
  /** The provider's, as the catalogue names it. */
  readonly name: string;
  /** Where the owner sets its address and its keys: words for an incident, such as OPENAI_API_KEY. */
  readonly addressSetting: string;
  readonly keySetting: string;
  /** 'demo' answers are simulated and must be labelled so. */
  readonly kind: 'openai' | 'demo';
  /**
   * Sends `body` (JSON, UTF-8) to `path` ("/chat/completions"). Calls onSent at most once, then onHeaders at
   * most once, onData any number of times, and exactly one of onEnd and onError; none of them before it returns.
   */
  send(path: string, body: Buffer, listener: UpstreamListener): UpstreamCall;
  /** The models that the provider lists; null when it lists none, or there is no provider. Never rejects. */
  listModels(): Promise<readonly ListedModel[] | KeyRefused | null>;
  /** A text of the provider without the keys of any provider, their parts, or the account's ids. */
  scrub(text: string): string;
  /** Bytes of an answer without the keys and the account's ids. */
  withoutKey(bytes: Buffer): Buffer;
  /** The same for one answer whose bytes come in pieces, wherever they are cut. */
  newSecretFilter(): ByteFilter;
  close(): Promise<void>;
}

export interface ByteFilter {
  /** @returns what may pass now */
  push(chunk: Buffer): Buffer;
  /** Nothing follows. @returns what was kept back */
  end(): Buffer;
}

export interface ListedModel {
  readonly id: string;
  /** UTC day, YYYY-MM-DD, on which the provider shuts it down; null when none is known. */
  readonly shutdownDate: string | null;
}

/** The provider does not accept the key, at least not for the list of models. */
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

export interface UpstreamCall {
  pause(): void;
  resume(): void;
  /** Calls onError with the reason 'aborted', unless the call is over. */
  abort(): void;
  /** The answer is complete: the listener is not called again, and the connection may serve another call. */
  release(): void;
}

/** Why a call did not end. The message is ours: it holds no text of the transport. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly reason: 'unreachable' | 'died' | 'timeout' | 'aborted';
  constructor(reason: UpstreamError['reason']) {
    super(`upstream ${reason}`);
    this.reason = reason;
  }
}
