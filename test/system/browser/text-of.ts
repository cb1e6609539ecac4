import type { Locator } from 'playwright-core';

/** All the text in it, shown or not; waits for it to be there. */
export async function textOf(element: Locator): Promise<string> {
  return (await element.textContent()) ?? '';
}
