import type { UpstreamKey } from './upstream-key.ts';

/** A provider as the owner set it up. */
export interface ProviderSettings {
  /** The models of the catalogue name it: lower-case letters, digits and hyphens. */
  readonly name: string;
  /** Without a trailing slash, e.g. https://api.openai.com/v1 */
  readonly baseUrl: string;
  /** Where its own servers are not asked, with simulated answers. */
  readonly isDemo: boolean;
  /** In the order in which they are used; []: the server takes calls without one. */
  readonly keys: readonly UpstreamKey[];
  /** A longer silence, before or in the answer, ends a call; ms. */
  readonly timeoutMs: number;
}
