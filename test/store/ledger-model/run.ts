import { parseArgs } from 'node:util';
import { groupsDecided } from '../postgres/make-engine.ts';
import { CHECKS } from './checks.ts';

/**
 * The long form of ledger-model.test.ts: `node test/store/ledger-model/run.ts --engine postgres --runs 1000`, and --engine
 * replicas for two replicas on one database. A failure prints the seed and
 * the paths to give to --seed, --path and --replay-path to see it again (and --longest 8, if a short one failed).
 */
const DEFAULT_RUNS = '20000';
const SHORT = 8;
const PROGRESS_MS = 5000;

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'sqlite' },
    // Histories of a few steps, before the others: what goes wrong soon is found soon.
    'short-runs': { type: 'string', default: '0' },
    runs: { type: 'string', default: DEFAULT_RUNS },
    longest: { type: 'string', default: '40' },
    seed: { type: 'string' },
    path: { type: 'string' },
    'replay-path': { type: 'string' },
  },
});

const runs = countFrom('runs', values.runs);
const shortRuns = values['short-runs'] === '0' ? 0 : countFrom('short-runs', values['short-runs']);
const startedAt = performance.now();
let done = 0;
let shownAt = startedAt;

function progress(): void {
  done++;
  const now = performance.now();
  if (now - shownAt < PROGRESS_MS) return;
  shownAt = now;
  console.log(`${done} of ${shortRuns + runs} histories, ${Math.round((done / (now - startedAt)) * 1000)} a second`);
}

function countFrom(name: string, text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  console.error(`--${name} takes a whole number above zero`);
  process.exit(2);
}

const options = {
  longest: countFrom('longest', values.longest),
  seed: values.seed === undefined ? undefined : Number(values.seed),
  path: values.path,
  replayPath: values['replay-path'],
  onRun: progress,
};
const check = CHECKS[values.engine];
if (check === undefined) {
  console.error(`--engine takes ${Object.keys(CHECKS).join(', ')}`);
  process.exit(2);
}
const failure = await check(
  shortRuns === 0
    ? [{ ...options, runs }]
    : [
        { ...options, runs: shortRuns, longest: SHORT },
        { ...options, runs },
      ],
);
if (failure !== null) {
  console.error(failure);
  process.exit(1);
}
console.log(`${values.engine}, ${done} random histories: the ledger and the model agree after every step`);
if (groupsDecided.onGuess > 0)
  console.log(`${groupsDecided.onGuess} groups were decided on a guess, ${groupsDecided.withLock} with the lock`);
process.exit(0);
