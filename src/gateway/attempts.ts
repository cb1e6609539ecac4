import type { ServedModel } from '../access/model-policy.ts';
import type { Model } from '../ledger/prices.ts';
import type { ExchangeResult } from './answers/exchange-result.ts';
import type { Refusal, RefusalName } from './refusals/refusal.ts';

/** The student's money for this model is spent, or the provider could not serve the call: another model may answer. */
const OTHERS_MAY_ANSWER: ReadonlySet<RefusalName> = new Set<RefusalName>([
  'moneySpent',
  'upstreamUnreachable',
  'upstreamFailed',
  'upstreamKey',
  'upstreamAddress',
  'upstreamOutOfMoney',
  'upstreamModel',
  'upstreamBusy',
  'upstreamPaused',
  'upstreamFlexFull',
  'providerFull',
]);

/** A client that sends the call again in a moment may be answered. */
const PASSES_SOON: ReadonlySet<RefusalName> = new Set<RefusalName>([
  'upstreamBusy',
  'upstreamPaused',
  'upstreamFlexFull',
  'providerFull',
]);

const ROUNDED_FROM_MS = 60_000;

/** Which model a call is sent to next, and what the student is told when none answers. */
export class Attempts {
  #endsAt: number;
  readonly #tried: Model[] = [];
  readonly #refusals: Refusal[] = [];

  /** @param endsAt when no other model is tried any more, ms of performance.now() */
  constructor(endsAt: number) {
    this.#endsAt = endsAt;
  }

  /** The request itself is judged with the first model alone. */
  get isFirst(): boolean {
    return this.#tried.length < 2;
  }

  /** ms. */
  get leftMs(): number {
    return this.#endsAt - performance.now();
  }

  /** The same for a timer. Node keeps a list for each duration: calls share one, where a second more does not matter. */
  get timerMs(): number {
    const ms = this.leftMs;
    return ms > ROUNDED_FROM_MS ? Math.ceil(ms / 1000) * 1000 : ms;
  }

  /** What a call waits for its turn is no part of the time for its answer, which would be cut off and charged. */
  async untimed<Result>(wait: Promise<Result>): Promise<Result> {
    const from = performance.now();
    try {
      return await wait;
    } finally {
      this.#endsAt += performance.now() - from;
    }
  }

  /** @param models that may answer, in order, as the rules are now @throws Refusal when none is left, or no time */
  next(models: readonly ServedModel[]): ServedModel {
    const next = models.find(({ model }) => !this.#tried.includes(model));
    if (next === undefined || (this.#tried.length > 0 && this.leftMs <= 0)) throw this.#refusal;
    this.#tried.push(next.model);
    return next;
  }

  /**
   * A model did not answer, and nothing was paid. One that follows may refuse the request for any reason: it is passed over.
   * @throws Refusal when no other may answer
   */
  fail(refusal: Refusal): void {
    if (this.isFirst && !OTHERS_MAY_ANSWER.has(refusal.refusal)) throw refusal;
    this.#refusals.push(refusal);
  }

  /** That of the model that the student named. Where its money is spent, one that soon has room is worth the wait. */
  get #refusal(): Error {
    const [first = new Error('there is no model to try'), ...others] = this.#refusals;
    if (!('refusal' in first) || first.refusal !== 'moneySpent') return first;
    return others.find(({ refusal }) => PASSES_SOON.has(refusal)) ?? first;
  }
}

/** Whether the provider did nothing for a call, and nothing of it reached the student, who waits. */
export function isUnanswered({ exit, hungUp, streaming, isPassing }: ExchangeResult): boolean {
  const costsNothing = exit.kind === 'unreachable' || exit.kind === 'refused';
  return costsNothing && !hungUp && !streaming && !isPassing;
}
