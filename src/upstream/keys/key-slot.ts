import type { RestReason } from './key-action.ts';
import { type GateReason, KeyGate } from './key-gate.ts';
import type { KeyState } from './key-state.ts';

/** What a call is for: some refusals are about one model, or about one model at one endpoint. */
export interface KeyUse {
  readonly path: string;
  /** As the provider knows it. */
  readonly model: string;
}

/** There is no key for a call now. */
export interface KeyBlock {
  readonly reason: GateReason;
  /** Until one may work again. */
  readonly waitMs: number;
}

/** One of a provider's keys, and what closes it; its value is elsewhere. */
export class KeySlot {
  readonly label: string;
  /** Counts its values. */
  version = 0;
  /** Why the last call with it failed, where it cannot rest. */
  failure: RestReason | null = null;
  /** By what they close; most of the time there are none. */
  readonly #gates = new Map<string, KeyGate>();

  constructor(label: string) {
    this.label = label;
  }

  gatesOf(use: KeyUse): readonly KeyGate[] {
    if (this.#gates.size === 0) return [];
    return ['rest', restOf(use), 'rate', rateOf(use.model)].flatMap((name) => this.#gates.get(name) ?? []);
  }

  /** null: a call may take it. */
  blockOf(use: KeyUse, now: number, isUrgent = false): KeyBlock | null {
    const closed = this.gatesOf(use).filter((gate) => gate.isFull || gate.waitMs(now, isUrgent) > 0);
    if (closed.length === 0) return null;
    const { reason } = closed.find((gate) => gate.reason !== 'rate_limit') ?? closed[0] ?? { reason: 'rate_limit' };
    return { reason, waitMs: Math.max(...closed.map((gate) => gate.waitMs(now, isUrgent))) };
  }

  /** @param entered the gates that the call went through @returns whether a rest begins */
  rest(reason: RestReason, use: KeyUse | null, entered: readonly KeyGate[], now: number): boolean {
    const gate = this.#gate(use === null ? 'rest' : restOf(use), reason);
    const begins = !this.#rests();
    gate.rest(reason, now, entered.includes(gate));
    return begins;
  }

  /** @returns whether a pause begins */
  pause(waitMs: number, model: string | null, now: number): boolean {
    const gate = this.#gate(model === null ? 'rate' : rateOf(model), 'rate_limit');
    const begins = gate.waitMs(now) === 0;
    gate.pause(now, waitMs);
    return begins;
  }

  /** @returns whether a rest has ended */
  remove(gate: KeyGate): boolean {
    const rested = this.#rests();
    for (const [name, each] of this.#gates) if (each === gate) this.#gates.delete(name);
    return rested && !this.#rests();
  }

  replace(): void {
    this.version += 1;
    this.failure = null;
    this.#gates.clear();
  }

  tryNow(): void {
    for (const gate of this.#gates.values()) gate.tryNow();
  }

  state(now: number): KeyState {
    const { label } = this;
    const gates = [...this.#gates.values()];
    const secondsOf = (some: readonly KeyGate[]) =>
      Math.ceil(Math.max(0, ...some.map((gate) => gate.waitMs(now))) / 1000);
    const resting = gates.filter(({ hasRested }) => hasRested);
    const [rest] = resting;
    const reason = rest?.reason ?? this.failure;
    if (reason !== null) return { label, state: 'resting', reason, seconds: secondsOf(resting) };
    const seconds = secondsOf(gates);
    if (seconds > 0) return { label, state: 'paused', reason: 'rate_limit', seconds };
    return { label, state: 'working', reason: null, seconds };
  }

  #rests(): boolean {
    return [...this.#gates.values()].some(({ hasRested }) => hasRested);
  }

  #gate(name: string, reason: GateReason): KeyGate {
    const gate = this.#gates.get(name) ?? new KeyGate(reason);
    this.#gates.set(name, gate);
    return gate;
  }
}

function restOf({ path, model }: KeyUse): string {
  return `rest ${path} ${model}`;
}

function rateOf(model: string): string {
  return `rate ${model}`;
}
