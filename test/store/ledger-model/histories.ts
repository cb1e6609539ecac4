import fc from 'fast-check';
import type { TestEngine } from '../contract/engine.ts';
import { RunningStore } from '../contract/running-store.ts';
import { agreeOnEverything } from './agreement.ts';
import { type Beginning, beginning, command } from './commands.ts';
import { createClass } from './steps/classes.ts';
import { expireAll } from './steps/resolve.ts';
import { createStudent } from './steps/students.ts';
import { type LedgerCommand, Turn } from './turn.ts';
import { emptyWorld } from './world.ts';

export interface HistoryOptions {
  readonly runs: number;
  /** Steps of a history at most; a shrunk case is far shorter. */
  readonly longest?: number;
  /** The three that a failure prints. */
  readonly seed?: number | undefined;
  readonly path?: string | undefined;
  readonly replayPath?: string | undefined;
  readonly onRun?: () => void;
  /** false: a failure is shown as it was found, without a search for a shorter one. */
  readonly shrinks?: boolean;
  /** No other history begins after so many ms; all of `runs` when absent. */
  readonly maxMs?: number;
}

type History = [Beginning, Iterable<LedgerCommand>];

const DAY_MS = 86_400_000;

const LONGEST = 40;

/**
 * Checks random histories of the ledger against the model.
 * @returns null when all agree, otherwise the shortest history found that does not, and how to replay it
 */
export async function checkHistories(engine: TestEngine, options: HistoryOptions): Promise<string | null> {
  const real = new RunningStore(engine);
  try {
    const details = await fc.check(histories(real, options), parametersFrom(options));
    return details.failed ? report(details, options, engine) : null;
  } finally {
    await real.end();
  }
}

function histories(real: RunningStore, { longest = LONGEST, replayPath, onRun, maxMs }: HistoryOptions) {
  const isOver = timeLimit(maxMs);
  const replay = replayPath === undefined ? {} : { replayPath };
  const commands = fc.commands([command], { maxCommands: longest, size: 'max', ...replay });
  return fc.asyncProperty(beginning, commands, async (start, history) => {
    if (isOver()) return;
    await runHistory(real, start, history);
    onRun?.();
  });
}

/** @returns whether the time is over; not at the first time that it is asked */
export function timeLimit(maxMs: number | undefined): () => boolean {
  const startedAt = performance.now();
  let times = 0;
  return () => times++ > 0 && maxMs !== undefined && performance.now() - startedAt > maxMs;
}

async function runHistory(real: RunningStore, start: Beginning, history: Iterable<LedgerCommand>) {
  const world = emptyWorld(start.now - start.ageMs, start.server, real.engine);
  await real.begin(world);
  for (const turn of firstDay(start)) await turn.runAndVerify(world, real);
  world.now = start.now;
  await fc.asyncModelRun(() => ({ model: world, real }), history);
  // Every hold that is still open resolves once; then none is left.
  await new Turn([expireAll(), expireAll()]).runAndVerify(world, real);
  await agreeOnEverything(world, real.store);
}

/** A class in term with two students, another, and a student in neither: most steps need someone to do it to. */
export function firstDay({ ageMs, another }: Beginning): Turn[] {
  const days = Math.ceil(ageMs / DAY_MS);
  const limits = { budgets: undefined, studentBudgets: undefined };
  const term = { from: -20, to: days + 60 };
  return [
    new Turn([createClass({ zone: 0, term, ...limits }), createClass(another)]),
    new Turn([0, 0, null].map((classIndex) => createStudent({ classIndex, budgets: undefined }))),
  ];
}

function parametersFrom({ runs, seed, path, shrinks = true }: HistoryOptions): fc.Parameters<History> {
  return {
    numRuns: runs,
    endOnFailure: !shrinks,
    ...(seed !== undefined && { seed }),
    ...(path !== undefined && { path }),
  };
}

function report(details: fc.RunDetails<History>, options: HistoryOptions, engine: TestEngine): string {
  const { errorInstance } = details;
  const why = errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance);
  return `${fc.defaultReportMessage(details) ?? ''}\n\n${why}\n\nTo see it again:\n  ${replayOf(details, options, engine)}\n`;
}

/** The length is part of it: it decides what is made of a seed. */
function replayOf(
  details: fc.RunDetails<History>,
  { longest = LONGEST }: HistoryOptions,
  { name }: TestEngine,
): string {
  const { seed, counterexamplePath, counterexample } = details;
  const replayPath = /replayPath="([^"]*)"/.exec(String(counterexample?.[1] ?? ''))?.[1] ?? '';
  const where = `--seed=${seed} --path "${counterexamplePath ?? ''}" --replay-path "${replayPath}"`;
  return `node test/store/ledger-model/run.ts --engine ${name === 'SQLite' ? 'sqlite' : 'postgres'} --longest ${longest} ${where}`;
}
