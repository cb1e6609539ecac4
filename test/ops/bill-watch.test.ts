import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Reconcile, Reconciliation } from '../../src/ledger/reconciliation.ts';
import { BillWatch } from '../../src/ops/bill-watch.ts';
import { createLogger } from '../../src/ops/logging.ts';

const NOW = Date.parse('2026-11-23T03:00:00Z');
const HOUR = 3_600_000;

afterEach(() => {
  vi.useRealTimers();
});

function reconciliation(from: string, to: string, drifting: readonly string[]): Reconciliation {
  const days = [from, to].map((day) => {
    const within = !drifting.includes(day);
    return { day, ours: 1, billed: 2, money: { amount: 1, percent: 50, within } };
  });
  return { from, to, thresholdPercent: 2, rows: [], days, worst: null, within: drifting.length === 0 };
}

function watching(reconcile: Reconcile) {
  const incidents: string[] = [];
  const logged: string[] = [];
  const watch = new BillWatch({
    reconcile,
    journal: {
      raiseIncident: async (kind, detail) => {
        incidents.push(`${kind}: ${detail}`);
      },
    },
    logger: createLogger('info', { write: (line: string) => void logged.push(line) }),
    now: () => NOW,
  });
  return { watch, incidents, logged };
}

test('a day that drifts is one incident, however often it is looked at', async () => {
  const { watch, incidents } = watching(async (from, to) => ({
    reconciliation: reconciliation(from, to, ['2026-11-21']),
  }));
  await watch.run();
  await watch.run();
  expect(incidents).toEqual([
    "bill_drift: on 2026-11-21 the provider's counts and the ledger's differ by more than 2 %: see jigap reconcile --from 2026-11-21 --to 2026-11-21",
  ]);
});

test('so is a day on which one model drifts and the money agrees', async () => {
  const { watch, incidents } = watching(async (from, to) => {
    const none = { requests: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, cost: 0 };
    const tokens = { amount: 5000, percent: 100, within: false };
    const money = { amount: 0, percent: 0, within: true };
    const row = { day: to, model: 'a', ours: { ...none, unmeasured: 0 }, theirs: none, tokens, money };
    return { reconciliation: { ...reconciliation(from, to, []), rows: [row], within: false } };
  });
  await watch.run();
  expect(incidents).toEqual([expect.stringContaining('on 2026-11-22 ')]);
});

describe('no incident', () => {
  test('for days that agree', async () => {
    const { watch, incidents, logged } = watching(async (from, to) => ({
      reconciliation: reconciliation(from, to, []),
    }));
    await watch.run();
    expect([incidents, logged]).toEqual([[], []]);
  });

  test('for a bill that cannot be read: the log has it', async () => {
    const { watch, incidents, logged } = watching(async () => ({ unreadable: 'key_refused' }));
    await watch.run();
    expect(incidents).toEqual([]);
    expect(logged).toEqual([expect.stringContaining('key_refused')]);
  });

  test('for a ledger that cannot be read: the log has it', async () => {
    const { watch, incidents, logged } = watching(() => Promise.reject(new Error('the disk is gone')));
    await watch.run();
    expect(incidents).toEqual([]);
    expect(logged).toEqual([expect.stringContaining('the disk is gone')]);
  });
});

test('it looks a minute after the start and then daily, at the last two complete UTC days, until it is stopped', async () => {
  vi.useFakeTimers();
  const asked: string[] = [];
  const { watch } = watching(async (from, to) => {
    asked.push(`${from} ${to}`);
    return { reconciliation: reconciliation(from, to, []) };
  });
  watch.start();
  await vi.advanceTimersByTimeAsync(59_000);
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(1000 + 48 * HOUR);
  expect(asked).toEqual(Array(3).fill('2026-11-21 2026-11-22'));
  watch.stop();
  await vi.advanceTimersByTimeAsync(48 * HOUR);
  expect(asked).toHaveLength(3);
});
