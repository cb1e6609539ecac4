import { beforeEach, describe, expect, test } from 'vitest';
import type { RefusalNote } from '../../../src/store/refusal-store.ts';
import { TEST_START } from '../../support/clock.ts';
import type { TestEngine } from './engine.ts';
import { openTestLedger, type TestLedger } from './test-ledger.ts';

export function testRefusals(engine: TestEngine): void {
  describe('refusals', () => {
    const HOUR = 3_600_000;
    const ALL = { after: null, limit: 100 };
    const DAYS = { from: '2026-11-01', to: '2026-11-30' };

    /** Students 1, in a class far in the east, and 2, in none. */
    let ledger: TestLedger;

    beforeEach(async () => {
      ledger = await openTestLedger(engine);
      const fields = { timeZone: 'Pacific/Auckland', language: 'en', startsOn: null, endsOn: null } as const;
      const change = { actor: 'test', now: TEST_START };
      await ledger.store.access.createClass({ name: 'Physics', ...fields, allowedModels: null }, {}, change);
      await ledger.student(1);
      await ledger.student(null);
    });

    function note(changes: Partial<RefusalNote> = {}): RefusalNote {
      const where = { studentId: 1, tokenId: 1, model: 'gpt-3.5-turbo', endpoint: 'chat' };
      return { at: TEST_START, ...where, reason: 'moneySpent', status: 402, times: 1, listed: true, ...changes };
    }

    describe('the list of refusals', () => {
      test('shows who was refused, why and how often, newest first, page by page', async () => {
        const { records } = ledger.store;
        await records.noteRefusals([
          note({ times: 3 }),
          note({ at: TEST_START + 1, studentId: 2, tokenId: null, model: null, endpoint: null, reason: 'busy' }),
        ]);
        await records.noteRefusals([note({ at: TEST_START + 1, reason: 'moneyHeld', status: 429 })]);
        const first = await records.listRefusals({ after: null, limit: 2 });
        expect(first.rows.map(({ reason, at }) => [reason, at - TEST_START])).toEqual([
          ['moneyHeld', 1],
          ['busy', 1],
        ]);
        expect(first.rows[1]).toMatchObject({
          studentId: 2,
          classId: null,
          tokenId: null,
          model: null,
          endpoint: null,
        });
        const second = await records.listRefusals({ after: first.next, limit: 2 });
        expect(second).toMatchObject({ next: null });
        const { id, ...facts } = second.rows[0] ?? { id: 0 };
        const { listed, ...noted } = note({ times: 3 });
        expect(facts).toEqual({ ...noted, classId: 1 });
        expect([listed, id]).toEqual([true, TEST_START * 1024]);
      });

      test('can be filtered by student, class and reason', async () => {
        const { records } = ledger.store;
        await records.noteRefusals([note(), note({ studentId: 2 }), note({ reason: 'busy' })]);
        const reasons = async (filter: object) =>
          (await records.listRefusals({ ...ALL, ...filter })).rows.map(
            ({ studentId, reason }) => `${studentId} ${reason}`,
          );
        expect(await reasons({ studentId: 2 })).toEqual(['2 moneySpent']);
        expect(await reasons({ classId: 1 })).toEqual(['1 busy', '1 moneySpent']);
        expect(await reasons({ reason: 'moneySpent' })).toEqual(['2 moneySpent', '1 moneySpent']);
      });

      test('has ids in one order with those of the usage records', async () => {
        const { records } = ledger.store;
        await records.noteRefusals([note()]);
        ledger.clock.advance(1);
        const callId = await ledger.call();
        await records.noteRefusals([note({ at: TEST_START + 2 })]);
        const [newer, older] = (await records.listRefusals(ALL)).rows;
        expect((older?.id ?? 0) < callId && callId < (newer?.id ?? 0)).toBe(true);
      });

      test('stores the newest 20,000 rows, and the count of all refusals', async () => {
        const { records } = ledger.store;
        const batch = (first: number) => Array.from({ length: 1000 }, (_, n) => note({ at: TEST_START + first + n }));
        await records.noteRefusals(batch(0));
        // As if they had been noted, in one statement.
        await ledger.tamper(
          `WITH RECURSIVE each (n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM each WHERE n < 19999)
           INSERT INTO refusals (id, student_id, class_id, token_id, model, endpoint, reason, status, times)
           SELECT (${TEST_START} + n) * 1024, 1, 1, 1, 'gpt-3.5-turbo', 'chat', 'moneySpent', 402, 1 FROM each`,
        );
        expect((await records.listRefusals({ after: (TEST_START + 1) * 1024, limit: 10 })).rows).toHaveLength(1);
        await records.noteRefusals(batch(20_000));
        expect(await records.refusalDays(DAYS)).toEqual([{ day: '2026-11-23', reason: 'moneySpent', count: 2000 }]);
        const oldest = (await records.listRefusals({ after: (TEST_START + 1001) * 1024, limit: 10 })).rows;
        expect(oldest.map(({ at }) => at - TEST_START)).toEqual([1000]);
        expect((await records.listRefusals({ after: null, limit: 30_000 })).rows).toHaveLength(20_000);
      });

      test('lists 1,024 refusals of one millisecond, counts the others, and keeps the instants apart', async () => {
        const { records } = ledger.store;
        await records.noteRefusals(Array.from({ length: 1030 }, () => note()));
        const { rows } = await records.listRefusals({ after: null, limit: 2000 });
        expect([rows.length, ...new Set(rows.map(({ at }) => at))]).toEqual([1024, TEST_START]);
        expect(await records.refusalDays(DAYS)).toMatchObject([{ count: 1030 }]);
      });
    });

    describe('refusals per day', () => {
      test('are days of each student’s class, and include unknown students', async () => {
        const { records } = ledger.store;
        // 14:00 UTC: past midnight in Auckland, 23:00 in Seoul, the zone of callers without a class.
        const at = TEST_START + 11 * HOUR;
        await records.noteRefusals([
          note({ at, times: 2 }),
          note({ at, studentId: 2, tokenId: 2 }),
          note({ at, studentId: null, tokenId: null, reason: 'badToken', status: 401, times: 5 }),
          note({ at, listed: false, times: 4 }),
        ]);
        expect(await records.refusalDays(DAYS)).toEqual([
          { day: '2026-11-23', reason: 'badToken', count: 5 },
          { day: '2026-11-23', reason: 'moneySpent', count: 1 },
          { day: '2026-11-24', reason: 'moneySpent', count: 6 },
        ]);
        expect(await records.refusalDays({ ...DAYS, classId: 1 })).toMatchObject([{ count: 6 }]);
        expect(await records.refusalDays({ ...DAYS, studentId: 2 })).toMatchObject([{ count: 1 }]);
        expect(await records.refusalDays({ ...DAYS, classTimeZone: 'Pacific/Auckland' })).toMatchObject([{ count: 6 }]);
        expect(await records.refusalDays({ ...DAYS, classTimeZone: null })).toMatchObject([{ count: 5 }, { count: 1 }]);
        expect(await ledger.store.access.listTimeZones('UTC')).toEqual(['Pacific/Auckland', 'UTC']);
        await ledger.store.access.deleteStudent(2, { actor: 'test', now: TEST_START });
        expect(await ledger.store.access.listTimeZones('UTC')).toEqual(['Pacific/Auckland']);
        expect(await records.refusalDays({ from: '2026-11-24', to: '2026-11-24' })).toMatchObject([{ count: 6 }]);
        expect((await records.listRefusals(ALL)).rows).toHaveLength(2);
      });

      test('count a student who was removed in the meantime', async () => {
        const { access, records } = ledger.store;
        await access.deleteStudent(1, { actor: 'test', now: TEST_START });
        await records.noteRefusals([note()]);
        expect((await records.listRefusals(ALL)).rows).toMatchObject([{ studentId: 1, classId: null }]);
        expect(await records.refusalDays({ ...DAYS, studentId: 1 })).toMatchObject([{ count: 1 }]);
      });
    });

    describe('the names of models that were refused', () => {
      test('are counted by name and endpoint, the most frequent first', async () => {
        const { records } = ledger.store;
        const named = (model: string | null, changes: Partial<RefusalNote> = {}) =>
          note({ model, reason: 'modelNotAllowed', status: 404, ...changes });
        await records.noteRefusals([
          named('gpt-4o', { times: 3 }),
          named('gpt-4o', { studentId: 2, at: TEST_START + 5 }),
          named('gpt-4o', { endpoint: 'responses' }),
          named('text-embedding-ada-002', { endpoint: 'embeddings', times: 2 }),
          named(null, { times: 50 }),
          named('gpt-5', { at: TEST_START - 1 }),
          note({ model: 'gpt-3.5-turbo', times: 70 }),
        ]);
        const ada = { model: 'text-embedding-ada-002', endpoint: 'embeddings', lastAt: TEST_START };
        expect(await records.refusedModels(TEST_START)).toEqual([
          { model: 'gpt-4o', endpoint: 'chat', times: 4, students: 2, lastAt: TEST_START + 5 },
          { ...ada, times: 2, students: 1 },
          { model: 'gpt-4o', endpoint: 'responses', times: 1, students: 1, lastAt: TEST_START },
        ]);
        expect(await records.refusedModels(TEST_START + 6)).toEqual([]);
      });
    });

    test('are not part of the ledger: the integrity check ignores them', async () => {
      await ledger.call();
      await ledger.store.records.noteRefusals([note()]);
      await ledger.tamper('UPDATE refusal_days SET count = 99');
      expect(await ledger.store.ledger.check('full', TEST_START)).toMatchObject({ records: 1, problems: [] });
    });
  });
}
