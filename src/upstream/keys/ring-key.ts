import type { RestReason } from './key-action.ts';
import { type BlockReason, KeyBreaker } from './key-breaker.ts';
import type { KeyState } from './key-state.ts';

/** What a call is for: some refusals are about one model, or about one model at one endpoint. */
export interface KeyUse {
  readonly path: string;
  /** As the provider knows it. */
  readonly model: string;
}

/** There is no key for a call now. */
export interface KeyBlock {
  readonly reason: BlockReason;
  /** Until one may work again. */
  readonly waitMs: number;
}

/** One of a provider's keys, and its circuit breakers; its value is elsewhere. */
export class RingKey {
  readonly label: string;
  /** Counts its values. */
  version = 0;
  /** Why the last call with it failed, where it cannot rest. */
  failure: RestReason | null = null;
  /** By what they keep from passing; most of the time there are none. */
  readonly #breakers = new Map<string, KeyBreaker>();

  constructor(label: string) {
    this.label = label;
  }

  breakersOf(use: KeyUse): readonly KeyBreaker[] {
    if (this.#breakers.size === 0) return [];
    return ['rest', restOf(use), 'rate', rateOf(use.model)].flatMap((name) => this.#breakers.get(name) ?? []);
  }

  /** null: a call may take it. */
  blockOf(use: KeyUse, now: number, isUrgent = false): KeyBlock | null {
    const blocking = this.breakersOf(use).filter((breaker) => breaker.isFull || breaker.waitMs(now, isUrgent) > 0);
    if (blocking.length === 0) return null;
    const { reason } = blocking.find((breaker) => breaker.reason !== 'rate_limit') ??
      blocking[0] ?? { reason: 'rate_limit' };
    return { reason, waitMs: Math.max(...blocking.map((breaker) => breaker.waitMs(now, isUrgent))) };
  }

  /** @param entered the breakers that the call went through @returns whether a rest begins */
  rest(reason: RestReason, use: KeyUse | null, entered: readonly KeyBreaker[], now: number): boolean {
    const breaker = this.#breaker(use === null ? 'rest' : restOf(use), reason);
    const begins = !this.#rests();
    breaker.rest(reason, now, entered.includes(breaker));
    return begins;
  }

  /** @returns whether a pause begins */
  pause(waitMs: number, model: string | null, now: number): boolean {
    const breaker = this.#breaker(model === null ? 'rate' : rateOf(model), 'rate_limit');
    const begins = breaker.waitMs(now) === 0;
    breaker.pause(now, waitMs);
    return begins;
  }

  /** @returns whether a rest has ended */
  remove(breaker: KeyBreaker): boolean {
    const rested = this.#rests();
    for (const [name, each] of this.#breakers) if (each === breaker) this.#breakers.delete(name);
    return rested && !this.#rests();
  }

  replace(): void {
    this.version += 1;
    this.failure = null;
    this.#breakers.clear();
  }

  tryNow(): void {
    for (const breaker of this.#breakers.values()) breaker.tryNow();
  }

  state(now: number): KeyState {
    const { label } = this;
    const breakers = [...this.#breakers.values()];
    const secondsOf = (some: readonly KeyBreaker[]) =>
      Math.ceil(Math.max(0, ...some.map((breaker) => breaker.waitMs(now))) / 1000);
    const resting = breakers.filter(({ hasRested }) => hasRested);
    const [rest] = resting;
    const reason = rest?.reason ?? this.failure;
    if (reason !== null) return { label, state: 'resting', reason, seconds: secondsOf(resting) };
    const seconds = secondsOf(breakers);
    if (seconds > 0) return { label, state: 'paused', reason: 'rate_limit', seconds };
    return { label, state: 'working', reason: null, seconds };
  }

  #rests(): boolean {
    return [...this.#breakers.values()].some(({ hasRested }) => hasRested);
  }

  #breaker(name: string, reason: BlockReason): KeyBreaker {
    const breaker = this.#breakers.get(name) ?? new KeyBreaker(reason);
    this.#breakers.set(name, breaker);
    return breaker;
  }
}

function restOf({ path, model }: KeyUse): string {
  return `rest ${path} ${model}`;
}

function rateOf(model: string): string {
  return `rate ${model}`;
}
