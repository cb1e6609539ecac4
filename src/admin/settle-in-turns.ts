import { setTimeout } from 'node:timers/promises';
import { AdminError } from './admin-error.ts';

/** Some milliseconds of changes, so that the calls of students go on while 2,000 of them are made. */
const ITEMS_A_TURN = 50;
/** A call needs several turns of the event loop: without pauses, each of them would wait for other changes. */
const PAUSE_MS = 10;

/**
 * As Promise.allSettled(), some items at a time, each time after the ones before. A store commits those of one time together.
 * For changes that do not depend on each other: what a crash interrupts is done in part.
 */
export async function settleInTurns<Item, Result>(
  items: readonly Item[],
  act: (item: Item) => Promise<Result>,
): Promise<PromiseSettledResult<Result>[]> {
  const results: PromiseSettledResult<Result>[] = [];
  for (let start = 0; start < items.length; start += ITEMS_A_TURN) {
    if (start > 0) await setTimeout(PAUSE_MS);
    results.push(...(await Promise.allSettled(items.slice(start, start + ITEMS_A_TURN).map(act))));
  }
  return results;
}

/** Several decisions at once: each on its own, because what one is about may be gone or taken meanwhile. */
export interface Decisions {
  readonly done: readonly number[];
  readonly failed: readonly { readonly id: number; readonly error: AdminError }[];
}

/** @throws what is no AdminError */
export async function decideEach<Item extends { readonly id: number }>(
  items: readonly Item[],
  decide: (item: Item) => Promise<unknown>,
): Promise<Decisions> {
  const done: number[] = [];
  const failed: { id: number; error: AdminError }[] = [];
  const results = await settleInTurns(items, decide);
  for (const [index, { id }] of items.entries()) {
    const result = results[index];
    if (result?.status === 'fulfilled') done.push(id);
    else if (result?.reason instanceof AdminError) failed.push({ id, error: result.reason });
    else throw result?.reason;
  }
  return { done, failed };
}
