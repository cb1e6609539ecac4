import type { DeliveryState, FailedAttempt, Severity } from '../store/delivery-store.ts';
import type { OffReason } from '../store/notice-channel-store.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** After the first attempt, the second, ...; the last one again and again. */
const RETRY_AFTER_MS = [10 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS];
/** The last comes about three days after the first. */
export const MAX_ATTEMPTS = 18;
/** With the waits above, more than an hour of nothing but refusals. */
export const MAX_REFUSALS = 6;
/** So that messages of many servers do not come in step. */
const JITTER = 0.1;
const MAX_RETRY_AFTER_MS = HOUR_MS;
/** No wait is longer: what is due later than this was written before the clock was set back. */
export const MAX_WAIT_MS = 7 * HOUR_MS;

/** How long what waits is kept for a channel that is off. */
export const KEEP_WAITING_MS = 3 * DAY_MS;
/** How long the log is kept. */
export const KEEP_LOG_MS = 30 * DAY_MS;

/** What follows from an attempt. */
export interface AttemptResult {
  readonly state: DeliveryState;
  /** When to try again; of a state other than waiting, it says nothing. */
  readonly nextAt: number;
  /** Of the channel, in a row. */
  readonly refusals: number;
  /** The channel is turned off for this reason. */
  readonly off: Exclude<OffReason, 'owner'> | null;
}

export interface EndedAttempt {
  /** null: the message was taken. */
  readonly failure: FailedAttempt | null;
  /** With this one. */
  readonly attempts: number;
  readonly isTest: boolean;
  /** Of the channel, before this one. */
  readonly refusals: number;
  /** ms UTC. */
  readonly now: number;
  /** From 0 to 1. */
  readonly random: number;
}

export function decideAttempt(ended: EndedAttempt): AttemptResult {
  const { failure, isTest, attempts, now } = ended;
  if (failure === null) return { state: 'sent', nextAt: now, refusals: 0, off: null };
  // Somebody watches: they read the problem, and nothing else changes.
  if (isTest) return { state: 'failed', nextAt: now, refusals: ended.refusals, off: null };
  const refusals = ended.refusals + (failure.severity === 'transient' ? 0 : 1);
  const off = reasonToTurnOff(failure.severity, refusals, attempts);
  const state = failure.severity === 'message' || attempts >= MAX_ATTEMPTS ? 'failed' : 'waiting';
  return { state, nextAt: now + waitMs(failure, attempts, ended.random), refusals, off };
}

function reasonToTurnOff(severity: Severity, refusals: number, attempts: number): AttemptResult['off'] {
  if (severity === 'gone') return 'gone';
  if (refusals >= MAX_REFUSALS) return 'refused';
  return attempts >= MAX_ATTEMPTS ? 'unreachable' : null;
}

function waitMs({ retryAfterMs }: FailedAttempt, attempts: number, random: number): number {
  const usual = RETRY_AFTER_MS[Math.min(attempts, RETRY_AFTER_MS.length) - 1] ?? HOUR_MS;
  const jittered = Math.round(usual * (1 - JITTER + 2 * JITTER * random));
  return Math.max(jittered, Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS));
}

const MESSAGE_STATUSES: ReadonlySet<number> = new Set([400, 413, 414, 415, 422]);
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);

/** @param status of HTTP, other than 2xx */
export function severityOf(status: number): Severity {
  if (status === 410) return 'gone';
  if (MESSAGE_STATUSES.has(status)) return 'message';
  return status >= 500 || TRANSIENT_STATUSES.has(status) ? 'transient' : 'channel';
}
