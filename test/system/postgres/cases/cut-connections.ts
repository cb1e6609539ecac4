import { setTimeout as pause } from 'node:timers/promises';
import type { Case } from '../case.ts';
import { figuresOf, said } from '../figures.ts';
import { withPostgresSchool } from '../postgres-school.ts';
import { CuttingProxy } from '../server/cutting-proxy.ts';
import type { LedgerServer } from '../server/ledger-server.ts';
import { findCrashProblems } from './killed-replica.ts';

const MS = 15_000;
const HOLD = 600_000;
/** Shorter than the time between two signs of life of a replica. */
const RECONNECT_MS = 600;

/** Connections end at random instants: before, during and after a COMMIT, and with the answer on its way. */
export const CUT_CONNECTIONS: Case = {
  name: 'cuts',
  title: 'connections cut at random instants under load: what has an unknown outcome is asked again',
  timeoutMs: 120_000,
  run: async (context) => {
    let proxy: CuttingProxy | undefined;
    const route = async (server: LedgerServer) => {
      proxy = await CuttingProxy.start(server.port);
      return server.url(proxy.port);
    };
    try {
      return await withPostgresSchool(context, { route }, async (school, server) => {
        const loading = school.load({ perSecond: 800, ms: MS * context.factor, hold: HOLD, settleAfterMs: 100 });
        let terminated = 0;
        const until = performance.now() + MS * context.factor;
        while (performance.now() < until) {
          await pause(40 + context.chance() * 400);
          if (context.chance() < 0.5) proxy?.cutAfter(Math.floor(context.chance() * 20));
          else terminated += await terminateOne(server);
        }
        const figures = figuresOf(await loading);
        context.say(`${proxy?.cuts} answers cut off, ${terminated} backends ended: ${said(figures)}`);
        await pause(1000);
        await endLedgerConnections(server);
        await pause(RECONNECT_MS);
        const served = figuresOf(await school.load({ inFlight: 4, ms: 200, hold: HOLD, settleAfterMs: 10 }));
        context.say(`at rest, ${RECONNECT_MS} ms after all had ended: ${said(served)}`);
        const { problems, rows } = await school.inspect({ isQuiet: true });
        problems.push(...findCrashProblems(school, rows));
        if (Object.keys(served.failed).length > 0) problems.push('a replica at rest did not connect again by itself');
        return figures.held < 500 ? [...problems, `only ${figures.held} calls were placed`] : problems;
      });
    } finally {
      await proxy?.stop();
    }
  },
};

async function endLedgerConnections(server: LedgerServer): Promise<void> {
  await server.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ~ '^jigap ledger' AND application_name !~ '(flush|watch)$'",
  );
}

/** @returns how many */
async function terminateOne(server: LedgerServer): Promise<number> {
  const rows = await server.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'jigap %' ORDER BY random() LIMIT 1`,
  );
  return rows.length;
}
