import { setTimeout as pause } from 'node:timers/promises';
import type { Case } from '../case.ts';
import { figuresOf, said } from '../figures.ts';
import { withPostgresSchool } from '../postgres-school.ts';
import { CuttingProxy } from '../server/cutting-proxy.ts';
import type { LedgerServer } from '../server/ledger-server.ts';

const MS = 15_000;
const HOLD = 600_000;

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
        let isOver = false;
        const done = loading.finally(() => {
          isOver = true;
        });
        let terminated = 0;
        while (!isOver) {
          await pause(40 + context.chance() * 200);
          if (context.chance() < 0.5) proxy?.cutAfter(Math.floor(context.chance() * 20));
          else terminated += await terminateOne(server);
        }
        const figures = figuresOf(await done);
        context.say(`${proxy?.cuts} answers cut off, ${terminated} backends ended: ${said(figures)}`);
        await pause(1000);
        const { problems } = await school.inspect({ isQuiet: true });
        return figures.held < 500 ? [...problems, `only ${figures.held} calls were placed`] : problems;
      });
    } finally {
      await proxy?.stop();
    }
  },
};

/** @returns how many */
async function terminateOne(server: LedgerServer): Promise<number> {
  const rows = await server.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'jigap %' ORDER BY random() LIMIT 1`,
  );
  return rows.length;
}
