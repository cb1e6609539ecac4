import { setTimeout as pause } from 'node:timers/promises';
import type { Case } from '../case.ts';
import { withPostgresSchool } from '../postgres-school.ts';
import { tokenOf } from '../school.ts';
import { isMachineQuiet, measure } from './load-figures.ts';

const SCHOOL = {
  ...{ replicas: 4, students: 1000, classes: 30 },
  ...{ replicaOptions: { logsLate: true }, sampleEveryMs: 500 },
};
const LOAD = { perSecond: 1000, hold: 600_000, settleAfterMs: 200, warmUpMs: 3000 };
const MEASURED_MS = 15_000;
const CHANGE_EVERY_MS = 500;
const MAX_P99_MS = 500;

/** Each change of the owner empties what all replicas have cached of everybody: tokens are handed out during lessons. */
export const CHANGES_UNDER_LOAD: Case = {
  name: 'changing',
  title: `${LOAD.perSecond} calls/s while the owner changes something every ${CHANGE_EVERY_MS} ms: kept up with, p99 under ${MAX_P99_MS} ms`,
  timeoutMs: 300_000,
  run: (context) => {
    const isQuiet = isMachineQuiet();
    return withPostgresSchool(context, SCHOOL, async (school, server) => {
      let isOver = false;
      let changes = 0;
      const changing = (async () => {
        for (; !isOver; changes++) {
          const token = { ...tokenOf(1 + (changes % school.students)), hash: `another ${changes}` };
          await school.first.call('access', 'createToken', token, { actor: 'owner', now: Date.now() });
          await pause(CHANGE_EVERY_MS);
        }
      })();
      // It is thrown below, once the load has ended.
      changing.catch(() => {});
      const { figures } = await measure(context, school, server, { ...LOAD, ms: MEASURED_MS * context.factor });
      isOver = true;
      await changing;
      context.say(`${changes} changes meanwhile`);
      const { problems } = await school.inspect({ isQuiet: true });
      if (!isQuiet) {
        context.skip('the bounds of time: other programs were busy');
        return problems;
      }
      if (figures.perSecond < 0.97 * LOAD.perSecond)
        problems.push(`only ${figures.perSecond.toFixed(0)} holds/s were placed`);
      if (figures.p99 > MAX_P99_MS) problems.push(`the p99 is ${figures.p99.toFixed(1)} ms`);
      return problems;
    });
  },
};
