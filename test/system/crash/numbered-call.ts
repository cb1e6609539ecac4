import { DEFAULT_INPUT_SLACK_TOKENS } from '../../../src/ledger/estimate.ts';
import type { UpstreamCallSeen } from '../../support/upstream-act.ts';
import { requestOf, usageOf } from '../../support/upstream-scripts.ts';
import { MODEL } from './killable-gateway.ts';

/**
 * Each call of a database has a number, told by its output cap. The cap makes up the hold, in steps larger than all
 * that else can differ between two calls, so the number of a usage record can be read off what it had held: that is how
 * a record is matched with the call that the upstream saw, without any mark of ours in the ledger.
 */
const FIRST_CAP = 10_000;
const CAP_STEP = 50;
/** Of gpt-4.1-nano; should the catalogue change, every hold would be found to be wrong. */
const NANO_PER_INPUT_TOKEN = 100;
const NANO_PER_OUTPUT_TOKEN = 400;
/** The larger body of a stream must stay within one step of caps. */
export const MAX_EXTRA_BYTES = (CAP_STEP * NANO_PER_OUTPUT_TOKEN) / NANO_PER_INPUT_TOKEN - 1;
/** The largest cap of the model is 32,768. */
export const MAX_CALLS = 450;
/** Above the bytes of any body that is sent upstream here. */
export const MAX_BODY = 600;

/** How the upstream will treat a call. */
export type Treatment = 'at-once' | 'slowly' | 'refused';

export function treatmentOf(number: number): Treatment {
  if (number % 9 === 4) return 'refused';
  return number % 3 === 0 ? 'slowly' : 'at-once';
}

export function requestBody(number: number, stream: boolean): string {
  const content = `call ${String(number).padStart(6, '0')}`;
  const messages = [{ role: 'user', content }];
  return JSON.stringify({ model: MODEL, messages, max_tokens: FIRST_CAP + number * CAP_STEP, stream });
}

export function numberOf(call: Pick<UpstreamCallSeen, 'json'>): number {
  return (requestOf(call).cap - FIRST_CAP) / CAP_STEP;
}

/** What the gateway must have held for a call, nano-USD. @param bytes of the body as it was sent upstream */
export function holdOf(bytes: number, number: number): number {
  const cap = FIRST_CAP + number * CAP_STEP;
  return (bytes + DEFAULT_INPUT_SLACK_TOKENS) * NANO_PER_INPUT_TOKEN + cap * NANO_PER_OUTPUT_TOKEN;
}

/** @param smallestBody bytes of a JSON call as it was sent upstream */
export function numberOfHold(held: number, smallestBody: number): number {
  return Math.floor((held - holdOf(smallestBody, 0)) / (CAP_STEP * NANO_PER_OUTPUT_TOKEN));
}

/** Unique to the call, and below every bound. */
export function countsOf(number: number): { input: number; output: number } {
  return { input: 1 + (number % 90), output: 1 + Math.floor(number / 90) };
}

export function costOf(number: number): number {
  const { input, output } = countsOf(number);
  return input * NANO_PER_INPUT_TOKEN + output * NANO_PER_OUTPUT_TOKEN;
}

export function reportedUsage(number: number) {
  const { input, output } = countsOf(number);
  return usageOf(input, output);
}
