/**
 * Measures what a call costs, with everything on, beside the floors and a peer. `npm run bench -- --help` lists the
 * options; docs/performance.md, which this writes, says how it is measured.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BenchCase, BenchContext } from './bench-case.ts';
import { startBenchRun } from './bench-run.ts';
import type { CaseResult } from './case-result.ts';
import { chooseCases, leftOut } from './cases.ts';
import { endChildrenWithUs, pinOurselves } from './children.ts';
import { judge, unmeasured } from './goals.ts';
import { GOALS } from './issue-goals.ts';
import { describeMachine, requireLinux } from './machine.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { performancePage } from './performance-page.ts';
import { machineCpuMs, ownCpuMs } from './process-figures.ts';
import { caseLines, GOAL_HEADINGS, goalCells, machineLines, tableLines } from './report.ts';
import type { BenchResult } from './result.ts';

const LATEST = join(import.meta.dirname, 'results/latest.json');
const PAGE = join(import.meta.dirname, '../docs/performance.md');
/** Written by hand. */
const BLAME = join(import.meta.dirname, 'blame.md');
/** Of all windows: above this the run says nothing. */
const MAX_THROWN_AWAY = 0.1;

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof TypeError ? `${error.message}\n\n${USAGE}` : error);
  process.exitCode = 2;
}
process.exit();

/** @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const result = options.from === null ? await measure(options) : resultFrom(options.from);
  if (options.from !== null) for (const one of result.cases) print(caseLines(one));
  print(['', ...tableLines([GOAL_HEADINGS, ...goalCells(result)]), '', ...machineLines(result)]);
  if (options.from === null) save(options.out ?? LATEST, `${JSON.stringify(result, null, 1)}\n`);
  if (options.writeDocs) save(PAGE, performancePage(result, readFileSync(BLAME, 'utf8')));
  return conclude(result);
}

async function measure(options: Options): Promise<BenchResult> {
  requireLinux();
  const cases = chooseCases(options);
  endChildrenWithUs();
  pinOurselves();
  const folder = mkdtempSync(join(tmpdir(), 'jigap-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const [startedAt, began] = [new Date().toISOString(), performance.now()];
  const others = watchOthers();
  const results = new Map<string, CaseResult>();
  const run = await startBenchRun(folder, options);
  const missing = [...run.missing];
  for (const one of missing) print([`MISSING: ${one}`]);
  const context = { ...run, resultOf: (name: string) => results.get(name) };
  for (const one of cases) {
    const why = leftOut(one, context);
    if (why !== null) missing.push(`${one.name}: ${why}`);
    else results.set(one.name, await runCase(one, context));
  }
  const goals = judge(GOALS, results);
  if (!options.quick && options.only.length === 0) missing.push(...unmeasured(GOALS, goals));
  const machine = describeMachine(folder, run.peers);
  await run.end();
  return {
    othersPercent: others(),
    ...{ startedAt, tookSeconds: Math.round((performance.now() - began) / 1000), machine, missing },
    options: { rounds: options.rounds, seconds: options.seconds, quick: options.quick },
    cases: [...results.values()],
    goals,
  };
}

/** @returns says what others took of all cores since; to be asked when our own processes have ended */
function watchOthers(): () => number {
  const took = () => machineCpuMs() - ownCpuMs();
  const [before, began] = [took(), performance.now()];
  return () => (100 * (took() - before)) / ((performance.now() - began) * cpus().length);
}

/** A case that breaks says so in the report and does not take the others with it. */
async function runCase(one: BenchCase, context: BenchContext): Promise<CaseResult> {
  const result = await one.run(context).catch((error: Error) => {
    const thrownAway = [{ label: 'the whole case', round: 0, why: error.message }];
    return { name: one.name, title: one.title, streams: false, windows: [], figures: [], thrownAway };
  });
  print(caseLines(result));
  return result;
}

/** A run proves nothing when many of its windows were thrown away, or all of one case. */
function conclude({ cases, missing, tookSeconds }: BenchResult): number {
  const thrown = cases.reduce((sum, one) => sum + one.thrownAway.length, 0);
  const windows = cases.reduce((sum, one) => sum + one.windows.length, 0);
  for (const one of missing) print([`MISSING: ${one}`]);
  print([`${windows} windows, ${thrown} thrown away, in ${tookSeconds} s`]);
  const problems = cases.flatMap(lostIn);
  if (thrown > (windows + thrown) * MAX_THROWN_AWAY) problems.push('too much was thrown away');
  print(problems.map((problem) => `FAILED: ${problem}`));
  return problems.length === 0 ? 0 : 1;
}

function lostIn({ name, windows, thrownAway }: CaseResult): string[] {
  const labels = new Set(thrownAway.map(({ label }) => label));
  const lost = [...labels].filter((label) => !windows.some((window) => window.label === label));
  return lost.map((label) => `${name}: nothing is left of ${label}`);
}

function resultFrom(path: string): BenchResult {
  return JSON.parse(readFileSync(path, 'utf8')) as BenchResult;
}

function save(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  print([`written: ${path}`]);
}

function print(lines: readonly string[]): void {
  for (const line of lines) console.log(line);
}
