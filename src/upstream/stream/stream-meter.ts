import type { MeteredUsage } from '../../ledger/exits.ts';

/** Meters a provider's stream while its bytes pass. */
export interface StreamMeter {
  /** @returns what may pass now, possibly nothing @throws when the stream cannot be metered */
  push(chunk: Buffer): Buffer;
  /** The body ended. @returns what may still pass */
  end(): Buffer;
  /** The highest usage that the provider reported for everything so far; null when it reported none. */
  readonly usage: MeteredUsage | null;
  /** The usage, unless more may be counted after it: the certain cost of a stream that broke off here. */
  readonly finalUsage: MeteredUsage | null;
  /** The last event came: nothing after it passes. */
  readonly done: boolean;
  /** The provider sent an error. Neither it nor anything after it passes. */
  readonly failed: boolean;
  /** The stream is complete, and its usage is known. */
  readonly isOver: boolean;
  /** Whether the body may end here. */
  readonly isWhole: boolean;
  /** Whether every requested answer was in it. */
  readonly holdsAnswers: boolean;
  /** The whole answer, where the last event repeats it; undefined until then. */
  readonly answer: unknown;
  /** Some of an event has passed, and its end has not. */
  readonly isMidEvent: boolean;
}
