/** A promise and its end: how tests wait for a moment instead of for a time. */
export interface Signal {
  readonly reached: Promise<void>;
  fire(): void;
}

export function newSignal(): Signal {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { reached: promise, fire: resolve };
}

/** Named signals, each of which stays fired. */
export class Signals {
  readonly #byName = new Map<string, Signal>();

  get(name: string): Signal {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const made = newSignal();
    this.#byName.set(name, made);
    return made;
  }

  /** Fires and forgets all of them, so that nothing waits for ever. */
  clear(): void {
    for (const signal of this.#byName.values()) signal.fire();
    this.#byName.clear();
  }
}
