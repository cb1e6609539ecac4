import { setTimeout as pause } from 'node:timers/promises';
import { type Case, until } from '../case.ts';
import { figuresOf, said } from '../figures.ts';
import { withPostgresSchool } from '../postgres-school.ts';
import type { Replica } from '../replica/replica.ts';
import { orderOf } from '../replica/test-call.ts';

const HOLD = 600_000;
const STOPPED_MS = 20_000;
/** It says nothing for some seconds before it is taken for dead. */
const MAX_EXPIRY_MS = 15_000;
const MAX_RETURN_MS = 15_000;

/** A replica that the system stops for a while is taken for dead, and must notice it when it goes on. */
export const STOPPED_REPLICA: Case = {
  name: 'stopped',
  title: `SIGSTOP of a replica for ${STOPPED_MS / 1000} s: it is fenced, and takes a new slot`,
  timeoutMs: 120_000,
  run: (context) =>
    withPostgresSchool(context, { replicas: 2, provoked: ['25P03'] }, async (school) => {
      const [stopped, other] = school.replicas as [Replica, Replica];
      const problems: string[] = [];
      const { students } = school;
      const load = { students, hold: HOLD, settleAfterMs: 1500, perSecond: 150 };
      const loading = stopped.load({ ...load, ms: 4000 });
      const rest = other.load({ ...load, settleAfterMs: 100, ms: STOPPED_MS + 6000 });
      await pause(2500);
      stopped.signal('SIGSTOP');
      const stoppedAt = performance.now();
      const openAtStop = school.told.holds.filter(({ replica }) => replica === stopped.name).length;
      const isExpired = async () => {
        const rows = (await school.query('SELECT id FROM holds')) as readonly { id: number }[];
        const open = new Set(rows.map(({ id }) => id));
        return !school.told.holds.some(({ id, replica }) => replica === stopped.name && open.has(id));
      };
      const expiredMs = await until(isExpired, STOPPED_MS, 'holds of a stopped replica expire');
      context.say(`${openAtStop} holds placed before; all had ended ${expiredMs.toFixed(0)} ms after the stop`);
      if (expiredMs > MAX_EXPIRY_MS) problems.push(`its holds were open for ${expiredMs.toFixed(0)} ms`);
      await pause(STOPPED_MS - (performance.now() - stoppedAt));
      stopped.signal('SIGCONT');
      const saidProblem = await watchProblem(stopped);
      const figures = figuresOf([await loading]);
      context.say(`the stopped replica: ${said(figures)}; its problem: ${saidProblem ?? 'none was said'}`);
      if (saidProblem === null && Object.keys(figures.failed).length === 0)
        problems.push('the replica did not say that it had been fenced');
      const returnMs = await until(() => places(stopped, students), MAX_RETURN_MS, 'a fenced replica serves again');
      context.say(`it served again ${returnMs.toFixed(0)} ms later; problem then: ${await stopped.problem()}`);
      await rest;
      problems.push(
        ...(figuresOf([await stopped.load({ ...load, settleAfterMs: 50, ms: 1500 })]).held > 0
          ? []
          : ['it placed nothing afterwards']),
      );
      const { problems: found, rows } = await school.inspect({ isQuiet: false });
      const late = rows.refunds.length;
      context.say(
        `${rows.records.filter(({ outcome }) => outcome === 'crash').length} holds expired, ${late} refunds for late settlements`,
      );
      return [...problems, ...found];
    }),
};

/** What it says of itself in the seconds after it goes on. */
async function watchProblem(replica: Replica): Promise<string | null> {
  const deadline = performance.now() + 3000;
  while (performance.now() < deadline) {
    const problem = await replica.problem();
    if (problem !== null) return problem;
    await pause(5);
  }
  return null;
}

async function places(replica: Replica, students: number): Promise<boolean> {
  try {
    const placement = await replica.call<object>('ledger', 'placeHold', orderOf(students, HOLD, Date.now()));
    return 'hold' in placement;
  } catch {
    return false;
  }
}
