import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LONG_RUN } from '../../support/long-run.ts';
import { makeMemoryFolder } from '../../support/migrated-database.ts';
import { remove } from '../../support/temp-folder.ts';
import { checkEveryCut, checkEveryOffset } from '../../system/crash/cut-log.ts';

/** Ends a hang, on a busy machine too: hundreds of databases are opened. */
const TIME_LIMIT = { timeout: 300_000 };

/** What a disk would lose is cut off by the test itself. */
function folderForThisTest(): string {
  const folder = makeMemoryFolder();
  onTestFinished(() => remove(folder));
  return join(folder, 'cut');
}

// npm run test:crash cuts the whole log finer and the last commit at each byte, and kills real processes.
test('a log that ends in the middle of a commit keeps what was acknowledged before, and nothing of the rest', {
  ...TIME_LIMIT,
  ...LONG_RUN,
}, async () => {
  const cuts = await checkEveryCut(folderForThisTest(), { everyBytes: 1024, transactions: 4 });
  expect(cuts).toBeGreaterThan(100);
});

const ANYWHERE = 'a log that ends anywhere in the last commit keeps what was acknowledged before';
test(`${ANYWHERE}: every 67 bytes`, TIME_LIMIT, () => cutLastCommit(67));
test(`${ANYWHERE}: every 17 bytes`, { ...TIME_LIMIT, ...LONG_RUN }, () => cutLastCommit(17));

/** @param everyBytes a prime: each place of a word of the page is met */
async function cutLastCommit(everyBytes: number): Promise<void> {
  const cuts = await checkEveryOffset(folderForThisTest(), everyBytes);
  // Two pages of a database, each with its head.
  expect(cuts).toBeGreaterThan(2 * (4096 / everyBytes + 24));
}
