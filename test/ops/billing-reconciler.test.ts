import { afterEach, expect, test, vi } from 'vitest';
import type { Reconcile, Reconciliation } from '../../src/ledger/reconciliation.ts';
import { BillingReconciler } from '../../src/ops/billing-reconciler.ts';
import { createLogger } from '../../src/ops/logging.ts';

/** The last complete UTC day is 2026-11-22. */
const NOW = Date.parse('2026-11-23T03:00:00Z');
const HOUR = 3_600_000;

afterEach(() => {
  vi.useRealTimers();
});

type Answer = Awaited<ReturnType<Reconcile>> | Error;

function agreeing(from: string, to: string): { reconciliation: Reconciliation } {
  return { reconciliation: { from, to, thresholdPercent: 2, rows: [], days: [], worst: null, within: true } };
}

/** Over a bill that says what it is told, and agrees otherwise. */
function watching({ comparedTo = null as string | null, answers = [] as Answer[] } = {}) {
  const ranges: string[] = [];
  const logged: string[] = [];
  const stored = { comparedTo };
  const watch = new BillingReconciler({
    reconcile: async (from, to) => {
      ranges.push(`${from} ${to}`);
      const answer = answers.shift() ?? agreeing(from, to);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    journal: {
      billComparedTo: async () => stored.comparedTo,
      noteBillCompared: async (day) => {
        stored.comparedTo = day;
      },
    },
    logger: createLogger('info', 'json', { write: (line: string) => void logged.push(line) }),
    now: () => NOW,
  });
  return { watch, ranges, logged, stored };
}

test.each([
  ['the first time', null, '2026-11-21'],
  ['a day later', '2026-11-21', '2026-11-21'],
  ['again on the same day', '2026-11-22', '2026-11-21'],
  ['after three days without a server', '2026-11-18', '2026-11-18'],
  ['after a summer', '2026-06-30', '2026-10-24'],
  ['when the clock was ahead', '2027-01-01', '2026-11-21'],
])(
  'it compares from the last day that it compared, thirty days at most, and never less than two: %s',
  async (_when, comparedTo, from) => {
    const { watch, ranges, stored, logged } = watching({ comparedTo });
    await watch.run();
    expect(ranges).toEqual([`${from} 2026-11-22`]);
    expect(stored.comparedTo).toBe('2026-11-22');
    expect(logged).toEqual([]);
  },
);

test.each<[string, Answer, string]>([
  ['a bill that cannot be read', { unreadable: 'key_refused' }, 'key_refused'],
  ['a ledger that cannot be read', new Error('the disk is gone'), 'the disk is gone'],
])('%s is logged, and its days are compared the next time', async (_what, answer, text) => {
  const { watch, ranges, stored, logged } = watching({ comparedTo: '2026-11-15', answers: [answer] });
  await watch.run();
  expect(logged).toEqual([expect.stringContaining(text)]);
  expect(stored.comparedTo).toBe('2026-11-15');
  await watch.run();
  expect(ranges).toEqual(Array(2).fill('2026-11-15 2026-11-22'));
});

test('the bill is read a minute after the start and then daily, until the reconciler is stopped', async () => {
  vi.useFakeTimers();
  const { watch, ranges } = watching();
  watch.start();
  await vi.advanceTimersByTimeAsync(59_000);
  expect(ranges).toEqual([]);
  await vi.advanceTimersByTimeAsync(1000 + 48 * HOUR);
  expect(ranges).toEqual(Array(3).fill('2026-11-21 2026-11-22'));
  watch.stop();
  await vi.advanceTimersByTimeAsync(48 * HOUR);
  expect(ranges).toHaveLength(3);
});
