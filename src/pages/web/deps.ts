import type { ModelPolicy } from '../../access/model-policy.ts';
import type { AdminServices } from '../../admin/admin-deps.ts';
import type { Config } from '../../config/config.ts';
import type { ListedDates } from '../../ledger/model-fallbacks.ts';
import type { RateLimits } from '../../limits/rate-limits.ts';
import type { Sessions } from './sessions.ts';

/** Pages call the operations of admin/ with these, and add what only pages show. */
export interface PagesDeps extends AdminServices {
  readonly models: ModelPolicy;
  readonly limits: Config['limits'];
  /** Budgets where the owner has set none. */
  readonly defaults: Config['defaults'];
  /** Every setting of the server, without secrets. */
  readonly settings: Config['settings'];
  /** Won per USD; null: amounts are shown in USD only. */
  readonly krwPerUsd: number | null;
  /** demo: pages say that answers are simulated. */
  readonly upstreamKind: 'demo' | 'openai';
  /** false: the provider is called without a key. */
  readonly upstreamHasKey: boolean;
  /** What the provider last said of its models; null: nothing yet, or the demo upstream. */
  readonly lastModelReading: () => ModelCheck | null;
  readonly rateLimits: RateLimits;
  /** Pages for everybody are made in turn of the addresses that ask for them. Resolves when it is this one's turn. */
  readonly waitForTurn: (address: string) => Promise<void>;
}

export interface ModelCheck {
  /** ms UTC. */
  readonly at: number;
  /** `unlisted`: it does not say what it serves. */
  readonly answer: 'listed' | 'unlisted' | 'key_refused';
  /** How many it lists; null unless it does. */
  readonly models: number | null;
  /** What it says of the models that the catalogue knows; one that is missing here is not listed. null unless it lists. */
  readonly dates: ListedDates | null;
}

/** What every page route gets. */
export interface Site extends PagesDeps {
  readonly sessions: Sessions;
}
