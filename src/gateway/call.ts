import type { Caller } from '../access/callers.ts';
import type { Reader } from '../language/reader-texts.ts';
import type { Outcome } from '../ledger/holds.ts';
import type { NanoUsd } from '../ledger/money.ts';
import type { Slot } from '../limits/calls-in-flight.ts';

/** A student's request that was admitted. */
export interface Call {
  /** The gateway's request id: x-request-id of the answer, and in the log. */
  readonly id: string;
  readonly caller: Caller;
  readonly reader: Reader;
  /** Of the access store, when the caller was found. */
  readonly accessRevision: number;
  /** Its slot among the calls in flight. */
  readonly slot: Slot;
  /** ms of performance.now(). */
  readonly startedAt: number;
}

/** What the log and the metrics learn of an ended call: no prompt, no answer. */
export interface CallReport {
  readonly requestId: string;
  readonly upstreamRequestId: string | null;
  readonly studentId: number;
  /** null: the student has none. */
  readonly classId: number | null;
  readonly model: string;
  readonly servedModel: string;
  /** Who answered, or was asked. */
  readonly provider: string;
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
  /** null for an unknown caller. */
  readonly studentId: number | null;
  readonly tokenId: number | null;
  /** null unless the server knows the name or it has a published shape: a student may write anything there. */
  readonly model: string | null;
  readonly endpoint: string | null;
  readonly refusal: string;
  readonly status: number;
}

/** Learns how calls end: the log, the metrics and the refusal log (ops/). */
export interface Observer {
  callEnded(report: CallReport): void;
  callRefused(report: RefusalReport): void;
  /** The gateway itself failed; the error goes to the log only. */
  failed(requestId: string, error: unknown): void;
}
