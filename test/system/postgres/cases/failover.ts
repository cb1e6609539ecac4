import { setTimeout as pause } from 'node:timers/promises';
import type { Case, CaseContext } from '../case.ts';
import { figuresOf, said } from '../figures.ts';
import { withPostgresSchool } from '../postgres-school.ts';
import { CuttingProxy } from '../server/cutting-proxy.ts';
import { LedgerServer } from '../server/ledger-server.ts';
import { signal } from '../server/process-tree.ts';

const STANDBY = 'standby_1';
const CUT_OFF_MS = 400;

/** The machine of the primary is lost, and its standby takes over. */
export const FAILOVER: Case = {
  name: 'failover',
  title: 'a synchronous standby is promoted after the primary died: nothing that was told is lost',
  timeoutMs: 120_000,
  run: (context) => failOver(context, STANDBY),
};

/** The test above would find a standby that is behind. */
export const ASYNCHRONOUS_STANDBY: Case = {
  name: 'asynchronous',
  title: 'the same with synchronous_standby_names empty: the test must find what is lost',
  timeoutMs: 120_000,
  run: async (context) => {
    const lost = (await failOver(context, '')).filter((problem) => problem.includes('is lost'));
    context.say(`with an asynchronous standby, ${lost.length} answers were lost`);
    return lost.length > 0 ? [] : ['nothing was lost with a standby that was behind: this test does not see it'];
  },
};

async function failOver(context: CaseContext, standbyNames: string): Promise<readonly string[]> {
  const standbyFolder = `${context.folder}/standby`;
  const parts: { standby?: LedgerServer; proxy?: CuttingProxy } = {};
  const route = async (primary: LedgerServer) => {
    parts.standby = await LedgerServer.startStandby(primary, { folder: standbyFolder }, STANDBY);
    if (standbyNames !== '') await primary.alterSystem('synchronous_standby_names', standbyNames);
    parts.proxy = await CuttingProxy.start(primary.port);
    return primary.url(parts.proxy.port);
  };
  try {
    return await withPostgresSchool(context, { route }, async (school, primary, readFrom) => {
      const { standby, proxy } = parts;
      if (standby === undefined || proxy === undefined) throw new Error('there is no standby');
      const loading = school.load({ perSecond: 1500, ms: 7000, hold: 600_000, settleAfterMs: 150 });
      await pause(3000);
      await stopSending(primary);
      await pause(CUT_OFF_MS);
      await primary.kill();
      await standby.query('SELECT pg_promote()');
      proxy.routeTo(standby.port);
      readFrom(standby);
      context.say(`promoted: ${said(figuresOf(await loading))}`);
      const { problems } = await school.inspect({ isQuiet: true });
      return problems;
    });
  } finally {
    await parts.proxy?.stop();
    await parts.standby?.remove();
  }
}

/** The standby hears nothing more; the primary does not notice for a while. */
async function stopSending(primary: LedgerServer): Promise<void> {
  const senders = (await primary.query('SELECT pid FROM pg_stat_replication')) as readonly { pid: number }[];
  if (senders.length === 0) throw new Error('no standby is connected');
  for (const { pid } of senders) signal(pid, 'SIGSTOP');
}
