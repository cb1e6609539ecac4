import type { Case } from '../case.ts';
import { figuresOf, said } from '../figures.ts';
import { withPostgresSchool } from '../postgres-school.ts';
import { compileLibrary } from '../preload/compile.ts';
import { orderOf } from '../replica/test-call.ts';

/** A Monday: a day, a week and a month begin together in UTC. */
const MIDNIGHT = Date.parse('2027-03-01T00:00:00.000Z');
/** From the start of the server to midnight, ms: enrolment takes some of it. */
const BEFORE_MS = 14_000;
const SKEWS_MS = [0, -3000, 3000];
const HOLD = 600_000;

/** The clocks of replicas differ, and a day, a week and a month end while they call. */
export const CLOCKS: Case = {
  name: 'clocks',
  title: 'clocks of replicas 3 s apart at midnight: each window is the sum of its ids; 10 s apart is refused',
  timeoutMs: 120_000,
  run: async (context) => {
    const library = compileLibrary('shift-clock', context.folder);
    if (library === null) {
      context.skip('there is no C compiler, which the shifted clock of PostgreSQL needs');
      return [];
    }
    const shiftMs = MIDNIGHT - BEFORE_MS - Date.now();
    const environment = { LD_PRELOAD: library, CLOCK_SHIFT_MS: String(shiftMs) };
    const options = {
      ...{ server: { environment }, timeZone: 'UTC', clockShiftMs: shiftMs, replicas: 1, students: 12 },
      replicaOptions: { clockShiftMs: shiftMs },
    };
    return withPostgresSchool(context, options, async (school) => {
      const problems: string[] = [];
      for (const skew of SKEWS_MS.slice(1)) await school.addReplica({ clockShiftMs: shiftMs + skew });
      const untilMidnight = MIDNIGHT - (Date.now() + shiftMs);
      if (untilMidnight < 1000) problems.push(`the load began ${untilMidnight} ms before midnight`);
      const ms = Math.max(0, untilMidnight) + 7000;
      context.say(`${said(figuresOf(await school.load({ perSecond: 300, ms, hold: HOLD, settleAfterMs: 800 })))}`);
      const { problems: found, rows } = await school.inspect({ isQuiet: true });
      const wallets = rows.balances.filter(({ scope, period }) => scope === 'wallet' && period === 'month');
      context.say(`spent in the month before and after: ${wallets.map(({ spent }) => spent / 1e9).join(' and ')} USD`);
      if (wallets.filter(({ spent }) => spent > 0).length !== 2) problems.push('calls were not placed in two months');
      problems.push(
        ...found,
        ...(await refusesWrongClock(() => school.addReplica({ clockShiftMs: shiftMs + 10_000 }))),
      );
      return problems;
    });
  },
};

interface Placing {
  call(store: string, method: string, ...values: readonly unknown[]): Promise<unknown>;
}

/** By not starting, or by placing nothing. */
async function refusesWrongClock(start: () => Promise<Placing>): Promise<string[]> {
  try {
    const replica = await start();
    const now = MIDNIGHT + 10_000;
    await replica.call('ledger', 'placeHold', orderOf(1, HOLD, now));
    return ['a replica whose clock is 10 s off serves'];
  } catch (error) {
    const { message } = error as Error;
    return /clock/i.test(message) ? [] : [`a replica whose clock is 10 s off says only "${message}"`];
  }
}
