/** What an owner is told of a provider; nothing of its keys but where they come from, and of its address the origin. */
export interface ProviderFacts {
  readonly name: string;
  /** Its answers are simulated. */
  readonly isDemo: boolean;
  /** false: it is called without a key. */
  readonly hasKey: boolean;
  /** As they are now, in the owner's order; [] where it is called without one. */
  readonly keys: () => readonly KeyFacts[];
  /** https://api.openai.com: a path may be a secret. */
  readonly origin: string;
  /** At once, of all students; null: as many as come. */
  readonly maxCallsInFlight: number | null;
  /** Now; null: they are not counted where they have no limit. */
  readonly callsInFlight: () => number | null;
  /** Sends one cheap request with each key, or one without; null: it is simulated. */
  readonly test: (() => Promise<readonly KeyTest[]>) | null;
}

/** One key of a provider. */
export interface KeyFacts {
  /** The name of its variable or file. */
  readonly label: string;
  /** resting: refused, or its account is out of money; paused: by the provider's rate limit. */
  readonly state: 'working' | 'resting' | 'paused';
  readonly reason: 'key_refused' | 'out_of_money' | 'rate_limit' | null;
  /** Until it is tried again; 0: the next call tries it. */
  readonly seconds: number;
}

export interface KeyTest {
  readonly label: string;
  /** A word of our own. */
  readonly outcome: string;
  /** null: no answer came. */
  readonly status: number | null;
  /** Ids that it lists; null unless it lists them. */
  readonly models: readonly string[] | null;
}

/** Whether no answer is a real one: pages say so. */
export function areAllDemo(providers: readonly ProviderFacts[]): boolean {
  return providers.every(({ isDemo }) => isDemo);
}
