import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TestEngine } from '../../contract/engine.ts';
import type { PostgresTestDatabase } from '../../postgres/make-engine.ts';
import { agreeOnEverything } from '../agreement.ts';
import { type Beginning, beginning } from '../commands.ts';
import { firstDay, timeLimit } from '../histories.ts';
import { emptyWorld } from '../world.ts';
import { crashCommand, expireEverything, sharedCommand, type TwoStoresCommand } from './commands.ts';
import { TwoStores } from './two-stores.ts';

export interface SharedHistoryOptions {
  readonly runs: number;
  /** Turns of a history at most. */
  readonly longest: number;
  readonly seed?: number | undefined;
  /** No other history begins after so many ms; all of `runs` when absent. */
  readonly maxMs?: number;
  readonly crashes?: boolean;
  readonly onRun?: () => void;
}

/**
 * Checks random histories of two replicas on one database against the model of one ledger.
 * @returns null when all agree, otherwise what happened and the seed
 */
export async function checkSharedHistories(
  engine: TestEngine<PostgresTestDatabase>,
  { runs, longest, seed, maxMs, crashes = false, onRun = () => {} }: SharedHistoryOptions,
): Promise<string | null> {
  const command = crashes
    ? fc.oneof({ arbitrary: sharedCommand, weight: 10 }, { arbitrary: crashCommand, weight: 1 })
    : sharedCommand;
  const isOver = timeLimit(maxMs);
  // Which transaction comes first is decided by two connections: a shorter history may not fail again.
  const property = fc.asyncProperty(beginning, fc.commands([command], { maxCommands: longest }), async (start, all) => {
    if (isOver()) return;
    await runHistory(engine, start, all);
    onRun();
  });
  const details = await fc.check(property, {
    ...{ numRuns: runs, endOnFailure: true },
    ...(seed !== undefined && { seed }),
  });
  if (!details.failed) return null;
  const { errorInstance } = details;
  const why = errorInstance instanceof Error ? errorInstance.stack : String(errorInstance);
  return `${why}\n\n${fc.defaultReportMessage(details)}\n\n--engine replicas --seed=${details.seed} --longest ${longest}`;
}

async function runHistory(
  engine: TestEngine<PostgresTestDatabase>,
  start: Beginning,
  all: Iterable<TwoStoresCommand>,
): Promise<void> {
  const world = emptyWorld(start.now - start.ageMs, start.server, engine);
  const database = await engine.create();
  const two = await TwoStores.open(database, world);
  try {
    for (const turn of firstDay(start)) await turn.runAndVerify(world, { store: two.of(0) });
    world.now = start.now;
    await fc.asyncModelRun(() => ({ model: world, real: two }), all);
    await expireEverything(world, two);
    await agreeOnEverything(world, two.of(0));
    const { problems } = await two.of(1).ledger.check('full', world.now);
    assert.deepEqual(problems, [], 'the full check finds a problem');
  } finally {
    await two.end();
    await database.remove();
  }
}
