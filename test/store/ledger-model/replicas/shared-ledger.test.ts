import { expect, test } from 'vitest';
import { groupsDecided } from '../../postgres/make-engine.ts';
import { POSTGRES_ENGINE } from '../../postgres/postgres-engine.ts';
import { checkSharedHistories } from './shared-histories.ts';

/**
 * Promises P1, P3 and P4 with two replicas, each with its own caches, which students and the owner use at the same time:
 * every answer is one that a single ledger gives. `npm run test:ledger -- --engine replicas --runs N` looks longer.
 */
const TIME_LIMIT_MS = 600_000;
const MAX_MS = 5000;

test('two replicas answer as one ledger does', { timeout: TIME_LIMIT_MS }, async () => {
  let done = 0;
  const onRun = () => {
    done += 1;
  };
  const failure = await checkSharedHistories(POSTGRES_ENGINE, { runs: 40, longest: 12, maxMs: MAX_MS, onRun });
  expect(failure).toBeNull();
  console.log(`two replicas on PostgreSQL: ${done} random histories, ${groupsDecided.onGuess} groups on a guess`);
});

test('what a replica that is cut off left open is expired once, whichever replica finds it', {
  timeout: TIME_LIMIT_MS,
}, async () => {
  expect(await checkSharedHistories(POSTGRES_ENGINE, { runs: 1, longest: 8, crashes: true })).toBeNull();
});
