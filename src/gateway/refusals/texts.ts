import type { Remedy } from '../../endpoints/parameters/fit-parameters.ts';
import type { Expected } from '../../endpoints/parameters/parameters.ts';

/** Money short: everything that a student wants to know, ready to be put into a sentence. */
export interface MoneyText {
  /** "your weekly budget" in the student's language comes from scope and period. */
  readonly scope: 'wallet' | 'class' | 'student';
  readonly period: 'day' | 'week' | 'month' | 'term' | 'total';
  /** null for a budget that others share: its amounts would show what they spend. */
  readonly own: OwnAmounts | null;
  readonly needed: string;
  /** Local time with its zone; null when it does not come back by itself while the class lasts. */
  readonly resetsAt: string | null;
  /** The name under which the output cap is sent. */
  readonly capName: string;
}

/** Of a budget of the student's own, in USD. */
export interface OwnAmounts {
  readonly limit: string;
  readonly left: string;
  /** The max_tokens that would fit now; null when none that makes sense would. */
  readonly affordableCap: number | null;
}

/**
 * Every sentence that a student may read in an error: what happened, what to do. Nothing that the provider said and no
 * token is ever a value here.
 */
export interface Texts {
  noToken(): string;
  openaiKey(): string;
  badToken(): string;
  revokedToken(): string;
  expiredToken(): string;
  noSession(): string;
  suspended(): string;
  classNotYet(className: string, startsOn: string): string;
  classOver(className: string, endsOn: string): string;
  tooManyFailures(seconds: number): string;
  tooManyRequests(perMinute: number, seconds: number): string;
  tooManyInFlight(atOnce: number): string;
  busy(): string;
  stopping(): string;
  unknownUrl(served: string): string;
  queryString(): string;
  notJson(): string;
  notJsonType(): string;
  tooLarge(bytes: number): string;
  conversationTooLarge(bytes: number): string;
  badRequest(): string;
  bodyTooComplex(): string;
  numberTooLarge(number: string): string;
  tooSlow(): string;
  modelMissing(allowed: string): string;
  modelNotAllowed(asked: string, allowed: string): string;
  parameterMissing(param: string): string;
  parameterUnknown(param: string): string;
  parameterUnsupported(param: string): string;
  parameterStored(param: string): string;
  parameterOnlyReasoning(param: string): string;
  parameterModelLacks(param: string, model: string, remedy: Remedy): string;
  parameterNotText(param: string): string;
  parameterWrong(param: string, expected: Expected): string;
  parameterBothCaps(): string;
  parameterNotStreaming(): string;
  moneySpent(money: MoneyText): string;
  moneyHeld(money: MoneyText, seconds: number): string;
  ledgerFailed(): string;
  internal(requestId: string): string;
  interrupted(isCharged: boolean): string;
  upstreamUnreachable(): string;
  upstreamFailed(): string;
  upstreamDied(isCharged: boolean): string;
  upstreamTimeout(isCharged: boolean): string;
  upstreamKey(): string;
  upstreamAddress(): string;
  upstreamOutOfMoney(): string;
  upstreamModel(model: string): string;
  upstreamUnsupported(model: string, path: string): string;
  upstreamBusy(seconds: number): string;
  upstreamTooLong(contextWindow: number): string;
  upstreamRefused(reason: string | null): string;
}
