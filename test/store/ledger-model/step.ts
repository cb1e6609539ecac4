import assert from 'node:assert/strict';
import { type AdminCode, AdminError } from '../../../src/admin/admin-error.ts';
import type { Store } from '../../../src/store/store.ts';
import type { World } from './world.ts';

/**
 * One request to the store. Steps of one turn are all sent before any is answered, so that they share a
 * group commit; the answers are verified in the order of sending, each against the world as the ones before left it.
 */
export interface Step {
  /** Sends; returns how to verify the answer and what it changes in the world. null: there is nothing to do it to. */
  send(world: World, store: Store): Verify | null;
  toString(): string;
}

export type Verify = () => Promise<void>;

export type Settled<Result> = { readonly value: Result } | { readonly error: unknown };

/** Waits from the moment of sending, so that no rejection is ever unhandled while others are being verified. */
export function settled<Result>(promise: Promise<Result>): Promise<Settled<Result>> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

export function answerOf<Result>(answer: Settled<Result>): Result {
  if ('error' in answer) throw answer.error;
  return answer.value;
}

/** @param kind the code of an AdminError, or the name of another error @param why in which case the store must refuse */
export function mustFail(
  answer: Settled<unknown>,
  kind: AdminCode | 'NotFoundError' | 'ConflictError',
  why: string,
): void {
  if (!('error' in answer)) assert.fail(`${why} was not refused, but answered with ${JSON.stringify(answer.value)}`);
  const { error } = answer;
  const found = error instanceof AdminError ? error.code : error instanceof Error ? error.name : String(error);
  if (found !== kind) throw error;
}

/** A step that prints as what would make it again. */
export function step(name: string, spec: unknown, send: Step['send']): Step {
  return { send, toString: () => `${name}(${JSON.stringify(spec)})` };
}
