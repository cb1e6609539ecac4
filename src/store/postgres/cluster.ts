import { setTimeout as wait } from 'node:timers/promises';
import type { ClusterStore } from '../cluster-store.ts';
import type { EngineObserver, ServerReport } from '../engine-observer.ts';
import { asStorageError } from './engine/database-errors.ts';
import { Reaper } from './replicas/reaper.ts';
import type { LedgerSession, Replica } from './replicas/replica.ts';
import type { Watch } from './replicas/watch.ts';

export interface ClusterJob {
  /** Between two beginnings of it; until the first one after a start: `firstMs`. */
  readonly everyMs: number;
  readonly firstMs: number;
  /** What fails is tried again when it is its time again. @param signal the replica ends: it waits for the job */
  readonly run: (signal: AbortSignal) => Promise<unknown>;
}

export interface ClusterParts {
  readonly replica: Replica;
  readonly watch: Watch;
  /** Expires the holds of a replica, once, and fences it unless it is this one. @param now ms UTC @returns how many there were */
  readonly expire: (slot: number, now?: number) => Promise<number>;
  /** null: the clock of this machine is right. */
  readonly clockProblem: () => string | null;
  /** What is done for the whole installation, by the replica that leads. */
  readonly jobs: readonly ClusterJob[];
  /** Soon after each new connection of the ledger. */
  readonly connected: (session: LedgerSession) => Promise<void>;
  readonly observer: Pick<EngineObserver, 'onServer'>;
}

const NO_STANDBY = 'the database waits for a synchronous standby, and there is none';
const BEAT_MS = 1000;
/** At a start: so long is waited for the lock of a replica that may only be on the way back. */
const START_MS = 1700;
const LOOK_MS = 100;

/** This replica among the others: it says that it lives, and buries those that do not. */
export class PostgresCluster implements ClusterStore {
  readonly isShared = true;
  readonly #parts: ClusterParts;
  readonly #reaper = new Reaper();
  readonly #listeners = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> = Promise.resolve();
  #burying: Promise<unknown> | null = null;
  #isReached = true;
  #known: LedgerSession | null = null;
  #server: ServerReport | null = null;
  #closed = false;
  readonly #ending = new AbortController();
  /** When each job is due, ms of the monotonic clock. */
  readonly #dueAt = new Map<ClusterJob, number>();
  readonly #running = new Map<ClusterJob, Promise<unknown>>();

  constructor(parts: ClusterParts) {
    this.#parts = parts;
    for (const job of parts.jobs) this.#dueAt.set(job, performance.now() + job.firstMs);
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#beating = this.#beat().finally(() => {
        if (!this.#closed) this.start();
      });
    }, BEAT_MS).unref();
  }

  isLeader(): boolean {
    return this.#parts.replica.isLeader;
  }

  catchUp(): Promise<void> {
    return this.#parts.watch.look().catch((error: unknown) => {
      throw asStorageError(error);
    });
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Another replica changed something that is cached. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  problem(): string | null {
    if (!this.#isReached || !this.#parts.replica.isConnected) return 'the database cannot be reached';
    if (this.#server?.synchronousStandbys === 0) return NO_STANDBY;
    return this.#parts.clockProblem();
  }

  /** Of all that are dead now, at a start; this process has placed none yet. @returns how many holds there were */
  async expireDead(now: number): Promise<number> {
    let expired = await this.#parts.expire(this.#parts.replica.slot, now);
    for (const until = performance.now() + START_MS; ; ) {
      const { free, dead } = await this.#lookForDead();
      for (const slot of dead) expired += await this.#bury(slot, now);
      if (free === dead.length || performance.now() > until) return expired;
      await wait(LOOK_MS);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#beating;
    this.#ending.abort();
    await Promise.all(this.#running.values());
  }

  async #beat(): Promise<void> {
    const { replica, watch } = this.#parts;
    try {
      this.#note(await replica.session());
      if (replica.slot !== 0) await watch.beat(replica.slot);
      await watch.look();
      // Behind the transaction that runs, which may wait for its lock: this beat does not.
      replica.tryToLead().catch(() => {});
      const { dead } = await this.#lookForDead();
      if (dead.length > 0) this.#buryAll(dead);
      this.#server = await watch.server();
      this.#parts.observer.onServer(this.#server);
      this.#isReached = true;
      this.#startJobs();
    } catch {
      this.#reaper.forget();
      this.#isReached = false;
    }
  }

  /** A beat does not wait for them. */
  #startJobs(): void {
    const now = performance.now();
    for (const [job, dueAt] of this.#dueAt) {
      if (now < dueAt || this.#running.has(job) || !this.isLeader()) continue;
      this.#dueAt.set(job, now + job.everyMs);
      const running = job.run(this.#ending.signal).then(
        () => this.#running.delete(job),
        () => this.#running.delete(job),
      );
      this.#running.set(job, running);
    }
  }

  /** Nobody waits for it: a commit may wait for a standby, and this replica must be seen to live meanwhile. */
  #note(session: LedgerSession): void {
    if (session === this.#known) return;
    this.#known = session;
    this.#parts.connected(session).catch(() => {
      if (this.#known === session) this.#known = null;
    });
  }

  /** The same. */
  #buryAll(slots: readonly number[]): void {
    this.#burying ??= Promise.all(slots.map((slot) => this.#bury(slot)))
      // They are still dead at the next look.
      .catch(() => {})
      .finally(() => {
        this.#burying = null;
      });
  }

  /** One that is stopped for long is fenced by others, and need not write anything to find out. */
  async #lookForDead(): Promise<{ free: number; dead: number[] }> {
    const { replica, watch } = this.#parts;
    const own = replica.slot;
    const seen = await watch.replicas();
    if (own !== 0 && own === replica.slot && !seen.some(({ slot }) => slot === own)) replica.fenced();
    const others = seen.filter(({ slot, isLocked }) => slot !== replica.slot && !isLocked);
    return { free: others.length, dead: this.#reaper.findDead(seen, replica.slot, performance.now()) };
  }

  async #bury(slot: number, now?: number): Promise<number> {
    await this.#parts.watch.endConnectionOf(slot);
    return this.#parts.expire(slot, now);
  }
}
