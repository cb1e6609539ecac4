import { setTimeout } from 'node:timers/promises';
import type { DeliverySender } from '../admin/delivery-sender.ts';
import type { Change } from '../store/change.ts';
import type { ClaimedDelivery, Delivery, DeliveryStore, FailedAttempt } from '../store/delivery-store.ts';
import type { SendDelivery } from './send-delivery.ts';

export interface DeliveryJobDeps {
  readonly deliveries: DeliveryStore;
  readonly send: SendDelivery;
  /** Whether this replica looks into the outbox; any may send a test. Absent: it does. */
  readonly isLeader?: () => boolean;
  /** Lets go of connections that are kept. */
  readonly close?: () => void;
  readonly logger: { warn(details: object, message: string): void; error(details: object, message: string): void };
  /** ms UTC. */
  readonly now: () => number;
}

/** Until the status of an answer. */
export const ATTEMPT_MS = 15_000;
/** E-mail takes longest: connecting and each answer of the server may take 20 s. */
export const LEASE_MS = 180_000;
const MAX_AT_ONCE = 4;
const EVERY_MS = 2000;
/** Longer than an attempt by HTTP. */
const MAX_DRAIN_MS = 20_000;
const SWEEP_EVERY_MS = 3_600_000;

interface EndedAttempt {
  readonly claimed: ClaimedDelivery;
  /** null: it was taken. */
  readonly failure: FailedAttempt | null;
}

/**
 * Sends what is in the outbox: several channels at once, the messages of each one after the other. At least once: a process
 * that dies between sending and noting it sends the same message again, with the same id. Neither an address nor what the
 * other side said reaches the log.
 */
export class DeliveryJob implements DeliverySender {
  readonly #deps: DeliveryJobDeps;
  readonly #running = new Set<Promise<unknown>>();
  /** Ended while the disk took no writes. They are noted before anything else is sent. */
  #unnoted: EndedAttempt[] = [];
  #claiming: Promise<number> | null = null;
  #timers: NodeJS.Timeout[] = [];
  #isStopping = false;

  constructor(deps: DeliveryJobDeps) {
    this.#deps = deps;
  }

  start(): void {
    void this.#sweep();
    this.#timers = [
      setInterval(() => this.wake(), EVERY_MS).unref(),
      setInterval(() => void this.#sweep(), SWEEP_EVERY_MS).unref(),
    ];
  }

  stop(): void {
    this.#isStopping = true;
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** Waits for what is being sent, and notes it. What takes longer is sent again, with the same id. After stop(). */
  async drain(): Promise<void> {
    await this.#claiming;
    await Promise.race([Promise.allSettled([...this.#running]), setTimeout(MAX_DRAIN_MS, null, { ref: false })]);
    this.#deps.close?.();
    await this.#noteLeft().catch((err: unknown) => this.#deps.logger.error({ err }, 'deliveries were not noted'));
  }

  wake(): void {
    void this.#claim();
  }

  /** Sends all that is due, and returns when it has ended. Never rejects. */
  async run(): Promise<void> {
    for (;;) {
      const begun = await this.#claim();
      if (begun === 0 && this.#running.size === 0) return;
      await Promise.allSettled([...this.#running]);
    }
  }

  async sendTest(channelId: number, change: Change): Promise<Delivery> {
    const claimed = await this.#deps.deliveries.claimTest(channelId, LEASE_MS, change);
    return this.#track(this.#attempt(claimed).then((ended) => this.#note(ended)));
  }

  /** @returns how many were begun; one look at the outbox at a time */
  #claim(): Promise<number> {
    if (this.#isStopping) return Promise.resolve(0);
    this.#claiming ??= this.#claimDue().finally(() => {
      this.#claiming = null;
    });
    return this.#claiming;
  }

  async #claimDue(): Promise<number> {
    const { deliveries, logger, now, isLeader } = this.#deps;
    if (isLeader?.() === false) return 0;
    const limit = MAX_AT_ONCE - this.#running.size;
    if (limit <= 0) return 0;
    try {
      await this.#noteLeft();
      const due = await deliveries.claimDue({ now: now(), limit, leaseMs: LEASE_MS });
      for (const claimed of due) void this.#track(this.#deliver(claimed));
      return due.length;
    } catch (err) {
      logger.error({ err }, 'the outbox of notices cannot be read or written');
      return 0;
    }
  }

  #track<Result>(work: Promise<Result>): Promise<Result> {
    const tracked: Promise<Result> = work.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
    return tracked;
  }

  async #deliver(claimed: ClaimedDelivery): Promise<void> {
    const ended = await this.#attempt(claimed);
    try {
      await this.#note(ended);
    } catch (err) {
      this.#unnoted.push(ended);
      this.#deps.logger.error({ err, deliveryId: claimed.delivery.id }, 'a delivery was not noted');
      return;
    }
    // Chats count messages a second: theirs wait for the next look.
    const { kind } = claimed.channel;
    if (ended.failure === null && (kind === 'webhook' || kind === 'email')) setImmediate(() => this.wake());
  }

  async #attempt(claimed: ClaimedDelivery): Promise<EndedAttempt> {
    const { delivery, channel } = claimed;
    const failure = await this.#send(claimed);
    if (failure !== null) {
      const { problem, status } = failure;
      const facts = { channelId: channel.id, deliveryId: delivery.id, attempts: delivery.attempts, problem, status };
      this.#deps.logger.warn(facts, 'a notice was not delivered');
    }
    return { claimed, failure };
  }

  async #send(claimed: ClaimedDelivery): Promise<FailedAttempt | null> {
    try {
      return await this.#deps.send(claimed);
    } catch (err) {
      // The error may name the address: its class says enough.
      const { name } = err as Error;
      this.#deps.logger.error({ deliveryId: claimed.delivery.id, error: name }, 'a notice could not be sent');
      return { problem: 'unreachable', status: null, severity: 'transient', retryAfterMs: null };
    }
  }

  #note({ claimed, failure }: EndedAttempt): Promise<Delivery> {
    return this.#deps.deliveries.noteAttempt(claimed.delivery, failure, this.#deps.now());
  }

  async #noteLeft(): Promise<void> {
    for (const ended of [...this.#unnoted]) {
      await this.#note(ended);
      this.#unnoted = this.#unnoted.filter((each) => each !== ended);
    }
  }

  async #sweep(): Promise<void> {
    const { deliveries, logger, now, isLeader } = this.#deps;
    if (isLeader?.() === false) return;
    try {
      await deliveries.sweep(now());
    } catch (err) {
      logger.error({ err }, 'old deliveries were not deleted');
    }
  }
}
