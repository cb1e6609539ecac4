import { describe, expect, test } from 'vitest';
import { type ClassInStore, change, classInStore } from './class-in-store.ts';
import type { TestEngine } from './engine.ts';

const DAY_MS = 86_400_000;
const A_DAY = { period: 'day', limit: 1000, carryOver: true } as const;

export function testCarryOver(engine: TestEngine): void {
  describe('carry-over', () => {
    const openClass = classInStore(engine);

    /** Of the student's own daily budget of 1000, on its second day. */
    async function onSecondDay(spent = 0): Promise<ClassInStore> {
      const school = await openClass({ ownLimits: [A_DAY] });
      if (spent > 0) await school.spend(spent);
      school.clock.advance(DAY_MS);
      return school;
    }

    const own = async (school: ClassInStore) => {
      const { limit, carried, spent, held } = await school.balance('student', 'day');
      return { limit, carried, spent, held };
    };

    test('adds what was left to the next window, to the last nano-dollar and no further', async () => {
      const school = await onSecondDay(400);
      expect(await own(school)).toEqual({ limit: 1600, carried: 600, spent: 0, held: 0 });
      expect(await school.refusal({ cap: 1601 })).toMatchObject({
        why: 'spent',
        budget: { limit: 1600, carried: 600 },
      });
      await school.hold(1600);
      expect(await school.refusal({ cap: 1 })).toMatchObject({ why: 'held' });
    });

    test('adds at most one limit, however many windows had no calls', async () => {
      const school = await onSecondDay();
      school.clock.advance(9 * DAY_MS);
      expect(await own(school)).toMatchObject({ carried: 1000 });
      await school.hold(2000);
      school.clock.advance(DAY_MS);
      expect(await own(school)).toMatchObject({ carried: 0 });
    });

    test('passes on what was carried into a window, too, up to one limit', async () => {
      const school = await onSecondDay(400);
      await school.spend(1100);
      school.clock.advance(DAY_MS);
      expect(await own(school)).toMatchObject({ carried: 500 });
      await school.spend(100);
      school.clock.advance(DAY_MS);
      expect(await own(school)).toMatchObject({ carried: 1000 });
    });

    test('counts a call in flight as spent, and is fixed by the first hold, not by a look at it', async () => {
      const school = await openClass({ ownLimits: [A_DAY] });
      const { id } = await school.hold(700);
      school.clock.advance(DAY_MS);
      expect(await own(school)).toMatchObject({ carried: 300 });
      await school.settle(id, 100);
      expect(await own(school)).toMatchObject({ carried: 900 });
      const late = await school.hold(1);
      expect(await own(school)).toEqual({ limit: 1900, carried: 900, spent: 0, held: 1 });
      await school.settle(late.id, 1);
    });

    test('does not change any more when a call of the last window ends after the first hold', async () => {
      const school = await openClass({ ownLimits: [A_DAY] });
      const { id } = await school.hold(700);
      school.clock.advance(DAY_MS);
      await school.hold(1);
      await school.settle(id, 100);
      expect(await own(school)).toMatchObject({ carried: 300 });
      await school.restart();
      expect(await own(school)).toMatchObject({ carried: 300 });
    });

    test('is taken off the last window, so that a clock that goes back does not spend it twice', async () => {
      const school = await onSecondDay(400);
      await school.hold(1600);
      school.clock.set(school.clock.now() - DAY_MS);
      expect(await own(school)).toEqual({ limit: 400, carried: -600, spent: 400, held: 0 });
      expect(await school.refusal({ cap: 1 })).toMatchObject({ why: 'spent' });
    });

    test('gives nothing to whoever was not there when the last window ended, or before it was turned on', async () => {
      const school = await onSecondDay();
      await school.setBudget('class', { period: 'day', limit: 1000, carryOver: true });
      expect(await school.balance('class', 'day')).toMatchObject({ carried: 0 });
      const fields = { name: 'new', classId: school.classId, email: null, suspended: false };
      const { id } = await school.store.access.createStudent(fields, { budgets: [A_DAY] }, change(school.clock.now()));
      const [balance] = await school.store.ledger.balancesOf('student', id, school.clock.now());
      expect(balance).toMatchObject({ carried: 0 });
      school.clock.advance(DAY_MS);
      expect(await school.balance('class', 'day')).toMatchObject({ carried: 1000 });
    });

    test('ends with the next hold once it is turned off, and begins anew when it is turned on', async () => {
      const school = await onSecondDay();
      await school.setBudget('student', { period: 'day', limit: 1000, carryOver: false });
      expect(await own(school)).toMatchObject({ limit: 1000, carried: 0 });
      await school.setBudget('student', A_DAY);
      expect(await own(school)).toMatchObject({ carried: 0 });
      school.clock.advance(DAY_MS);
      expect(await own(school)).toMatchObject({ carried: 1000 });
    });

    test('stays as it is when only the limit is set', async () => {
      const school = await onSecondDay();
      await school.setBudget('student', { period: 'day', limit: 1000 });
      expect(await own(school)).toMatchObject({ carried: 1000 });
    });

    test('counts the lower limit when the owner changes it after the last window ended', async () => {
      const school = await onSecondDay(400);
      await school.setBudget('student', { period: 'day', limit: 9000 });
      expect(await own(school)).toEqual({ limit: 9600, carried: 600, spent: 0, held: 0 });
      await school.setBudget('student', { period: 'day', limit: 500 });
      expect(await own(school)).toEqual({ limit: 600, carried: 100, spent: 0, held: 0 });
      await school.setBudget('student', { period: 'day', limit: 9000 });
      expect(await own(school)).toMatchObject({ limit: 9100, carried: 100 });
    });

    test('is no more than the limit of today, once it is fixed', async () => {
      const school = await onSecondDay();
      await school.hold(1);
      await school.setBudget('student', { period: 'day', limit: 200 });
      expect(await own(school)).toMatchObject({ limit: 400, carried: 200 });
    });

    test('survives that another budget is added or removed', async () => {
      const school = await onSecondDay(400);
      await school.setBudget('student', { period: 'week', limit: 9000 });
      expect(await own(school)).toMatchObject({ carried: 600 });
      const { id } = await school.setBudget('class', { period: 'total', limit: 9000 });
      await school.store.ledger.deleteBudget(id, change(school.clock.now()));
      expect(await own(school)).toMatchObject({ carried: 600 });
      await school.hold(1600);
    });

    test('is nothing until the next window after the windows moved, or the student did', async () => {
      const school = await onSecondDay();
      const now = () => change(school.clock.now());
      await school.store.access.updateClass(school.classId, { timeZone: 'UTC' }, {}, now());
      expect(await own(school)).toMatchObject({ carried: 0 });
      school.clock.advance(DAY_MS);
      expect(await own(school)).toMatchObject({ carried: 1000 });
      await school.store.access.updateStudent(school.studentId, { classId: null }, {}, now());
      expect(await own(school)).toMatchObject({ carried: 0 });
    });

    test('gives nothing from the limit of the class where the student had a smaller one', async () => {
      const limits = { studentBudgets: [{ ...A_DAY, limit: 9000 }] };
      const school = await openClass({ limits, ownLimits: [{ period: 'day', limit: 10 }] });
      school.clock.advance(DAY_MS);
      const [budget] = await school.store.ledger.listBudgets({ scope: 'student' });
      await school.store.ledger.deleteBudget(budget?.id ?? 0, change(school.clock.now()));
      expect(await own(school)).toEqual({ limit: 9000, carried: 0, spent: 0, held: 0 });
    });

    test('is the same for many students at once, who have no row yet', async () => {
      const school = await onSecondDay(400);
      const read = async () =>
        (await school.store.ledger.balancesOfStudents([school.studentId], school.clock.now())).values();
      const all = async () => [...(await read())].flat();
      expect(await all()).toEqual([await school.balance('student', 'day')]);
      await school.hold(5);
      expect(await all()).toEqual([await school.balance('student', 'day')]);
    });

    test('never lets more be spent than the limits of all windows together, whatever the clock does', async () => {
      const school = await openClass({ ownLimits: [A_DAY] });
      const start = school.clock.now();
      let spent = 0;
      for (const day of [2, 0, 1, 3, 1, 2, 0, 3, 4, 2]) {
        school.clock.set(start + day * DAY_MS);
        for (const amount of [1000, 500, 250, 125, 1]) {
          const placement = await school.place({ cap: amount });
          if (!('hold' in placement)) continue;
          await school.settle(placement.hold.id, amount);
          spent += amount;
        }
      }
      // Of five days, and of nothing before the first.
      expect(spent).toBeLessThanOrEqual(5 * 1000);
      expect((await school.store.ledger.check('full', school.clock.now())).problems).toEqual([]);
    });
  });
}
