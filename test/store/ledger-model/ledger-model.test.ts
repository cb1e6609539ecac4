import { expect, test } from 'vitest';
import { SQLITE_ENGINE } from '../sqlite/sqlite-engine.ts';
import { checkHistories } from './histories.ts';

/**
 * Promises P1, P3 and P4 over random histories. A failure says how to replay it; `npm run test:ledger -- --runs N`
 * looks longer, and .ci/run as long as this once did. The time limit only ends a hang, on a busy machine too.
 */
const TIME_LIMIT_MS = 600_000;

test('the ledger agrees with the model after every step of short random histories', {
  timeout: TIME_LIMIT_MS,
}, async () => {
  expect(await checkHistories(SQLITE_ENGINE, { runs: 400, longest: 8 })).toBeNull();
});

test('the ledger agrees with the model after every step of long random histories', {
  timeout: TIME_LIMIT_MS,
}, async () => {
  expect(await checkHistories(SQLITE_ENGINE, { runs: 40, longest: 50 })).toBeNull();
});
