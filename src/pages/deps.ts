import type { ModelPolicy } from '../access/model-policy.ts';
import type { Config } from '../config.ts';
import type { OwnerDeps } from '../owner/deps.ts';
import type { Sessions } from './sessions.ts';

export interface PagesDeps {
  /** Store, clock, catalogue, time zone and language of the server: pages do what the owner's API does. */
  readonly owner: OwnerDeps;
  readonly models: ModelPolicy;
  readonly limits: Config['limits'];
  /** Won per USD; null: amounts are shown in USD only. */
  readonly krwPerUsd: number | null;
  /** Of the demo upstream, the pages say that its answers are simulated. */
  readonly upstreamKind: 'demo' | 'openai';
}

/** What every page route gets. */
export interface Site extends PagesDeps {
  readonly sessions: Sessions;
}
