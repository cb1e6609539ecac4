import { setTimeout } from 'node:timers/promises';

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
