/**
 * npm run test:school -- --keep
 *
 * A school as its operator runs it: PostgreSQL, two replicas behind nginx, students who call. Each is killed in turn while
 * they call. At the end `jigap check` is clean, and what the provider billed is what the ledger says.
 * JIGAP_TEST_POSTGRES_BIN names another PostgreSQL than the one from npm.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { formatUsd } from '../../../src/ledger/money.ts';
import { BalanceWatch } from './balance-watch.ts';
import { compareBills } from './compare-bills.ts';
import { Evidence } from './evidence.ts';
import { OUTAGES } from './outages.ts';
import type { ReplicaServer } from './replica-server.ts';
import { checkLedger, type School, startSchool, untilNothingIsHeld } from './school.ts';
import { StudentLoad } from './student-load.ts';
import { addStudents } from './students.ts';

const MAX_RUN_MS = 180_000;
const MAX_PROBLEMS_SHOWN = 15;
/** A replica that is stopped is taken for dead after 10 s; its holds are expired then. */
const MAX_OPEN_MS = 15_000;

const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });
const startedAt = performance.now();
const folder = mkdtempSync(join(tmpdir(), 'jigap-balancer-'));
chmodSync(folder, 0o755);
const evidence = new Evidence();
const tooLong = pause(MAX_RUN_MS, undefined, { ref: false }).then(() => {
  throw new Error(`not done after ${MAX_RUN_MS / 1000} s`);
});
try {
  await Promise.race([run(), tooLong]);
} catch (error) {
  evidence.problem(String(error instanceof Error ? error.stack : error));
}
for (const problem of evidence.problems.slice(0, MAX_PROBLEMS_SHOWN)) console.error(`PROBLEM ${problem.slice(0, 800)}`);
const isOk = evidence.problems.length === 0;
if (isOk && !values.keep) rmSync(folder, { recursive: true, force: true });
console.log(isOk ? `ok after ${elapsed()}` : `FAILED: ${evidence.problems.length} problems after ${elapsed()}`);
process.exit(isOk ? 0 : 1);

async function run(): Promise<void> {
  const school = await startSchool(folder, evidence);
  say(`two replicas behind ${school.balancer.kind} (load of the machine: ${loadavg()[0]?.toFixed(1)})`);
  const students = await addStudents(school.owner);
  const watch = new BalanceWatch(school.adminUrl);
  watch.start();
  const load = new StudentLoad(school.balancer.url, students.length, evidence);
  load.start(students.map(({ token }) => token));
  for (const outage of OUTAGES) {
    say(outage.name);
    await outage.run(school, evidence, (line) => say(`  ${line}`));
  }
  await pause(2000);
  await load.stop();
  say(
    `${load.answered} calls answered, ${evidence.refused.size} refused, ${evidence.cut} cut; the longest took ${Math.round(evidence.longestMs)} ms`,
  );
  tellRefusals();
  const open = await untilNothingIsHeld(school.adminUrl, MAX_OPEN_MS);
  if (open !== null) evidence.problem(open);
  for (const passed of await watch.stop()) evidence.problem(`a budget was passed: ${passed}`);
  say(`${watch.looks} looks at the balances: no budget was passed`);
  await compare(
    school,
    students.map(({ id }) => id),
  );
  for (const replica of school.replicas) tellErrors(replica);
  for (const end of await school.stop()) evidence.problem(end);
}

async function compare(school: School, studentIds: readonly number[]): Promise<void> {
  const check = await checkLedger(school.balancer);
  say(`jigap check: ${check.said}`);
  if (!check.isClean) evidence.problem(`jigap check: ${check.said}`);
  const bills = await compareBills(school.owner, evidence, studentIds);
  say(`${bills.records} records; ${bills.crashed} calls of dead replicas, charged in full, each with an incident`);
  say(
    `the upstream billed $${formatUsd(bills.upstream)}, the ledger says $${formatUsd(bills.ledger)}: $${formatUsd(bills.beyond)} more for those`,
  );
}

/** What students read, each sentence once. */
function tellRefusals(): void {
  const counts = new Map<string, number>();
  for (const { status, message, retryAfter } of evidence.refused.values()) {
    if (status !== 503) continue;
    const line = `503, Retry-After ${retryAfter}: ${message}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  for (const [line, count] of counts) say(`  ${count} x ${line}`);
}

/** Since its last start: what an outage explains, and faults of ours. */
function tellErrors({ name, errors }: ReplicaServer): void {
  for (const [error, count] of errors) {
    say(`  ${count} x replica ${name} logged: ${error.slice(0, 200)}`);
    if (/: (?:Type|Reference|Range)Error: /.test(error)) evidence.problem(`replica ${name} logged ${error}`);
  }
}

function elapsed(): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(0)} s`;
}

function say(line: string): void {
  console.log(`${elapsed().padStart(5)}  ${line}`);
}
