import type { BudgetLimit } from '../ledger/budgets.ts';
import { NANO_PER_USD, type NanoUsd } from '../ledger/money.ts';
import { DAY_MS } from '../ledger/utc-days.ts';
import { type SchoolClass, termStateAt } from './classes.ts';
import type { Student } from './students.ts';

export type MoneyRequestState = 'open' | 'granted' | 'declined';

/** A student's request for more money, and the owner's answer. */
export interface MoneyRequest {
  readonly id: number;
  readonly studentId: number;
  readonly amount: NanoUsd;
  readonly reason: string;
  readonly state: MoneyRequestState;
  /** ms UTC. */
  readonly createdAt: number;
  /** ms UTC: an open request lapses then, and an answer is old. */
  readonly expiresAt: number;
  /** null while it is open. */
  readonly answer: MoneyAnswer | null;
}

export interface MoneyAnswer {
  /** ms UTC. */
  readonly at: number;
  /** What the owner wrote to the student; null: nothing. */
  readonly word: string | null;
  /** null: declined. */
  readonly topUp: { readonly id: number; readonly amount: NanoUsd; readonly endsAt: number } | null;
}

/** How long an open request waits for the owner, and how long its student sees the answer. */
export const MONEY_REQUEST_LIFETIME_MS = 14 * DAY_MS;
/** After a request was declined. */
const DECLINED_WAIT_MS = DAY_MS;
const MAX_MONEY_REQUESTS_PER_WEEK = 3;
const WEEK_MS = 7 * DAY_MS;

/** The student has to wait: one request is open until `nextAt` at the latest, or the last ones are too recent. */
export interface MoneyRequestWait {
  readonly why: 'open' | 'declined' | 'weekly';
  /** ms UTC. */
  readonly nextAt: number;
}

/** `off`: the owner turned asking off for the class. */
export type AskingBlock = { readonly why: 'suspended' | 'over' | 'off' } | MoneyRequestWait;

/**
 * Why a student may not ask for money now; null: nothing is in the way. Spent money and a class that has not begun are no
 * reasons: a student may ask for what is coming.
 * @param earlier the student's requests that have not expired @param now ms UTC
 */
export function whyNotAsk(
  { student, schoolClass }: { readonly student: Student; readonly schoolClass: SchoolClass | null },
  earlier: readonly MoneyRequest[],
  now: number,
): AskingBlock | null {
  if (student.suspendedAt !== null) return { why: 'suspended' };
  if (schoolClass !== null && termStateAt(schoolClass, now) === 'over') return { why: 'over' };
  if (schoolClass?.takesMoneyRequests === false) return { why: 'off' };
  return moneyRequestWait(earlier, now);
}

/** A student with a budget of nothing may ask, too. */
const MIN_ASKABLE: NanoUsd = NANO_PER_USD;
const ASKABLE_BUDGETS = 4;

/** The most that a student may ask for. @param limits of the student's own, wherever they come from */
export function maxAskable(limits: readonly BudgetLimit[]): NanoUsd {
  return Math.max(MIN_ASKABLE, ASKABLE_BUDGETS * Math.max(0, ...limits.map(({ limit }) => limit)));
}

/** Instants far from `now` came from a clock that was wrong, and do not count. */
function moneyRequestWait(earlier: readonly MoneyRequest[], now: number): MoneyRequestWait | null {
  const open = earlier.find(({ state, expiresAt }) => state === 'open' && expiresAt > now);
  if (open !== undefined) return { why: 'open', nextAt: open.expiresAt };
  const waits = [declinedWait(earlier, now), weeklyWait(earlier, now)].filter((wait) => wait !== null);
  return waits.toSorted((a, b) => b.nextAt - a.nextAt)[0] ?? null;
}

function declinedWait(earlier: readonly MoneyRequest[], now: number): MoneyRequestWait | null {
  const declines = earlier
    .flatMap(({ state, answer }) => (state === 'declined' && answer !== null ? [answer.at] : []))
    .filter((at) => Math.abs(now - at) < DECLINED_WAIT_MS);
  return declines.length === 0 ? null : { why: 'declined', nextAt: Math.max(...declines) + DECLINED_WAIT_MS };
}

function weeklyWait(earlier: readonly MoneyRequest[], now: number): MoneyRequestWait | null {
  const sent = earlier
    .map(({ createdAt }) => createdAt)
    .filter((at) => Math.abs(now - at) < WEEK_MS)
    .toSorted((a, b) => b - a);
  const oldest = sent[MAX_MONEY_REQUESTS_PER_WEEK - 1];
  return oldest === undefined ? null : { why: 'weekly', nextAt: oldest + WEEK_MS };
}

/** What a student asks for. */
export interface MoneyAsk {
  readonly amount: NanoUsd;
  readonly reason: string;
}

export const MAX_REASON_CHARACTERS = 300;

export type AskResult =
  | { readonly asked: MoneyRequest }
  | { readonly refused: AskingBlock | { readonly why: 'amount'; readonly max: NanoUsd } | { readonly why: 'reason' } };
