import { setTimeout as pause } from 'node:timers/promises';
import type { Case, CaseContext } from '../case.ts';
import { figuresOf, said } from '../figures.ts';
import { type PostgresSchoolOptions, withPostgresSchool } from '../postgres-school.ts';
import { compileLibrary } from '../preload/compile.ts';
import { CuttingProxy } from '../server/cutting-proxy.ts';
import type { LedgerServer } from '../server/ledger-server.ts';

const KILLS = 5;
const EVERY_MS = 2500;
/** Until it is started again: at once, so that what waits for a connection gets one as soon as there is one. */
const DOWN_MS = [0, 300];

/** kill -9 of PostgreSQL and of every backend, again and again, under load. */
export const KILLED_DATABASE: Case = {
  name: 'database',
  title: `kill -9 of PostgreSQL ${KILLS} times under 1,500 calls/s: nothing that was told is lost or doubled`,
  timeoutMs: 180_000,
  run: (context) => killAgainAndAgain(context, {}),
};

/** A load balancer lets a new connection wait until the server is back: what was lost with the old one is not there. */
export const KILLED_BEHIND_PROXY: Case = {
  name: 'database-behind-proxy',
  title: 'the same behind a proxy where new connections wait for the server',
  timeoutMs: 180_000,
  run: async (context) => {
    let proxy: CuttingProxy | undefined;
    const route = async (server: LedgerServer) => {
      proxy = await CuttingProxy.start(server.port);
      return server.url(proxy.port);
    };
    const around = async (restart: () => Promise<void>) => {
      proxy?.holdBack();
      await restart();
      proxy?.letThrough();
    };
    // On a slow disk there is nearly always a commit that waits for its flush.
    const library = compileLibrary('slow-disk', context.folder);
    if (library === null) context.skip('the slow disk: there is no C compiler');
    const environment = library === null ? {} : { LD_PRELOAD: library, SLOW_DISK_US: '20000' };
    return killAgainAndAgain(context, { route, server: { environment } }, around).finally(() => proxy?.stop());
  },
};

/** The test above would find a store that does not wait for the disk. */
export const MISSING_FLUSH: Case = {
  name: 'flush',
  title: 'the same with the flush left out: the test must find what is lost',
  timeoutMs: 180_000,
  run: async (context) => {
    const problems = await killAgainAndAgain(context, { replicaOptions: { withoutFlush: true } });
    const lost = problems.filter((problem) => problem.includes('is lost'));
    context.say(`without the flush, ${lost.length} answers were lost`);
    return lost.length > 0 ? [] : ['nothing was lost without the flush: this test does not see what it is for'];
  },
};

async function killAgainAndAgain(
  context: CaseContext,
  options: Pick<PostgresSchoolOptions, 'replicaOptions' | 'route' | 'server'>,
  around: (restart: () => Promise<void>) => Promise<void> = (restart) => restart(),
): Promise<readonly string[]> {
  return withPostgresSchool(context, options, async (school, server) => {
    const ms = KILLS * (EVERY_MS + 1000);
    const loading = school.load({ perSecond: 1500, ms, hold: 600_000, settleAfterMs: 150 });
    for (let kill = 0; kill < KILLS; kill++) {
      await pause(EVERY_MS + context.chance() * 300);
      await around(async () => {
        await server.kill();
        await pause(DOWN_MS[kill % DOWN_MS.length]);
        await server.start();
      });
    }
    const figures = figuresOf(await loading);
    context.say(`${KILLS} kills: ${said(figures)}`);
    context.say(school.sampler.summary);
    const { problems } = await school.inspect({ isQuiet: true });
    return figures.held < 1000 ? [...problems, `only ${figures.held} calls were placed`] : problems;
  });
}
