import { expect, test } from 'vitest';
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

test.each<{ readonly what: string; readonly engine: TestEngine } & HistoryOptions>([
  { what: 'short random histories', engine: SQLITE_ENGINE, runs: 400, longest: 8 },
  { what: 'long random histories', engine: SQLITE_ENGINE, runs: 40, longest: 50 },
  { what: 'short random histories', engine: POSTGRES_ENGINE, runs: 40, longest: 8, maxMs: POSTGRES_MS },
  { what: 'long random histories', engine: POSTGRES_ENGINE, runs: 10, longest: 50, maxMs: POSTGRES_MS },
])(
  'the ledger agrees with the model after every step of $what on $engine.name',
  {
    timeout: TIME_LIMIT_MS,
  },
  async ({ what, engine, ...options }) => {
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
    expect(groupsDecided.onGuess).toBeGreaterThan(done);
  },
);
