import type { Caller } from '../access/callers.ts';
import type { Language } from '../access/classes.ts';
import type { Outcome } from '../ledger/holds.ts';
import type { NanoUsd } from '../ledger/money.ts';
import type { Slot } from '../limits/calls-in-flight.ts';

/** A student's request that was let in. */
export interface Call {
  /** Our own request id; the student sees it as x-request-id, the log repeats it. */
  readonly id: string;
  readonly caller: Caller;
  readonly language: Language;
  /** Among the calls in flight. */
  readonly slot: Slot;
  /** ms of performance.now(). */
  readonly startedAt: number;
}

/** What is said of an ended call, to the log and the metrics; never a word of what was asked or answered. */
export interface CallReport {
  readonly requestId: string;
  readonly upstreamRequestId: string | null;
  readonly studentId: number;
  readonly model: string;
  readonly servedModel: string;
  readonly outcome: Outcome;
  readonly status: number;
  readonly cost: NanoUsd;
  readonly held: NanoUsd;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly stream: boolean;
  readonly durationMs: number;
  readonly firstByteMs: number | null;
}

export interface RefusalReport {
  readonly requestId: string;
  /** null for whoever is not known. */
  readonly studentId: number | null;
  readonly tokenId: number | null;
  /** Only a name that the server knows by itself; what a student writes there may be anything. */
  readonly model: string | null;
  readonly endpoint: string | null;
  readonly refusal: string;
  readonly status: number;
}

/** Who wants to know how calls end: the log, the metrics and the list of refusals (ops/). */
export interface Observer {
  callEnded(report: CallReport): void;
  callRefused(report: RefusalReport): void;
  /** A failure of our own; the error goes to the log only. */
  failed(requestId: string, error: unknown): void;
}
