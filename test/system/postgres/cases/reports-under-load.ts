import { setTimeout as pause } from 'node:timers/promises';
import type { Case } from '../case.ts';
import { withPostgresSchool } from '../postgres-school.ts';
import type { Replica } from '../replica/replica.ts';
import { isMachineQuiet, measure } from './load-figures.ts';

const LOAD = { perSecond: 1500, hold: 600_000, settleAfterMs: 200 };
const FILLED_MS = 15_000;
const MEASURED_MS = 10_000;
const MAX_RATIO = 2;

/** Checks, exports and long reports hold no snapshot that calls would have to walk around. */
export const REPORTS: Case = {
  name: 'reports',
  title: 'a full check, an export and long reports under load do not double the p99 of a hold',
  timeoutMs: 300_000,
  run: (context) => {
    const isQuiet = isMachineQuiet();
    return withPostgresSchool(context, { replicas: 4, students: 1000, classes: 30 }, async (school, server) => {
      const reporting = await school.addReplica();
      // Calls go to the others.
      school.replicas.pop();
      const ms = MEASURED_MS * context.factor;
      const load = { ...LOAD, ms };
      const alone = await measure(context, school, server, { ...load, warmUpMs: FILLED_MS * context.factor });
      let isOver = false;
      const reports = report(reporting, () => isOver);
      const beside = await measure(context, school, server, load);
      isOver = true;
      const counts = await reports;
      context.say(
        `beside it: ${Object.entries(counts)
          .map(([name, count]) => `${count} x ${name}`)
          .join(', ')}`,
      );
      const ratio = beside.figures.p99 / alone.figures.p99;
      context.say(`p99 ${alone.figures.p99.toFixed(1)} ms alone, ${beside.figures.p99.toFixed(1)} ms beside reports`);
      school.replicas.push(reporting);
      const { problems } = await school.inspect({ isQuiet: true });
      if (!isQuiet) context.skip('the bound of the p99: other programs were busy');
      return isQuiet && ratio > MAX_RATIO
        ? [...problems, `reports make the p99 ${ratio.toFixed(1)} times as long`]
        : problems;
    });
  },
};

async function report(replica: Replica, isOver: () => boolean): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const year = { from: '2020-01-01', to: '2099-12-31' };
  const jobs: Readonly<Record<string, () => Promise<unknown>>> = {
    'full check': () => replica.call('ledger', 'check', 'full', Date.now()),
    export: () => replica.exportAll(),
    'usage report': () => replica.call('records', 'usage', { ...year, groupBy: 'student' }),
    'list of records': () => replica.call('records', 'listRecords', { after: null, limit: 200, servedModel: 'none' }),
  };
  while (!isOver()) {
    for (const [name, run] of Object.entries(jobs)) {
      try {
        await run();
        counts[name] = (counts[name] ?? 0) + 1;
      } catch (error) {
        const failure = `${name}: ${(error as Error).message}`.slice(0, 200);
        counts[failure] = (counts[failure] ?? 0) + 1;
        await pause(50);
      }
    }
  }
  return counts;
}
