import type { KeyOrder } from '../provider-settings.ts';
import type { KeyAction } from './key-action.ts';
import type { KeyBreaker } from './key-breaker.ts';
import type { KeyEvent, KeyHappening, KeyState } from './key-state.ts';
import { type KeyBlock, type KeyUse, RingKey } from './ring-key.ts';
import { WaitingCalls } from './waiting-calls.ts';

/** The key of one call. */
export interface KeyLease {
  /** Its position among the keys, from 0. */
  readonly key: number;
  readonly use: KeyUse;
  /** Of the key's value: it may be replaced while the call runs. */
  readonly version: number;
  /** It came through these. */
  readonly breakers: readonly KeyBreaker[];
  /** It is in the breakers. */
  isInside: boolean;
}

export type KeyTurn = KeyLease | KeyBlock;

export interface KeyRingOptions {
  readonly provider: string;
  /** Names of the keys for the owner, at least one; no part of a key. */
  readonly labels: readonly string[];
  readonly order: KeyOrder;
  readonly onEvent: (event: KeyEvent) => void;
  /** ms, of a clock that never goes back. */
  readonly now?: () => number;
}

/** A pause as short as this is waited for; of a longer one the student is told. */
const MAX_SHORT_PAUSE_MS = 2000;
/** How long another key is preferred after a 429 that says no time. */
const DEFAULT_PAUSE_MS = 1000;
/** A refusal comes at once: a call that waits longer for its answer was let in. */
const LET_IN_MS = 1000;
/** What a student is told who waited in vain. */
const LATE_MS = 1000;

/**
 * Which key the next call takes. It knows the keys by their positions alone; openai.ts holds them. The only key of a
 * provider never rests: each call finds out whether it works again.
 */
export class KeyRing {
  readonly #provider: string;
  readonly #order: KeyOrder;
  readonly #onEvent: KeyRingOptions['onEvent'];
  readonly #now: () => number;
  readonly #keys: readonly RingKey[];
  readonly #waiting = new WaitingCalls<KeyTurn>();
  #nextStart = 0;

  constructor({ provider, labels, order, onEvent, now = () => performance.now() }: KeyRingOptions) {
    this.#provider = provider;
    this.#order = order;
    this.#onEvent = onEvent;
    this.#now = now;
    this.#keys = labels.map((label) => new RingKey(label));
  }

  get size(): number {
    return this.#keys.length;
  }

  /** @param tried keys that this call had already @param done is called once, perhaps at once @returns gives up */
  enter(use: KeyUse, tried: ReadonlySet<number>, done: (turn: KeyTurn) => void): () => void {
    const start = this.#start(tried);
    const take = () => unlessSoon(this.#take(use, tried, start));
    const turn = tried.size < this.size ? take() : this.#take(use, tried, start);
    if (turn === null) return this.#waiting.add(take, { reason: 'rate_limit', waitMs: LATE_MS }, done);
    done(turn);
    return () => {};
  }

  /** Why a call would be refused now; null: it would be sent, perhaps after a moment. */
  blockOf(use: KeyUse): KeyBlock | null {
    const now = this.#now();
    const blocks = this.#keys.map((key) => key.blockOf(use, now));
    if (blocks.some((block) => block === null || isSoon(block))) return null;
    const known = blocks.filter((block) => block !== null);
    // One call finds out.
    if (areAllResting(known) && this.#keys.some((key) => key.blockOf(use, now, true) === null)) return null;
    return soonest(known);
  }

  /** The answer says nothing against the key. @param usedUpMs until the limit for the model has room again */
  accept(lease: KeyLease, { isSuccess, usedUpMs }: { isSuccess: boolean; usedUpMs: number }): void {
    leave(lease);
    const key = this.#keyOf(lease);
    if (key === null) return;
    if (isSuccess) key.failure = null;
    for (const breaker of lease.breakers) {
      // One answer ends a rest; a limit of calls is tested by more and more of them.
      const isOver = breaker.hasRested ? isSuccess : breaker.widen();
      if (isOver && key.remove(breaker)) this.#report(key, { kind: 'works' });
    }
    if (usedUpMs > 0) key.pause(usedUpMs, lease.use.model, this.#now());
    this.#waiting.retry();
  }

  /** The provider said something about the key. */
  refuse(lease: KeyLease, action: Exclude<KeyAction, { kind: 'unsure' }>): void {
    leave(lease);
    const key = this.#keyOf(lease);
    if (key === null) return;
    if (action.kind === 'rest') this.#rest(key, lease, action);
    else this.#pause(key, lease, action);
    this.#waiting.retry();
  }

  /** It ended without a word about the key. */
  free(lease: KeyLease): void {
    leave(lease);
    this.#waiting.retry();
  }

  /** The key at this position is another one now, and begins anew. */
  replace(key: number): void {
    this.#keys[key]?.replace();
    this.#waiting.retry();
  }

  /** The owner has repaired something: resting keys are tried by the next calls. */
  tryNow(): void {
    for (const key of this.#keys) key.tryNow();
  }

  /** The positions of all keys, those that rest behind the others. */
  get workingFirst(): readonly number[] {
    const keys = this.states.map(({ state }, key) => ({ key, rests: state === 'resting' }));
    return keys.sort((a, b) => Number(a.rests) - Number(b.rests)).map(({ key }) => key);
  }

  get states(): readonly KeyState[] {
    const now = this.#now();
    return this.#keys.map((key) => key.state(now));
  }

  close(): void {
    this.#waiting.close();
  }

  #start(tried: ReadonlySet<number>): number {
    if (this.#order === 'in_order' || tried.size > 0) return 0;
    this.#nextStart = (this.#nextStart + 1) % this.size;
    return this.#nextStart;
  }

  #take(use: KeyUse, tried: ReadonlySet<number>, start: number): KeyTurn {
    const now = this.#now();
    const keys = this.#keys.map((_key, at) => (start + at) % this.size).filter((key) => !tried.has(key));
    const blocks: KeyBlock[] = [];
    for (const key of keys) {
      const block = this.#keys[key]?.blockOf(use, now) ?? null;
      if (block === null) return this.#lease(key, use);
      blocks.push(block);
    }
    if (areAllResting(blocks)) {
      const key = keys.find((each) => this.#keys[each]?.blockOf(use, now, true) === null);
      if (key !== undefined) return this.#lease(key, use);
    }
    // The call had every key: what they wait for now.
    const all = blocks.length > 0 ? blocks : this.#keys.flatMap((key) => key.blockOf(use, now) ?? []);
    return soonest(all);
  }

  #lease(key: number, use: KeyUse): KeyLease {
    const ringKey = this.#keys[key];
    const breakers = ringKey?.breakersOf(use) ?? [];
    const lease: KeyLease = { key, use, version: ringKey?.version ?? 0, breakers, isInside: breakers.length > 0 };
    for (const breaker of breakers) breaker.enter();
    if (lease.isInside) setTimeout(() => this.#letIn(lease), LET_IN_MS).unref();
    return lease;
  }

  #letIn(lease: KeyLease): void {
    if (!lease.isInside) return;
    leave(lease);
    for (const breaker of lease.breakers) breaker.widen();
    this.#waiting.retry();
  }

  #rest(key: RingKey, lease: KeyLease, { reason, scope, answer }: Extract<KeyAction, { kind: 'rest' }>): void {
    if (this.size === 1) {
      key.failure = reason;
      return;
    }
    const begins = key.rest(reason, scope === 'key' ? null : lease.use, lease.breakers, this.#now());
    if (begins) this.#report(key, { kind: 'rests', reason, answer });
  }

  #pause(key: RingKey, lease: KeyLease, { scope, waitMs }: Extract<KeyAction, { kind: 'pause' }>): void {
    const ms = waitMs ?? (this.size > 1 ? DEFAULT_PAUSE_MS : 0);
    if (ms === 0) return;
    const model = scope === 'key' ? null : lease.use.model;
    const begins = key.pause(ms, model, this.#now());
    if (begins) this.#report(key, { kind: 'paused', model, seconds: Math.ceil(ms / 1000) });
  }

  /** null: the key was replaced since. */
  #keyOf({ key, version }: KeyLease): RingKey | null {
    const ringKey = this.#keys[key];
    return ringKey?.version === version ? ringKey : null;
  }

  #report({ label }: RingKey, event: KeyHappening): void {
    this.#onEvent({ provider: this.#provider, label, ...event });
  }
}

function leave(lease: KeyLease): void {
  if (!lease.isInside) return;
  lease.isInside = false;
  for (const breaker of lease.breakers) breaker.leave();
}

function unlessSoon(turn: KeyTurn): KeyTurn | null {
  return 'reason' in turn && isSoon(turn) ? null : turn;
}

/** A rate limit is waited for, if not long. */
function isSoon({ reason, waitMs }: KeyBlock): boolean {
  return reason === 'rate_limit' && waitMs <= MAX_SHORT_PAUSE_MS;
}

function areAllResting(blocks: readonly KeyBlock[]): boolean {
  return blocks.every(({ reason }) => reason !== 'rate_limit');
}

/** A pause ends by itself; of a rest nobody knows. */
function soonest(blocks: readonly KeyBlock[]): KeyBlock {
  const pauses = blocks.filter(({ reason }) => reason === 'rate_limit');
  const [first] = (pauses.length > 0 ? pauses : blocks).toSorted((one, other) => one.waitMs - other.waitMs);
  return first ?? { reason: 'key_refused', waitMs: 0 };
}
