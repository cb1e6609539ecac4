import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from '../../../../src/store/store.ts';
import type { AnswerLog } from './answer-log.ts';
import type { Load, LoadReport } from './commands.ts';
import { reach } from './kill-points.ts';
import { orderOf, settlementOf, TIMING } from './test-call.ts';

/** More calls than a replica can place do not pile up without end: those beyond are given up, and are not kept up with. */
const MAX_IN_FLIGHT = 2000;
/** So often it is looked whether calls are due, ms: a timer for each would cost as much as the ledger does. */
const TICK_MS = 3;
/** How long the last answers may take, ms. */
const MAX_DRAIN_MS = 30_000;

/** Calls as students do, and notes what they are told. */
export class LoadRun {
  readonly #store: Store;
  readonly #log: AnswerLog;
  readonly #load: Load;
  readonly #failed: Record<string, number> = {};
  readonly #latencies: number[] = [];
  /** By the tick in which they are due. */
  readonly #settlements = new Map<number, (() => void)[]>();
  #counts = { offered: 0, held: 0, refused: 0, settled: 0 };
  #calls = 0;
  #unanswered = 0;
  #isOver = false;
  #isMeasured = false;
  #measured = { startedAt: 0, cpu: process.cpuUsage() };

  constructor(store: Store, log: AnswerLog, load: Load) {
    this.#store = store;
    this.#log = log;
    this.#load = load;
  }

  async run(): Promise<LoadReport> {
    const { ms, warmUpMs = 0, perSecond, inFlight = 1 } = this.#load;
    const calling = perSecond === undefined ? this.#callTogether(inFlight) : this.#callAtRate(perSecond);
    await Promise.race([pause(warmUpMs), calling]);
    this.#isMeasured = true;
    this.#measured = { startedAt: performance.now(), cpu: process.cpuUsage() };
    await Promise.race([pause(ms), calling]);
    this.#isMeasured = false;
    const measuredMs = performance.now() - this.#measured.startedAt;
    const { user, system } = process.cpuUsage(this.#measured.cpu);
    this.#isOver = true;
    await this.#drain();
    this.#log.flush();
    const { offered, held, refused, settled } = this.#counts;
    const told = { offered, held, refused, settled, unanswered: this.#unanswered, failed: this.#failed };
    return { ...told, latencies: this.#latencies, measuredMs, cpuMs: (user + system) / 1000 };
  }

  async #callTogether(inFlight: number): Promise<void> {
    const { calls = Number.POSITIVE_INFINITY } = this.#load;
    const calling = Array.from({ length: inFlight }, async () => {
      while (!this.#isOver && this.#calls < calls) await this.#call(performance.now());
    });
    await Promise.all(calling);
  }

  /** At random instants, as independent students call. */
  async #callAtRate(perSecond: number): Promise<void> {
    const running = new Set<Promise<void>>();
    let due = performance.now();
    while (!this.#isOver) {
      const now = performance.now();
      while (due <= now) {
        if (running.size >= MAX_IN_FLIGHT) {
          this.#noteFailure('hold', new Error('too many are in flight'));
          due = now + 1;
          break;
        }
        const call = this.#call(due).finally(() => running.delete(call));
        running.add(call);
        due += (-Math.log(1 - Math.random()) * 1000) / perSecond;
      }
      await pause(TICK_MS);
    }
  }

  async #call(due: number): Promise<void> {
    const { students, hold } = this.#load;
    this.#counts.offered++;
    this.#unanswered++;
    const isMeasured = this.#isMeasured;
    const studentId = 1 + ((this.#calls++ * 7919 + process.pid) % students);
    try {
      const placement = await this.#store.ledger.placeHold(orderOf(studentId, hold, Date.now()));
      if ('refused' in placement) {
        this.#counts.refused++;
        if (this.#load.untilRefused === true) this.#isOver = true;
        return;
      }
      reach('before-log');
      this.#log.held(placement.hold.id, placement.hold.amount);
      reach('after-log');
      this.#counts.held++;
      if (isMeasured) this.#latencies.push(performance.now() - due);
      this.#settleLater(placement.hold.id);
    } catch (error) {
      this.#noteFailure('hold', error);
      // Callers of a gateway try again, but not a million times a second.
      await pause(5);
    } finally {
      this.#unanswered--;
    }
  }

  #settleLater(holdId: number): void {
    const { settleAfterMs, hold, cost = 1 + Math.floor(Math.random() * hold) } = this.#load;
    if (settleAfterMs === null) return;
    this.#unanswered++;
    const afterMs = -Math.log(1 - Math.random()) * settleAfterMs;
    const tick = Math.ceil((performance.now() + afterMs) / TICK_MS);
    const due = this.#settlements.get(tick) ?? [];
    if (due.length === 0) setTimeout(() => this.#settleAllOf(tick), afterMs);
    this.#settlements.set(tick, [...due, () => void this.#settle(holdId, cost)]);
  }

  #settleAllOf(tick: number): void {
    const due = this.#settlements.get(tick) ?? [];
    this.#settlements.delete(tick);
    for (const settle of due) settle();
  }

  async #settle(holdId: number, cost: number): Promise<void> {
    try {
      await this.#store.ledger.resolveHold(holdId, settlementOf(cost), TIMING);
      this.#log.settled(holdId, cost);
      this.#counts.settled++;
    } catch (error) {
      this.#noteFailure('settlement', error);
    } finally {
      this.#unanswered--;
    }
  }

  async #drain(): Promise<void> {
    const deadline = performance.now() + MAX_DRAIN_MS;
    while (this.#unanswered > 0 && performance.now() < deadline) await pause(10);
  }

  #noteFailure(what: string, error: unknown): void {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const name = `${what}: ${message.replace(/\d+/g, 'n')}`;
    this.#failed[name] = (this.#failed[name] ?? 0) + 1;
  }
}
