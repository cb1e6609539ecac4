import { setTimeout as pause } from 'node:timers/promises';
import { findAnswerProblems } from '../books/answer-problems.ts';
import { readLedgerRows } from '../books/ledger-rows.ts';
import { type Case, until } from '../case.ts';
import { withPostgresSchool } from '../postgres-school.ts';
import { orderOf } from '../replica/test-call.ts';
import { CuttingProxy } from '../server/cutting-proxy.ts';
import type { LedgerServer } from '../server/ledger-server.ts';
import { signal } from '../server/process-tree.ts';

const HOLD = 600_000;

/**
 * A server dies between a COMMIT and its flush, and the next flush reaches the server that was started again: it succeeds, and
 * says nothing of what was lost. Each wait is made certain by stopping the process that would end it.
 */
export const LATE_FLUSH: Case = {
  name: 'late-flush',
  title: 'a flush on a server that was started again does not count for what was committed before',
  timeoutMs: 60_000,
  run: async (context) => {
    let proxy: CuttingProxy | undefined;
    const route = async (server: LedgerServer) => {
      proxy = await CuttingProxy.start(server.port);
      return server.url(proxy.port);
    };
    try {
      return await withPostgresSchool(context, { replicas: 1, students: 6, route }, async (school, server) => {
        const placed: { id: number; amount: number; replica: string }[] = [];
        const place = async (studentId: number) => {
          const order = orderOf(studentId, HOLD, Date.now());
          const answer = await school.first.call<{ hold?: { id: number; amount: number } }>(
            'ledger',
            'placeHold',
            order,
          );
          if (answer.hold !== undefined) placed.push({ ...answer.hold, replica: 'replica-1' });
        };
        await place(1);
        for (const pid of await flushersOf(server)) signal(pid, 'SIGSTOP');
        const waiting = [2, 3, 4].map(async (studentId) => {
          // Each in a group of its own.
          await pause(150 * studentId);
          await place(studentId).catch(() => {});
        });
        await pause(900);
        if (placed.length !== 1) return ['a hold was answered before it was on disk'];
        proxy?.holdBack();
        await server.kill();
        await server.start();
        proxy?.letThrough();
        await Promise.all(waiting);
        context.say(`${placed.length - 1} of 3 holds that waited for their flush were answered in the end`);
        const rows = await readLedgerRows(school.query);
        return findAnswerProblems({ holds: placed, settlements: [] }, rows);
      });
    } finally {
      await proxy?.stop();
    }
  },
};

/** Whatever writes the log but a COMMIT of the ledger: the flush, the sign of life of a replica, and PostgreSQL's own writer. */
async function flushersOf(server: LedgerServer): Promise<number[]> {
  const read = () =>
    server.query(
      "SELECT pid FROM pg_stat_activity WHERE application_name ~ '^jigap .*(flush|watch)' OR backend_type = 'walwriter'",
    );
  await until(async () => (await read()).length >= 3, 10_000, 'a replica has its connections');
  return (await read()).map((row) => (row as { pid: number }).pid);
}
