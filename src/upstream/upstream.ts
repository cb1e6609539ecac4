import type { KeyState } from './keys/key-state.ts';
import type { KeyBlock } from './keys/ring-key.ts';
import type { ProviderTest } from './provider-test.ts';
import type { UpstreamHeaders } from './upstream-headers.ts';
import type { UpstreamKey } from './upstream-key.ts';

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
   * @param model that of the body: limits of the provider may be those of one model
   * @param silenceMs how long it may send nothing, where that is longer than for other calls
   */
  send(path: string, body: Buffer, listener: UpstreamListener, model?: string, silenceMs?: number): UpstreamCall;
  /** The models that the provider lists for one of its keys; null when it lists none, or there is no provider. Never rejects. */
  listModels(): Promise<readonly ListedModel[] | KeyRefused | null>;
  /** null: it is simulated. */
  readonly keys: UpstreamKeys | null;
  /** A text of the provider without the keys of any provider, their parts, or the account's ids. */
  scrub(text: string): string;
  /** Bytes of an answer without the keys and the account's ids. */
  withoutKey(bytes: Buffer): Buffer;
  /** The same for one answer whose bytes come in pieces, wherever they are cut. In sound, only the keys are found. */
  newSecretFilter(kind?: 'text' | 'sound'): ByteFilter;
  close(): Promise<void>;
}

/** The keys of a provider, by their positions. A server that takes calls without a key has one without a value. */
export interface UpstreamKeys {
  readonly states: readonly KeyState[];
  /** Why a call would be refused now, without being sent; null: it would be sent. */
  blockOf(path: string, model: string): KeyBlock | null;
  /** Running calls end with the key that they began with. @param next null: stays @returns positions of those that changed */
  replace(next: readonly (UpstreamKey | null)[]): readonly number[];
  /** One request that costs nothing, whether the key rests or not. Never rejects. */
  test(key: number): Promise<ProviderTest>;
  /** The owner has repaired something: resting keys are tried by the next calls. */
  tryNow(): void;
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
  /** false: nobody waits for an answer any more, so nothing is sent again with another key. */
  isWanted?(): boolean;
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
  readonly reason: 'unreachable' | 'died' | 'timeout' | 'aborted' | 'no_key';
  /** Of 'no_key': why no key may be used now. Nothing was sent. */
  readonly block: KeyBlock | null;
  constructor(reason: UpstreamError['reason'], block: KeyBlock | null = null) {
    super(`upstream ${reason}`);
    this.reason = reason;
    this.block = block;
  }
}
