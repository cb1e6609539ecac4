import { describe, expect, test } from 'vitest';
import { utcDay } from '../../../src/ledger/utc-days.ts';
import type { ServedUsage, ServedUsageQuery } from '../../../src/store/served-usage.ts';
import type { UsageRecord } from '../../../src/store/usage-record.ts';
import { busyYear } from './busy-year.ts';
import type { TestEngine } from './engine.ts';
import { openTestLedger } from './test-ledger.ts';

const NOT_SERVED = ['shared', 'shared_lost', 'upstream_refused', 'upstream_unreachable'];
const DAY_MS = 86_400_000;

/** As a person would add them up. */
function addedUp(records: readonly UsageRecord[], { from, to, provider }: ServedUsageQuery): ServedUsage[] {
  const served = records.filter(
    (record) =>
      record.startedAt >= from &&
      record.startedAt < to &&
      record.provider === provider &&
      !NOT_SERVED.includes(record.outcome),
  );
  const groups = Map.groupBy(served, (record) => `${utcDay(record.startedAt)} ${record.servedModel}`);
  const total = (of: readonly UsageRecord[], amount: (record: UsageRecord) => number) =>
    of.reduce((sum, record) => sum + amount(record), 0);
  const net = ({ cost, refunded }: UsageRecord) => cost - refunded;
  return [...groups]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([key, of]) => {
      const [day = '', model = ''] = key.split(' ');
      const unmeasured = of.filter(({ inputTokens, outputTokens }) => inputTokens === 0 && outputTokens === 0);
      return {
        ...{ day, model, requests: of.length, unmeasured: unmeasured.length, cost: total(of, net) },
        inputTokens: total(of, (record) => record.inputTokens),
        cachedInputTokens: total(of, (record) => record.cachedInputTokens),
        outputTokens: total(of, (record) => record.outputTokens),
        cancelledCost: total(
          unmeasured.filter(({ outcome }) => outcome === 'cancelled'),
          net,
        ),
      };
    });
}

export function testServedUsage(engine: TestEngine): void {
  describe('what providers served', () => {
    test('is the sum of the records per UTC day and model, less refunds, between any two instants', async () => {
      const { store, tamper } = await busyYear(engine);
      await tamper(
        "UPDATE usage_records SET outcome = 'cancelled', input_tokens = 0, output_tokens = 0 WHERE id % 3 = 0",
      );
      await tamper("UPDATE usage_records SET outcome = 'upstream_refused' WHERE id % 7 = 0");
      await tamper("UPDATE usage_records SET provider = 'other' WHERE id % 11 = 0");
      const { rows } = await store.records.listRecords({ after: null, limit: 1000 });
      const middle = rows[Math.floor(rows.length / 2)]?.startedAt ?? 0;
      const ranges = [
        { from: 0, to: Number.MAX_SAFE_INTEGER / 1024 - 1 },
        { from: middle - 20 * DAY_MS + 12_345, to: middle },
        { from: middle, to: middle + 1 },
        { from: middle + 1, to: middle + 1 },
        { from: 0, to: 1 },
      ].map(({ from, to }) => ({ from: Math.floor(from), to: Math.floor(to) }));
      for (const provider of ['openai', 'other', 'none']) {
        for (const range of ranges) {
          const query = { ...range, provider };
          expect(await store.records.servedUsage(query), JSON.stringify(query)).toEqual(addedUp(rows, query));
        }
      }
      expect(rows.some(({ refunded, outcome }) => refunded > 0 && outcome === 'cancelled')).toBe(true);
    });

    test('is nothing where there are no calls', async () => {
      const { store } = await openTestLedger(engine);
      expect(await store.records.servedUsage({ from: 0, to: Date.now(), provider: 'openai' })).toEqual([]);
    });
  });
}
