/**
 * npm run test:postgres -- --only limit,database --seed 7
 *
 * Several replicas, real processes, on a real PostgreSQL that is killed, cut off, stopped and replaced. What each caller was
 * told is kept on disk and compared with the tables at the end. JIGAP_TEST_POSTGRES_BIN names another PostgreSQL than the
 * one from npm.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chanceFrom } from '../crash/seeded-chance.ts';
import type { Case, CaseContext } from './case.ts';
import { CASES } from './cases/cases.ts';

const MAX_PROBLEMS_SHOWN = 12;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    seed: { type: 'string' },
    keep: { type: 'boolean', default: false },
    /** For a look whether it still runs: loads are shorter, and figures mean nothing. */
    quick: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed ?? 1 + (Date.now() % 1_000_000));
const chosen = choose(values.only);
const folder = mkdtempSync(join(tmpdir(), 'jigap-school-'));
chmodSync(folder, 0o755);
console.log(`seed ${seed} (--seed ${seed} draws the same instants again); ${chosen.length} cases`);

const failed: string[] = [];
for (const each of chosen) if (!(await passes(each))) failed.push(each.name);
if (failed.length === 0 && !values.keep) rmSync(folder, { recursive: true, force: true });
else console.log(`the servers' files and the logs of the replicas are kept in ${folder}`);
console.log(failed.length === 0 ? 'ok' : `FAILED: ${failed.join(', ')}`);
process.exit(failed.length === 0 ? 0 : 1);

async function passes(each: Case): Promise<boolean> {
  const startedAt = performance.now();
  console.log(`\n${each.name}: ${each.title} (load of the machine: ${loadavg()[0]?.toFixed(1)})`);
  const problems = await problemsOf(each);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  if (problems.length === 0) {
    console.log(`  ok after ${seconds} s`);
    return true;
  }
  for (const problem of problems.slice(0, MAX_PROBLEMS_SHOWN)) console.error(`  PROBLEM ${problem.slice(0, 500)}`);
  console.error(`  ${problems.length} problems after ${seconds} s`);
  return false;
}

async function problemsOf(each: Case): Promise<readonly string[]> {
  const ownFolder = join(folder, each.name);
  mkdirSync(ownFolder);
  const context: CaseContext = {
    folder: ownFolder,
    factor: values.quick ? 0.2 : 1,
    say: (line) => console.log(`  ${line}`),
    skip: (reason) => console.log(`  LEFT OUT: ${reason}`),
    chance: chanceFrom(seed),
  };
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${each.timeoutMs} ms`)), each.timeoutMs);
  });
  try {
    return await Promise.race([each.run(context), tooLong]);
  } catch (error) {
    return [String(error instanceof Error ? error.stack : error)];
  } finally {
    clearTimeout(timer);
  }
}

function choose(only: string | undefined): readonly Case[] {
  if (only === undefined) return CASES;
  const names = only.split(',');
  const unknown = names.filter((name) => !CASES.some((each) => each.name === name));
  if (unknown.length === 0) return CASES.filter(({ name }) => names.includes(name));
  console.error(`there is no case ${unknown.join(', ')}; there are ${CASES.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
