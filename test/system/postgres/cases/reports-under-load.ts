import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fillPostgres, STUDENTS } from '../../../../bench/million-postgres.ts';
import type { Case, CaseContext } from '../case.ts';
import { withPostgresSchool } from '../postgres-school.ts';
import type { Replica } from '../replica/replica.ts';
import type { LedgerServer } from '../server/ledger-server.ts';
import { isMachineQuiet, measure } from './load-figures.ts';

const LOAD = { perSecond: 1500, hold: 600_000, settleAfterMs: 200 };
const WARM_UP_MS = 3000;
const MEASURED_MS = 10_000;
const MAX_RATIO = 2;

const SCHOOL = {
  ...{ replicas: 4, students: STUDENTS },
  ...{ replicaOptions: { logsLate: true }, sampleEveryMs: 500 },
  fill: (database: string) => fillPostgres(database, Date.now()),
};

/** Checks, exports, reports and backups hold no snapshot that calls would have to walk around. */
export const REPORTS: Case = {
  name: 'reports',
  title:
    'a full check, an export, long reports and a backup of a million records under load do not double the p99 of a hold',
  timeoutMs: 900_000,
  run: (context) => {
    const isQuiet = isMachineQuiet();
    return withPostgresSchool(context, SCHOOL, async (school, server) => {
      const reporting = await school.addReplica();
      // Calls go to the others.
      school.replicas.pop();
      const load = { ...LOAD, ms: MEASURED_MS * context.factor, warmUpMs: WARM_UP_MS };
      const alone = await measure(context, school, server, load);
      const problems = Object.keys(alone.figures.failed);
      for (const [name, job] of Object.entries(jobsOf(context, reporting, server))) {
        let isOver = false;
        const repeated = repeat(job, () => isOver);
        const beside = await measure(context, school, server, load);
        isOver = true;
        const { times, failures } = await repeated;
        context.say(
          `p99 ${alone.figures.p99.toFixed(1)} ms alone, ${beside.figures.p99.toFixed(1)} ms beside ${times} x ${name}`,
        );
        problems.push(...Object.keys(beside.figures.failed), ...failures);
        const ratio = beside.figures.p99 / alone.figures.p99;
        if (isQuiet && ratio > MAX_RATIO) problems.push(`${name} makes the p99 ${ratio.toFixed(1)} times as long`);
      }
      if (!server.canBackUp)
        context.skip('the backup: JIGAP_TEST_POSTGRES_BIN must name a PostgreSQL with pg_basebackup');
      if (!isQuiet) context.skip('the bounds of the p99: other programs were busy');
      const checked = await reporting.call<{ problems: string[] }>('ledger', 'check', 'full', Date.now());
      school.replicas.push(reporting);
      return [...problems, ...checked.problems];
    });
  },
};

type Jobs = Readonly<Record<string, () => Promise<unknown>>>;

function jobsOf({ folder }: CaseContext, replica: Replica, server: LedgerServer): Jobs {
  const year = { from: '2020-01-01', to: '2099-12-31' };
  return {
    'full check': () => replica.call('ledger', 'check', 'full', Date.now()),
    export: () => replica.exportAll(),
    'usage report': () => replica.call('records', 'usage', { ...year, groupBy: 'student' }),
    'list of records': () => replica.call('records', 'listRecords', { after: null, limit: 200, servedModel: 'none' }),
    ...(server.canBackUp ? { backup: () => server.backUp(join(folder, 'backup')) } : {}),
  };
}

/** Again and again, until it is over. */
async function repeat(
  job: () => Promise<unknown>,
  isOver: () => boolean,
): Promise<{ readonly times: number; readonly failures: readonly string[] }> {
  const failures = new Set<string>();
  let times = 0;
  while (!isOver()) {
    try {
      await job();
      times++;
    } catch (error) {
      failures.add((error as Error).message.slice(0, 200));
    }
    await pause(50);
  }
  return { times, failures: [...failures] };
}
