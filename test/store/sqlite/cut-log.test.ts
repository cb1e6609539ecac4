import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { checkEveryCut, checkEveryOffset } from '../../system/crash/cut-log.ts';

/** Ends a hang, on a busy machine too: hundreds of databases are opened. */
const TIME_LIMIT = { timeout: 300_000 };

// npm run test:crash cuts the whole log finer and the last commit at each byte, and kills real processes.
test(
  'a log that ends in the middle of a commit keeps what was acknowledged before, and nothing of the rest',
  TIME_LIMIT,
  async () => {
    const cuts = await checkEveryCut(join(tempFolderForThisTest(), 'cut'), { everyBytes: 1024, transactions: 4 });
    expect(cuts).toBeGreaterThan(100);
  },
);

test('a log that ends anywhere in the last commit keeps what was acknowledged before', TIME_LIMIT, async () => {
  // A prime: each place of a word of the page is met.
  const cuts = await checkEveryOffset(join(tempFolderForThisTest(), 'cut'), 17);
  // Two pages of a database, each with its head.
  expect(cuts).toBeGreaterThan(2 * (4096 / 17 + 24));
});
