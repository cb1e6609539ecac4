import { describe, expect, test } from 'vitest';
import { PERIODS } from '../../../src/ledger/periods.ts';
import { busyYear, seeded } from './busy-year.ts';
import type { TestDatabase, TestEngine } from './engine.ts';
import type { TestLedger } from './test-ledger.ts';

export function testStudentBalances(engine: TestEngine): void {
  describe('balances of many students', () => {
    const DAY = 86_400_000;
    const LIMIT = 5_000_000_000;

    /** Rules that are younger than their windows, and calls in flight: all must be summed from the records. */
    async function withYoungRules(): Promise<TestLedger & { readonly database: TestDatabase }> {
      const ledger = await busyYear(engine);
      const { store, clock, place } = ledger;
      const change = () => ({ actor: 'test', now: clock.now() });
      await place({ studentId: 1 });
      await place({ studentId: 3 });
      const term = { startsOn: '2026-12-15', endsOn: '2027-12-31' };
      for (const id of [1, 2]) await store.access.updateClass(id, term, {}, change());
      for (const period of PERIODS) {
        await store.ledger.setBudget({ scope: 'class-student', scopeId: 2, period, limit: LIMIT }, change());
        if (period === 'term') continue;
        await store.ledger.setBudget({ scope: 'student', scopeId: 3, period, limit: LIMIT }, change());
      }
      return ledger;
    }

    test('are those of each student, and reading them opens no balance', async () => {
      const { store, clock, database, place } = await withYoungRules();
      const countBalances = () => database.countRows('balances');
      const before = await countBalances();
      const many = await store.ledger.balancesOfStudents([1, 2, 3, 4, 99], clock.now());
      expect(await countBalances()).toBe(before);
      expect([...many.keys()]).toEqual([1, 2, 3, 4]);
      for (const id of [1, 2, 3, 4]) {
        expect(await store.ledger.balancesOf('student', id, clock.now()), `student ${id}`).toEqual(many.get(id));
      }
      expect([...many.values()].flat().some(({ spent }) => spent > 0)).toBe(true);
      expect([...many.values()].flat().some(({ held }) => held > 0)).toBe(true);
      // A call that holds nothing opens the balances, each summed for itself: now it is they that are read.
      for (const id of [1, 2, 3, 4]) {
        await place({ studentId: id, hold: 0 });
        const again = await store.ledger.balancesOfStudents([id], clock.now());
        expect(again.get(id)).toEqual(many.get(id));
        expect(await store.ledger.balancesOf('student', id, clock.now())).toEqual(many.get(id));
      }
      expect(await countBalances()).toBeGreaterThan(before);
    });

    test('are those of each student after the class has changed its time zone', async () => {
      const { store, clock } = await withYoungRules();
      const chance = seeded(3);
      for (const timeZone of ['Pacific/Kiritimati', 'Asia/Kathmandu', 'Pacific/Pago_Pago']) {
        clock.advance(chance(DAY));
        await store.access.updateClass(2, { timeZone }, {}, { actor: 'test', now: clock.now() });
        const many = await store.ledger.balancesOfStudents([1, 2, 4], clock.now());
        for (const id of [1, 2, 4]) {
          expect(many.get(id), timeZone).toEqual(await store.ledger.balancesOf('student', id, clock.now()));
        }
      }
    });
  });
}
