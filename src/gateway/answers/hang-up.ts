import type { Exit } from '../../ledger/exits.ts';
import type { Drain } from './drains.ts';
import type { ExchangeOptions } from './exchange-options.ts';

/** The exchange, as its hang-up needs it. */
export interface HangUpCall {
  isSent(): boolean;
  /** The provider may go on: the student's side takes nothing any more. */
  resume(): void;
  abort(reason: 'hang-up' | 'timeout'): void;
  setDeadline(ms: number, end: () => void): void;
  /** How the call ends if it is closed now; null when it already ends for another reason. */
  cancelledExit(): Exit | null;
}

/** What becomes of a call whose student is gone: it is read on for its real cost, or closed. */
export class HangUp {
  readonly #options: Pick<ExchangeOptions, 'drains' | 'limits' | 'studentId' | 'cancels' | 'audience'>;
  readonly #call: HangUpCall;
  #drain: Drain | null = null;
  #hasHappened = false;
  #isOver = false;
  /** The exit of a call that its hang-up cancels. */
  cancelled: Exit | null = null;

  constructor(options: ExchangeOptions, call: HangUpCall) {
    this.#options = options;
    this.#call = call;
    if (options.audience !== undefined) options.audience.onEmpty = () => this.#readOn();
  }

  get hasHappened(): boolean {
    return this.#hasHappened;
  }

  /** Somebody waits for the answer. */
  get isWanted(): boolean {
    return !this.#hasHappened || this.#isAwaited;
  }

  happen(): void {
    this.#hasHappened = true;
    this.#readOn();
  }

  /** The call is over. */
  end(): void {
    this.#isOver = true;
    this.#endDrain();
  }

  /** While others wait for the answer, else as long as `drains` and `drainMs` allow. */
  #readOn(): void {
    if (this.#isOver || !this.#hasHappened || this.#drain !== null) return;
    const { drains, limits, studentId, cancels } = this.#options;
    if (!this.#isAwaited) {
      if (this.#call.isSent() && cancels) this.cancelled = this.#call.cancelledExit();
      else if (this.#call.isSent() && limits.drainMs > 0) this.#drain = drains.begin(studentId, this.#giveUp);
      if (this.#drain === null) {
        this.#call.abort('hang-up');
        return;
      }
      this.#call.setDeadline(Math.min(limits.drainMs, limits.streamMs), this.#giveUp);
    }
    this.#call.resume();
  }

  get #isAwaited(): boolean {
    return this.#call.isSent() && this.#options.audience?.isWaiting === true;
  }

  /** The time to read on is over, or its place went to another student. */
  readonly #giveUp = (): void => {
    if (!this.#isAwaited) {
      this.#call.abort('hang-up');
      return;
    }
    this.#endDrain();
    this.#call.setDeadline(this.#options.limits.streamMs, () => this.#call.abort('timeout'));
  };

  #endDrain(): void {
    if (this.#drain !== null) this.#options.drains.end(this.#drain);
    this.#drain = null;
  }
}
