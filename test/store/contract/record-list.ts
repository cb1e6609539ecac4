import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../src/ledger/holds.ts';
import type { RecordFilter } from '../../../src/store/record-store.ts';
import type { UsageRecord } from '../../../src/store/usage-record.ts';
import { BUSY_CALLS, busyYear } from './busy-year.ts';
import type { TestEngine } from './engine.ts';

export const FILTERS: readonly RecordFilter[] = [
  {},
  { studentId: 1 },
  { studentId: 4 },
  { classId: 1 },
  { classId: 2 },
  { classId: 9 },
  { servedModel: 'gpt-4o-mini' },
  { servedModel: 'none' },
  { studentId: 1, classId: 2, servedModel: 'gpt-5-nano' },
  { outcome: 'ok' },
  { outcome: 'crash' },
  { outcome: 'hung_up' },
  { studentId: 3, outcome: 'ok' },
  { studentId: 1, outcome: 'hung_up' },
  { classId: 2, servedModel: 'gpt-4o-mini', outcome: 'hung_up' },
];

export function testRecordList(engine: TestEngine): void {
  describe('the list of records', () => {
    function matches(record: UsageRecord, filter: RecordFilter): boolean {
      return Object.entries(filter).every(([name, value]) => record[name as keyof RecordFilter] === value);
    }

    test('finds every call that matches a filter and no other, newest first, page by page', async () => {
      const { store, tamper } = await busyYear(engine);
      await tamper("UPDATE usage_records SET outcome = 'hung_up' WHERE id % 5 = 0");
      const { rows } = await store.records.listRecords({ after: null, limit: 1000 });
      expect(rows).toHaveLength(BUSY_CALLS);
      expect(new Set(rows.map(({ outcome }): Outcome => outcome))).toEqual(new Set(['ok', 'hung_up']));
      for (const filter of FILTERS) {
        const expected = rows.filter((record) => matches(record, filter));
        for (const limit of [7, 200]) {
          const found: UsageRecord[] = [];
          for (let after: number | null = null, pages = 0; pages === 0 || after !== null; pages++) {
            const page = await store.records.listRecords({ after, limit, ...filter });
            found.push(...page.rows);
            after = page.next;
            expect(pages).toBeLessThanOrEqual(Math.ceil(BUSY_CALLS / limit));
          }
          expect(found, JSON.stringify(filter)).toEqual(expected);
        }
      }
    });
  });
}
