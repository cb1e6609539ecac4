import type { Case } from '../case.ts';
import { figuresOf, said } from '../figures.ts';
import { withPostgresSchool } from '../postgres-school.ts';

const HOLD = 600_000;
const CALLS = 2000;

/** Several replicas at a wallet that fits n calls: n are placed, not one more or less. */
export const EXACT_LIMIT: Case = {
  name: 'limit',
  title: '4 replicas, 200 calls in flight, a wallet that fits so many calls: exactly those are placed',
  timeoutMs: 120_000,
  run: async (context) => {
    const problems: string[] = [];
    for (const { settleAfterMs, cost } of [
      { settleAfterMs: null, cost: HOLD },
      { settleAfterMs: 30, cost: HOLD },
    ]) {
      const folder = `${context.folder}/${settleAfterMs === null ? 'open' : 'settled'}`;
      const limits = { walletMonth: CALLS * HOLD + HOLD - 1 };
      const found = await withPostgresSchool({ ...context, folder }, { limits }, async (school) => {
        const load = { inFlight: 200, ms: 60_000, hold: HOLD, untilRefused: true, settleAfterMs, cost };
        const figures = figuresOf(await school.load(load));
        context.say(`${settleAfterMs === null ? 'holds only' : 'settled in full'}: ${said(figures)}`);
        const { problems, rows } = await school.inspect({ isQuiet: true });
        context.say(school.sampler.summary);
        const told = new Set(school.told.holds.map(({ id }) => id)).size;
        if (told !== CALLS) problems.push(`${told} calls were told that they may, but the wallet fits ${CALLS}`);
        const stored = rows.holds.length + rows.records.length;
        if (stored !== CALLS) problems.push(`${stored} calls are stored, but the wallet fits ${CALLS}`);
        return problems;
      });
      problems.push(...found);
    }
    return problems;
  },
};
