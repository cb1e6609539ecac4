import { describe, expect, test } from 'vitest';
import type { StudentOverviewQuery } from '../../../src/store/student-overview.ts';
import { busyYear } from './busy-year.ts';
import type { TestEngine } from './engine.ts';

export function testStudentOverview(engine: TestEngine): void {
  describe('the overview of students', () => {
    const DAY = 86_400_000;
    const ALL = { from: '2000-01-01', to: '2100-01-01', sort: 'created', offset: 0, limit: 50 } as const;

    async function withStudents() {
      const ledger = await busyYear(engine);
      const { store, clock } = ledger;
      const change = () => ({ actor: 'test', now: clock.now() });
      const names = ['다', 'b', '가', 'A'];
      for (const [index, name] of names.entries()) await store.access.updateStudent(index + 1, { name }, {}, change());
      await store.access.updateStudent(4, { suspended: true }, {}, change());
      const token = { studentId: 4, prefix: 'jgp_x', label: null };
      await store.access.createToken({ ...token, hash: 'a', expiresAt: clock.now() + DAY }, change());
      await store.access.createToken({ ...token, hash: 'b', expiresAt: null }, change());
      await store.access.revokeToken(6, change());
      const overview = (query: Partial<StudentOverviewQuery>) =>
        store.records.studentOverview({ ...ALL, now: clock.now(), ...query });
      return { ...ledger, overview, change };
    }

    test('agrees with the usage, the tokens and the class in each row', async () => {
      const { store, clock, overview } = await withStudents();
      const { rows, total } = await overview({});
      const usage = await store.records.usage({ ...ALL, groupBy: 'student' });
      expect(total).toBe(4);
      for (const { student, spent, requests, className } of rows) {
        const sums = usage.rows.find(({ key }) => key === String(student.id));
        expect([spent, requests]).toEqual([sums?.cost ?? 0, sums?.requests ?? 0]);
        expect(className).toBe({ 1: 'Late', 2: 'Late', 4: 'Late' }[student.id] ?? null);
        expect(student).toEqual(await store.access.getStudent(student.id));
      }
      const tokens = rows.map(({ student, tokens, lastCallAt }) => [student.id, tokens, lastCallAt === null]);
      expect(tokens.sort()).toEqual([
        [1, 1, false],
        [2, 1, false],
        [3, 1, false],
        [4, 2, true],
      ]);
      clock.advance(DAY);
      expect((await overview({ state: 'suspended' })).rows.map((row) => row.tokens)).toEqual([1]);
    });

    test('sums the spending of the days of the query only', async () => {
      const { overview } = await withStudents();
      const { rows } = await overview({ from: '2030-01-01', to: '2030-12-31' });
      expect(rows.map(({ spent, requests }) => [spent, requests])).toEqual(Array(4).fill([0, 0]));
    });

    test('finds students by class, name and state, and no removed ones', async () => {
      const { store, overview, change } = await withStudents();
      const ids = async (query: Partial<StudentOverviewQuery>) =>
        (await overview(query)).rows.map(({ student }) => student.id).sort();
      expect(await ids({ classId: 2 })).toEqual([1, 2, 4]);
      expect(await ids({ classId: null })).toEqual([3]);
      expect(await ids({ classId: 1 })).toEqual([]);
      expect(await ids({ search: ' Ａ' })).toEqual([4]);
      expect(await ids({ search: '\u1103\u1161' })).toEqual([1]);
      expect(await ids({ search: '%' })).toEqual([]);
      await store.access.updateStudent(1, { studentNumber: '2026-A7' }, {}, change());
      expect(await ids({ search: '6-a' })).toEqual([1]);
      expect(await ids({ state: 'no_token' })).toEqual([]);
      await store.access.revokeToken(3, change());
      expect(await ids({ state: 'no_token' })).toEqual([3]);
      expect(await ids({ state: 'active' })).toEqual([1, 2, 3]);
      expect(await ids({ state: 'suspended', classId: 2 })).toEqual([4]);
      await store.access.deleteStudent(2, change());
      expect(await overview({ classId: 2 })).toMatchObject({ total: 2 });
    });

    test('sorts the students, and cuts them into pages', async () => {
      const { overview } = await withStudents();
      const byName = await overview({ sort: 'name' });
      expect(byName.rows.map(({ student }) => student.name)).toEqual(
        ['A', 'b', '가', '다'].sort(new Intl.Collator('ko').compare),
      );
      const bySpend = (await overview({ sort: 'spend' })).rows.map(({ spent }) => spent);
      expect(bySpend).toEqual([...bySpend].sort((a, b) => b - a));
      const byCall = (await overview({ sort: 'last_call' })).rows.map(({ lastCallAt }) => lastCallAt ?? 0);
      expect(byCall).toEqual([...byCall].sort((a, b) => b - a));
      for (const sort of ['name', 'spend', 'last_call', 'created'] as const) {
        const all = await overview({ sort });
        const pages = [await overview({ sort, limit: 3 }), await overview({ sort, limit: 3, offset: 3 })];
        expect(pages.flatMap(({ rows }) => rows)).toEqual(all.rows);
        expect(pages.map(({ total }) => total)).toEqual([4, 4]);
      }
    });
  });
}
