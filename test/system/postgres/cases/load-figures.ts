import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Case, CaseContext } from '../case.ts';
import { figuresOf, type LoadFigures, said } from '../figures.ts';
import { withPostgresSchool } from '../postgres-school.ts';
import { compileLibrary } from '../preload/compile.ts';
import type { Load, ReplicaOptions } from '../replica/commands.ts';
import type { School } from '../school.ts';
import type { LedgerServer, LedgerServerOptions } from '../server/ledger-server.ts';
import { cpuMsOf } from '../server/process-tree.ts';

// What the test itself does must not be what is measured.
const SCHOOL = {
  ...{ replicas: 4, students: 1000, classes: 30 },
  ...{ replicaOptions: { logsLate: true }, sampleEveryMs: 500 },
};
const HOLD = 600_000;
const PER_SECOND = 5000;
const SETTLE_AFTER_MS = 200;
const WARM_UP_MS = 3000;
/** Until every replica has called for every student once, ms at most. */
const MAX_FIRST_CALLS_MS = 60_000;
const MEASURED_MS = 20_000;
const SATURATED = { inFlight: 256, ms: 8000, settleAfterMs: 10 };
const MAX_P99_MS = 60;
const MAX_DATABASE_US = 300;
const MIN_RATIO = 5;
/** Bounds on time mean something only where nobody else works. */
const QUIET_LOAD = 1;

/** 5,000 calls a second on four replicas, and what it costs. */
export const LOAD: Case = {
  name: 'load',
  title: `${PER_SECOND} calls/s on 4 replicas: kept up with, p99 under ${MAX_P99_MS} ms, under ${MAX_DATABASE_US} us of PostgreSQL a call`,
  timeoutMs: 300_000,
  run: (context) => measureRate(context, {}),
};

export const SLOW_DISK_LOAD: Case = {
  name: 'slow-disk',
  title: 'the same on a disk that takes 2 ms longer',
  timeoutMs: 300_000,
  run: async (context) => {
    const library = compileLibrary('slow-disk', context.folder);
    if (library !== null) return measureRate(context, { environment: { LD_PRELOAD: library, SLOW_DISK_US: '2000' } });
    context.skip('there is no C compiler, which the slower disk needs');
    return [];
  },
};

export const SATURATION: Case = {
  name: 'saturation',
  title: `as many calls as it takes: groups do at least ${MIN_RATIO} times the calls of a transaction for each`,
  timeoutMs: 300_000,
  run: async (context) => {
    const problems: string[] = [];
    const [groups, single] = [
      await saturate(context, 'groups', {}),
      await saturate(context, 'single', { withoutGroups: true }),
    ];
    problems.push(...groups.problems, ...single.problems);
    const ratio = groups.perSecond / single.perSecond;
    context.say(`groups do ${ratio.toFixed(1)} times the calls of a transaction for each`);
    return ratio < MIN_RATIO ? [...problems, `groups do only ${ratio.toFixed(1)} times the calls`] : problems;
  },
};

async function measureRate(
  context: CaseContext,
  server: Omit<LedgerServerOptions, 'folder'>,
): Promise<readonly string[]> {
  const isQuiet = isMachineQuiet();
  return withPostgresSchool(context, { ...SCHOOL, server }, async (school, running) => {
    const ms = MEASURED_MS * context.factor;
    const load = { perSecond: PER_SECOND, ms, warmUpMs: WARM_UP_MS, hold: HOLD, settleAfterMs: SETTLE_AFTER_MS };
    const { figures, databaseUs } = await measure(context, school, running, load);
    const { problems } = await school.inspect({ isQuiet: true });
    if (!isQuiet) {
      context.skip('the bounds of time and CPU: other programs were busy');
      return problems;
    }
    if (figures.perSecond < 0.97 * PER_SECOND)
      problems.push(`only ${figures.perSecond.toFixed(0)} holds/s were placed`);
    if (figures.p99 > MAX_P99_MS) problems.push(`the p99 is ${figures.p99.toFixed(1)} ms`);
    if (databaseUs > MAX_DATABASE_US) problems.push(`PostgreSQL needs ${databaseUs.toFixed(0)} us a call`);
    return problems;
  });
}

async function saturate(
  context: CaseContext,
  name: string,
  replicaOptions: Partial<ReplicaOptions>,
): Promise<{ readonly perSecond: number; readonly problems: readonly string[] }> {
  let perSecond = 0;
  const folder = `${context.folder}/${name}`;
  const problems = await withPostgresSchool(
    { ...context, folder },
    { ...SCHOOL, replicaOptions: { ...SCHOOL.replicaOptions, ...replicaOptions } },
    async (school, server) => {
      const load = { ...SATURATED, ms: SATURATED.ms * context.factor, warmUpMs: WARM_UP_MS, hold: HOLD };
      const { figures } = await measure(context, school, server, load);
      perSecond = figures.perSecond;
      return (await school.inspect({ isQuiet: true })).problems;
    },
  );
  return { perSecond, problems };
}

/** Ask before a load, which makes it busy itself. */
export function isMachineQuiet(): boolean {
  return (loadavg()[0] ?? 0) < QUIET_LOAD;
}

export interface Measurement {
  readonly figures: LoadFigures;
  /** CPU of PostgreSQL's processes, us a hold with its settlement. */
  readonly databaseUs: number;
}

export async function measure(
  context: CaseContext,
  school: School,
  server: LedgerServer,
  load: Omit<Load, 'students'>,
): Promise<Measurement> {
  const { warmUpMs = 0, ms, hold } = load;
  const first = { inFlight: 200, calls: school.students, ms: MAX_FIRST_CALLS_MS, hold, settleAfterMs: 10 };
  context.say(`first calls of every student: ${said(figuresOf(await school.load(first)))}`);
  const loading = school.load(load);
  await pause(warmUpMs);
  const [cpuBefore, transactionsBefore, startedAt] = [
    cpuMsOf(server.pid),
    await countTransactions(server),
    performance.now(),
  ];
  await pause(ms);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuMs = cpuMsOf(server.pid) - cpuBefore;
  const transactions = (await countTransactions(server)) - transactionsBefore;
  const figures = figuresOf(await loading);
  const databaseUs = (cpuMs * 1000) / (figures.perSecond * seconds);
  context.say(said(figures));
  context.say(
    `PostgreSQL ${databaseUs.toFixed(0)} us/call, ${(transactions / seconds).toFixed(0)} transactions/s; load of the machine ${loadavg()[0]?.toFixed(1)}`,
  );
  return { figures, databaseUs };
}

async function countTransactions(server: LedgerServer): Promise<number> {
  const text = 'SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()';
  return ((await server.query(text))[0] as { xact_commit: number }).xact_commit;
}
