import { setTimeout as pause } from 'node:timers/promises';
import type { Case } from '../case.ts';
import { figuresOf, said } from '../figures.ts';
import { withPostgresSchool } from '../postgres-school.ts';

const CANCELS = 10;

/** PostgreSQL reports a COMMIT whose wait for the standby was cancelled as success, with a warning: it is none. */
export const CANCELLED_WAIT: Case = {
  name: 'cancelled',
  title: 'a cancelled wait for a synchronous standby is never taken for success',
  timeoutMs: 90_000,
  run: (context) =>
    withPostgresSchool(context, { replicas: 2, provoked: ['57014'] }, async (school, server) => {
      const problems: string[] = [];
      const loading = school.load({ inFlight: 40, ms: 8000, hold: 600_000, settleAfterMs: 100 });
      await pause(1500);
      await server.alterSystem('synchronous_standby_names', 'a standby that is not there'.replaceAll(' ', '_'));
      await pause(700);
      const before = countAnswers(school.told);
      let cancelled = 0;
      for (let cancel = 0; cancel < CANCELS; cancel++) {
        await pause(200);
        const rows = await server.query(
          "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'",
        );
        cancelled += rows.length;
      }
      await pause(300);
      const after = countAnswers(school.told);
      context.say(`${cancelled} waits cancelled; ${after - before} answers were given while no standby was there`);
      if (cancelled === 0) problems.push('no backend waited for a standby: nothing was tested');
      if (after !== before) problems.push(`${after - before} answers were given without the standby`);
      await server.alterSystem('synchronous_standby_names', null);
      const figures = figuresOf(await loading);
      context.say(said(figures));
      if (countAnswers(school.told) === after)
        problems.push('nothing was answered after the standby was no longer needed');
      const { problems: found } = await school.inspect({ isQuiet: true });
      return [...problems, ...found];
    }),
};

function countAnswers({ holds, settlements }: { holds: readonly unknown[]; settlements: readonly unknown[] }): number {
  return holds.length + settlements.length;
}
