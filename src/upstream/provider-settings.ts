import type { UpstreamKey } from './upstream-key.ts';

/** Where a key is read: at the start, and again when it may have changed. */
export type KeySource =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string };

/** in_order: the first one that works; round_robin: each call takes the next one. */
export type KeyOrder = 'in_order' | 'round_robin';

/** A provider as the owner set it up. */
export interface ProviderSettings {
  /** The models of the catalogue name it: lower-case letters, digits and hyphens. */
  readonly name: string;
  /** Without a trailing slash, e.g. https://api.openai.com/v1 */
  readonly baseUrl: string;
  /** Where the owner sets its address and its keys: words for an incident, such as OPENAI_API_KEY. */
  readonly addressSetting: string;
  readonly keySetting: string;
  /** Where its own servers are not asked, with simulated answers. */
  readonly isDemo: boolean;
  /** In the order in which they are used; []: the server takes calls without one. */
  readonly keys: readonly UpstreamKey[];
  /** Of each key, in the same order. */
  readonly keySources: readonly KeySource[];
  readonly keyOrder: KeyOrder;
  /** At once, of all students; null: as many as the server takes. */
  readonly callsInFlight: number | null;
  /** How long a call waits for a place where callsInFlight is reached; ms. */
  readonly queueMs: number;
  /** A longer silence, before or in the answer, ends a call; ms. */
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  /** The owner's, sent with each call; none of our own names, and no secret. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether it takes the fields that only OpenAI knows, such as store, safety_identifier and max_completion_tokens. */
  readonly wantsOpenAiFields: boolean;
  /** Of the prices in the catalogue, which is scaled already. */
  readonly pricePercent: number;
  /** Tokens that it may add to a request; a model's own go before it. null: the server's setting. */
  readonly inputSlackTokens: number | null;
}

/** Of what the owner left open. */
export const PROVIDER_DEFAULTS = {
  keyOrder: 'in_order',
  callsInFlight: null,
  queueMs: 30_000,
  connectTimeoutMs: 10_000,
  headers: {},
  wantsOpenAiFields: true,
  pricePercent: 100,
  inputSlackTokens: null,
} as const satisfies Partial<ProviderSettings>;
