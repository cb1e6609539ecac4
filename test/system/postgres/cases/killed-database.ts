import { setTimeout as pause } from 'node:timers/promises';
import type { Case, CaseContext } from '../case.ts';
import { figuresOf, said } from '../figures.ts';
import { withPostgresSchool } from '../postgres-school.ts';
import type { ReplicaOptions } from '../replica/commands.ts';

const KILLS = 5;
const EVERY_MS = 2500;
const DOWN_MS = 300;

/** kill -9 of PostgreSQL and of every backend, again and again, under load. */
export const KILLED_DATABASE: Case = {
  name: 'database',
  title: `kill -9 of PostgreSQL ${KILLS} times under 1,500 calls/s: nothing that was told is lost or doubled`,
  timeoutMs: 180_000,
  run: (context) => killAgainAndAgain(context, {}),
};

/** The test above would find a store that does not wait for the disk. */
export const MISSING_FLUSH: Case = {
  name: 'flush',
  title: 'the same with the flush left out: the test must find what is lost',
  timeoutMs: 180_000,
  run: async (context) => {
    const problems = await killAgainAndAgain(context, { withoutFlush: true });
    const lost = problems.filter((problem) => problem.includes('is lost'));
    context.say(`without the flush, ${lost.length} answers were lost`);
    return lost.length > 0 ? [] : ['nothing was lost without the flush: this test does not see what it is for'];
  },
};

async function killAgainAndAgain(
  context: CaseContext,
  replicaOptions: Partial<ReplicaOptions>,
): Promise<readonly string[]> {
  return withPostgresSchool(context, { replicaOptions }, async (school, server) => {
    const ms = KILLS * (EVERY_MS + 1000);
    const loading = school.load({ perSecond: 1500, ms, hold: 600_000, settleAfterMs: 150 });
    for (let kill = 0; kill < KILLS; kill++) {
      await pause(EVERY_MS + context.chance() * 300);
      await server.kill();
      await pause(DOWN_MS);
      await server.start();
    }
    const figures = figuresOf(await loading);
    context.say(`${KILLS} kills: ${said(figures)}`);
    context.say(school.sampler.summary);
    const { problems } = await school.inspect({ isQuiet: true });
    return figures.held < 1000 ? [...problems, `only ${figures.held} calls were placed`] : problems;
  });
}
