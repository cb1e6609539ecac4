import { describe, expect, test } from 'vitest';
import { localDay } from '../../../src/ledger/periods.ts';
import { addUtcDays } from '../../../src/ledger/utc-days.ts';
import type { UsageRecord } from '../../../src/store/usage-record.ts';
import { USAGE_GROUPS, type UsageGroup, type UsageQuery } from '../../../src/store/usage-report.ts';
import { BUSY_CALLS, busyYear } from './busy-year.ts';
import type { TestEngine } from './engine.ts';
import type { TestLedger } from './test-ledger.ts';

export function testUsage(engine: TestEngine): void {
  describe('usage', () => {
    const ZONES: Record<number, string> = { 1: 'Pacific/Kiritimati', 2: 'Pacific/Pago_Pago' };

    const dayOf = ({ classId, startedAt }: UsageRecord) => localDay(ZONES[classId ?? 0] ?? 'Asia/Seoul', startedAt);
    const KEYS: Record<UsageGroup, (record: UsageRecord) => string> = {
      day: dayOf,
      student: ({ studentId }) => String(studentId),
      class: ({ classId }) => String(classId ?? 0),
      model: ({ servedModel }) => servedModel,
      token: ({ tokenId }) => String(tokenId),
    };

    async function allRecords({ store }: TestLedger): Promise<UsageRecord[]> {
      const { rows } = await store.records.listRecords({ after: null, limit: 1000 });
      expect(rows).toHaveLength(BUSY_CALLS);
      return rows;
    }

    function sumsOf(records: readonly UsageRecord[]) {
      return {
        requests: records.length,
        inputTokens: records.length * 10,
        cachedInputTokens: records.length * 4,
        outputTokens: records.length * 5,
        cost: records.reduce((sum, { cost, refunded }) => sum + cost - refunded, 0),
      };
    }

    /** What the usage must be: added up record by record. */
    function expected(records: readonly UsageRecord[], { from, to, groupBy, studentId, classId }: UsageQuery) {
      const selected = records.filter(
        (record) =>
          from <= dayOf(record) &&
          dayOf(record) <= to &&
          (studentId ?? record.studentId) === record.studentId &&
          (classId ?? record.classId) === record.classId,
      );
      const groups = Map.groupBy(selected, KEYS[groupBy]);
      return {
        total: sumsOf(selected),
        rows: Object.fromEntries([...groups].map(([key, ofKey]) => [key, sumsOf(ofKey)])),
        models: Object.fromEntries(
          [...groups].map(([key, ofKey]) => {
            const models = Map.groupBy(ofKey, ({ servedModel }) => servedModel);
            return [key, Object.fromEntries([...models].map(([model, ofModel]) => [model, sumsOf(ofModel)]))];
          }),
        ),
      };
    }

    describe('usage is the sum of the records, to the nano-dollar', () => {
      test('for every group, over whole months and parts of them', async () => {
        const ledger = await busyYear(engine);
        const records = await allRecords(ledger);
        const days = records.map(dayOf).sort();
        const [first = '', last = ''] = [days[0], days.at(-1)];
        const middle = days[days.length / 2] ?? '';
        const month = middle.slice(0, 7);
        const ranges = [
          ['2000-01-01', '2100-01-01'],
          [first, last],
          [`${month}-01`, `${month}-31`],
          [`${first.slice(0, 7)}-02`, `${last.slice(0, 7)}-01`],
          [middle, last],
          [middle, middle],
          ['9999-12-01', '9999-12-31'],
        ] as const;
        for (const [from, to] of ranges) {
          for (const groupBy of USAGE_GROUPS) {
            for (const who of [{}, { studentId: 1 }, { classId: 2 }, { studentId: 1, classId: 2 }, { studentId: 4 }]) {
              const query = { from, to, groupBy, ...who };
              const { rows, total } = await ledger.store.records.usage(query);
              const right = expected(records, query);
              expect(total, JSON.stringify(query)).toEqual(right.total);
              const found = rows.map(({ key, label: _, ...sums }) => [key, sums]);
              expect(Object.fromEntries(found), JSON.stringify(query)).toEqual(right.rows);
              const split = await ledger.store.records.usage({ ...query, split: 'model' });
              expect(split.rows.map(({ models: _, ...row }) => row)).toEqual(rows);
              expect(split.total).toEqual(total);
              const parts = split.rows.map(({ key, models }) => {
                return [key, Object.fromEntries((models ?? []).map(({ model, ...sums }) => [model, sums]))];
              });
              expect(Object.fromEntries(parts), JSON.stringify(query)).toEqual(right.models);
            }
          }
        }
      });

      test('from any day to any other, where months are read as a whole without some of their days', async () => {
        const ledger = await busyYear(engine);
        const records = await allRecords(ledger);
        const first = records.map(dayOf).sort()[0] ?? '';
        const days = Array.from({ length: 14 }, (_, n) => addUtcDays(first, n * 8 - 5));
        for (const from of days) {
          for (const to of days.filter((day) => day >= from)) {
            const query = { from, to, groupBy: 'student' } as const;
            const { rows } = await ledger.store.records.usage(query);
            const found = rows.map(({ key, label: _, ...sums }) => [key, sums]);
            expect(Object.fromEntries(found), JSON.stringify(query)).toEqual(expected(records, query).rows);
          }
        }
      });

      test('or the integrity check reports it', async () => {
        const { store, clock, tamper } = await busyYear(engine);
        const problems = async () => (await store.ledger.check('full', clock.now())).problems;
        expect(await problems()).toEqual([]);
        await tamper(`UPDATE usage_class_days SET cost = cost + 1 WHERE day = (SELECT max(day) FROM usage_class_days)`);
        await tamper(`DELETE FROM usage_months WHERE month = (SELECT min(month) FROM usage_months)`);
        expect(await problems()).toEqual([
          expect.stringMatching(/^usage of \d{4}-\d\d-\d\d: usage_class_days is not the sum of its days$/),
          expect.stringMatching(/^usage of \d{4}-\d\d: usage_months is not the sum of its days$/),
        ]);
      });
    });

    test('lists days in their order, and every other group with the most expensive first', async () => {
      const { store } = await busyYear(engine);
      const all = { from: '2000-01-01', to: '2100-01-01' };
      const days = (await store.records.usage({ ...all, groupBy: 'day' })).rows.map(({ key }) => key);
      expect(days).toEqual([...days].sort());
      const { rows } = await store.records.usage({ ...all, groupBy: 'class', split: 'model' });
      for (const costs of [
        rows.map(({ cost }) => cost),
        ...rows.map(({ models }) => (models ?? []).map((m) => m.cost)),
      ]) {
        expect(costs).toEqual([...costs].sort((a, b) => b - a));
      }
      expect(rows.map(({ key, label }) => [key, label]).sort()).toEqual([
        ['0', null],
        ['1', 'Early'],
        ['2', 'Late'],
      ]);
    });
  });
}
