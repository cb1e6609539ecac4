import { expect, test } from 'vitest';
import { LONG_RUN } from '../../support/long-run.ts';
import type { TestEngine } from '../contract/engine.ts';
import { groupsDecided } from '../postgres/make-engine.ts';
import { POSTGRES_ENGINE } from '../postgres/postgres-engine.ts';
import { SQLITE_ENGINE } from '../sqlite/sqlite-engine.ts';
import { checkHistories, type HistoryOptions } from './histories.ts';

/**
 * Promises P1, P3 and P4 over random histories. A failure says how to replay it; `npm run test:ledger -- --runs N`
 * looks longer, and .ci/run as long as this once did. The time limit only ends a hang, on a busy machine too.
 */
const TIME_LIMIT_MS = 600_000;
/** Its histories take a database each. */
const POSTGRES_MS = 4000;

interface Histories extends HistoryOptions {
  readonly what: string;
  readonly engine: TestEngine;
}

const CORE: readonly Histories[] = [
  { what: 'short random histories', engine: SQLITE_ENGINE, runs: 120, longest: 8 },
  { what: 'long random histories', engine: SQLITE_ENGINE, runs: 12, longest: 50 },
  { what: 'short random histories', engine: POSTGRES_ENGINE, runs: 12, longest: 8, maxMs: POSTGRES_MS },
  { what: 'long random histories', engine: POSTGRES_ENGINE, runs: 4, longest: 50, maxMs: POSTGRES_MS },
];
/** Those of SQLite are as many again in `npm run test:ledger`. */
const MORE: readonly Histories[] = [
  { what: 'more short random histories', engine: POSTGRES_ENGINE, runs: 80, longest: 8, maxMs: 4 * POSTGRES_MS },
  { what: 'more long random histories', engine: POSTGRES_ENGINE, runs: 20, longest: 50, maxMs: 4 * POSTGRES_MS },
];

const TITLE = 'the ledger agrees with the model after every step of $what on $engine.name';
const TIME_LIMIT = { timeout: TIME_LIMIT_MS };
test.each(CORE)(TITLE, TIME_LIMIT, agrees);
test.each(MORE)(TITLE, { ...TIME_LIMIT, ...LONG_RUN }, agrees);

async function agrees({ what, engine, ...options }: Histories): Promise<void> {
  let done = 0;
  const onRun = () => {
    done += 1;
  };
  expect(await checkHistories(engine, { ...options, onRun })).toBeNull();
  console.log(`${engine.name}: ${done} ${what}`);
  if (engine !== POSTGRES_ENGINE) return;
  console.log(
    `of their groups ${groupsDecided.onGuess} were decided on a guess, ${groupsDecided.withLock} with the lock`,
  );
}
