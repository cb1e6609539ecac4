/** What an owner is told of a provider; nothing of its keys, and not its address. */
export interface ProviderFacts {
  readonly name: string;
  /** Its answers are simulated. */
  readonly isDemo: boolean;
  /** false: it is called without a key. */
  readonly hasKey: boolean;
}

/** Whether no answer is a real one: pages say so. */
export function areAllDemo(providers: readonly ProviderFacts[]): boolean {
  return providers.every(({ isDemo }) => isDemo);
}
