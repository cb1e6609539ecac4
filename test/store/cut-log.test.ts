import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkEveryCut } from '../crash/cut-log.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';

// npm run test:crash cuts finer, and kills real processes.
test('a log that ends in the middle of a commit keeps what was acknowledged before, and nothing of the rest', async () => {
  const cuts = await checkEveryCut(join(tempFolderForThisTest(), 'cut'), { everyBytes: 1024, transactions: 4 });
  expect(cuts).toBeGreaterThan(100);
});
