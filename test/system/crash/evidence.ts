import type { ApiJson } from '../../support/owner-client.ts';
import type { UpstreamCallSeen } from '../../support/upstream-act.ts';
import { MAX_CALLS, numberOf } from './numbered-call.ts';

/** All observations from outside of the processes over one database, also of killed ones. */
export class Evidence {
  /** Bytes of the body, by number of the call. */
  readonly reachedUpstream = new Map<number, number>();
  /** JSON answers that a student got whole: the number, and the cost that its header told. */
  readonly answered = new Map<number, string>();
  /** Calls that were refused for want of money. */
  readonly refused = new Set<number>();
  /** Usage records as the owner saw them, by id. */
  readonly recordsShown = new Map<number, ApiJson>();
  /** Refunds that the owner was told were done, by id of the incident. */
  readonly refunded = new Map<number, ApiJson>();
  readonly faults: string[] = [];
  #numbers = 0;

  /** null when the database has had its share of calls. */
  nextNumber(): number | null {
    return this.#numbers < MAX_CALLS ? this.#numbers++ : null;
  }

  get numbersUsed(): number {
    return this.#numbers;
  }

  fault(text: string): void {
    this.faults.push(text);
  }

  upstreamSaw(call: UpstreamCallSeen): void {
    const number = numberOf(call);
    if (!Number.isInteger(number)) this.fault(`the upstream got a call that nobody sent: ${call.body}`);
    if (this.reachedUpstream.has(number)) this.fault(`call ${number} was sent upstream twice`);
    this.reachedUpstream.set(number, Buffer.byteLength(call.body));
  }

  ownerSawRecords(records: readonly ApiJson[]): void {
    for (const record of records) this.recordsShown.set(record.id, record);
  }

  /** P1, as the owner sees it. */
  ownerSawBudgets(budgets: readonly ApiJson[]): void {
    for (const { scope, scope_id, period, limit_usd, spent_usd, held_usd } of budgets) {
      if (nano(spent_usd) + nano(held_usd) > nano(limit_usd)) {
        this.fault(`${scope} ${scope_id} ${period}: spent ${spent_usd} + held ${held_usd} is above ${limit_usd}`);
      }
    }
  }
}

export function nano(usd: number): number {
  return Math.round(usd * 1e9);
}
