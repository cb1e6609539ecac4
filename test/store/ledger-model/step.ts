import assert from 'node:assert/strict';
import { type AdminCode, AdminError } from '../../../src/admin/admin-error.ts';
import type { Store } from '../../../src/store/store.ts';
import type { World } from './world.ts';

/**
 * One thing that is asked of the store. Steps of one turn are all asked before any is answered, so that they share a
 * group commit; the answers are judged in the order of the asking, each against the world as the ones before left it.
 */
export interface Step {
  /** Asks; returns how to judge the answer and what it changes in the world. null: there is nothing to do it to. */
  ask(world: World, store: Store): Judge | null;
  toString(): string;
}

export type Judge = () => Promise<void>;

export type Settled<Result> = { readonly value: Result } | { readonly error: unknown };

/** Waits from the moment of the asking, so that no rejection is ever unhandled while others are being judged. */
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
export function step(name: string, spec: unknown, ask: Step['ask']): Step {
  return { ask, toString: () => `${name}(${JSON.stringify(spec)})` };
}
