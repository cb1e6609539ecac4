import { describe, expect, test } from 'vitest';
import { change, classInStore } from './class-in-store.ts';
import type { TestEngine } from './engine.ts';

export function testWindows(engine: TestEngine): void {
  describe('windows of periods', () => {
    const openClass = classInStore(engine);

    const MINUTE = 60_000;
    const HOUR = 60 * MINUTE;
    const DAY = 24 * HOUR;
    const A_DAY = { period: 'day', limit: 1000 } as const;

    describe('a call across the end of a period', () => {
      test('is settled in the day of its hold, not in the day of its end', async () => {
        const school = await openClass({ ownLimits: [A_DAY] });
        school.clock.set(Date.parse('2026-11-23T23:59:59.999+09:00'));
        const { id } = await school.hold(600);
        school.clock.advance(1);
        expect(await school.money('student', 'day')).toEqual({ spent: 0, held: 0 });
        await school.settle(id, 500);
        expect(await school.money('student', 'day')).toEqual({ spent: 0, held: 0 });
        school.clock.set(Date.parse('2026-11-23T12:00+09:00'));
        expect(await school.money('student', 'day')).toEqual({ spent: 500, held: 0 });
      });

      test('takes no money from the next day', async () => {
        const school = await openClass({ ownLimits: [A_DAY] });
        await school.hold(1000);
        expect((await school.refusal({ cap: 1 })).why).toBe('held');
        school.clock.advance(DAY);
        expect((await school.hold(1000)).amount).toBe(1000);
      });

      test('gives no money to today when a call of yesterday is refunded', async () => {
        const school = await openClass({ ownLimits: [A_DAY] });
        await school.settle((await school.hold(800)).id, 800, 'uncertain');
        school.clock.advance(DAY);
        await school.spend(1000);
        const { rows } = await school.store.journal.listIncidents({ after: null, limit: 1 });
        await school.store.journal.refund(rows[0]?.id ?? 0, null, change(school.clock.now()));
        expect(await school.money('student', 'day')).toEqual({ spent: 1000, held: 0 });
        school.clock.set(school.clock.now() - DAY);
        expect(await school.money('student', 'day')).toEqual({ spent: 0, held: 0 });
      });
    });

    describe('a clock that is set', () => {
      test('back into yesterday finds what was spent yesterday, and forward again what was spent today', async () => {
        const school = await openClass({ ownLimits: [A_DAY] });
        await school.spend(700);
        school.clock.advance(DAY);
        await school.spend(900);
        school.clock.set(school.clock.now() - DAY);
        expect(await school.money('student', 'day')).toEqual({ spent: 700, held: 0 });
        expect(await school.refusal({ cap: 301 })).toMatchObject({ why: 'spent', affordableCap: 300 });
        await school.spend(300);
        school.clock.advance(DAY);
        expect(await school.money('student', 'day')).toEqual({ spent: 900, held: 0 });
      });

      test('years ahead by mistake gives no extra money when it is right again', async () => {
        const school = await openClass({ ownLimits: [A_DAY, { period: 'total', limit: 1500 }] });
        await school.spend(1000);
        school.clock.advance(3 * 365 * DAY);
        await school.spend(500);
        school.clock.set(school.clock.now() - 3 * 365 * DAY);
        expect(await school.refusal({ cap: 1 })).toMatchObject({ why: 'spent' });
        expect(await school.money('student', 'total')).toEqual({ spent: 1500, held: 0 });
      });

      test.each([1, 500, 999, 1000, 1001, 5000])('back by %i ms gives no two holds the same id', async (ms) => {
        const school = await openClass();
        const ids = new Set<number>();
        for (let round = 0; round < 4; round++) {
          for (let call = 0; call < 5; call++) ids.add((await school.hold(1)).id);
          school.clock.set(school.clock.now() - ms);
          for (const { id } of await Promise.all([school.hold(1), school.hold(1)])) ids.add(id);
          await school.restart();
        }
        expect(ids.size).toBe(28);
        expect(await school.store.ledger.expireOpenHolds(school.clock.now())).toBe(28);
        expect(await school.money('wallet', 'month')).toEqual({ spent: 28, held: 0 });
      });

      test('back to before the class was created still counts every call', async () => {
        const school = await openClass({ ownLimits: [A_DAY] });
        school.clock.set(school.clock.now() - 10 * DAY);
        await school.spend(600);
        await school.setBudget('class', A_DAY);
        await school.restart();
        expect(await school.money('class', 'day')).toEqual({ spent: 600, held: 0 });
        expect(await school.refusal({ cap: 401 })).toMatchObject({ why: 'spent', affordableCap: 400 });
      });

      test('back while a budget is edited still counts what was spent at the later time', async () => {
        const school = await openClass({ ownLimits: [A_DAY] });
        await school.spend(800);
        school.clock.set(school.clock.now() - HOUR);
        await school.setBudget('student', { period: 'week', limit: 1000 });
        school.clock.advance(2 * HOUR);
        expect(await school.money('student', 'week')).toEqual({ spent: 800, held: 0 });
        expect(await school.money('student', 'day')).toEqual({ spent: 800, held: 0 });
      });
    });

    describe('daylight saving', () => {
      test('gives the budget of a day of twenty-five hours once', async () => {
        const school = await openClass({ fields: { timeZone: 'America/New_York' }, ownLimits: [A_DAY] });
        school.clock.set(Date.parse('2026-11-01T01:30:00-04:00'));
        await school.spend(600);
        school.clock.set(Date.parse('2026-11-01T01:30:00-05:00'));
        expect(await school.refusal({ cap: 401 })).toMatchObject({ why: 'spent' });
        school.clock.set(Date.parse('2026-11-01T23:59:59.999-05:00'));
        expect(await school.refusal({ cap: 401 })).toMatchObject({ why: 'spent' });
        school.clock.advance(1);
        expect((await school.hold(1000)).amount).toBe(1000);
      });

      test('ends a day of twenty-three hours when the local day ends', async () => {
        const school = await openClass({ fields: { timeZone: 'Pacific/Chatham' }, ownLimits: [A_DAY] });
        school.clock.set(Date.parse('2026-09-27T00:00:00+12:45'));
        await school.spend(1000);
        school.clock.advance(23 * HOUR - 1);
        expect(await school.refusal({ cap: 1 })).toMatchObject({ why: 'spent' });
        school.clock.advance(1);
        expect((await school.hold(1000)).amount).toBe(1000);
      });
    });

    describe('an edit of a calendar', () => {
      test('counts a call in flight in the day of its hold in the new zone', async () => {
        const school = await openClass({ ownLimits: [A_DAY] });
        school.clock.set(Date.parse('2026-11-24T01:00+09:00'));
        const { id } = await school.hold(600);
        const zone = { timeZone: 'America/New_York' };
        await school.store.access.updateClass(school.classId, zone, {}, change(school.clock.now()));
        expect(await school.money('student', 'day')).toEqual({ spent: 0, held: 600 });
        school.clock.advance(DAY);
        await school.settle(id, 600);
        expect(await school.money('student', 'day')).toEqual({ spent: 0, held: 0 });
        school.clock.set(Date.parse('2026-11-23T00:00-05:00'));
        expect(await school.money('student', 'day')).toEqual({ spent: 600, held: 0 });
      });

      test('counts what was spent inside the new term, and not what was spent outside it', async () => {
        const term = { period: 'term', limit: 1000 } as const;
        const school = await openClass({ fields: { startsOn: '2026-11-01', endsOn: '2026-12-31' }, ownLimits: [term] });
        await school.spend(600);
        const edit = (startsOn: string) =>
          school.store.access.updateClass(school.classId, { startsOn }, {}, change(school.clock.now()));
        await edit('2026-11-24');
        expect(await school.money('student', 'term')).toEqual({ spent: 0, held: 0 });
        await edit('2026-11-23');
        expect(await school.money('student', 'term')).toEqual({ spent: 600, held: 0 });
      });

      // Found by the model: such a call was counted until the next edit of a limit, and forgotten by it.
      test('refuses a call outside the term of its budget, and no other call of the same turn', async () => {
        const term = { period: 'term', limit: 1000 } as const;
        const school = await openClass({ fields: { endsOn: '2026-11-23' }, ownLimits: [term] });
        const alone = { name: 'without a class', classId: null, email: null, suspended: false };
        const { id: studentId } = await school.store.access.createStudent(alone, {}, change(school.clock.now()));
        school.clock.set(Date.parse('2026-11-24T00:00+09:00'));
        const [late, neighbour] = await Promise.allSettled([
          school.place({ cap: 10 }),
          school.place({ cap: 10, studentId }),
        ]);
        expect(late).toMatchObject({ status: 'rejected', reason: { name: 'ConflictError' } });
        expect(neighbour).toMatchObject({ status: 'fulfilled', value: { hold: { amount: 10 } } });
        expect(await school.money('student', 'term')).toEqual({ spent: 0, held: 0 });
        expect(await school.money('wallet', 'month')).toEqual({ spent: 0, held: 10 });
        // Ids run ahead of a clock that went back by less.
        school.clock.set(school.clock.now() - 2 * engine.maxAheadMs);
        expect((await school.hold(1000)).amount).toBe(1000);
      });

      // Found by the model: numbers that a rolled-back neighbour had taken pushed a call over the border, and it failed.
      test('places a call in the last millisecond of a term, whatever fails beside it later', async () => {
        const term = { period: 'term', limit: 1000 } as const;
        const school = await openClass({ fields: { endsOn: '2026-11-23' }, ownLimits: [term] });
        const border = Date.parse('2026-11-24T00:00+09:00');
        school.clock.set(border - 2);
        const inTime = school.place({ cap: 10 });
        school.clock.set(border);
        const late = school.place({ cap: 10 });
        const answers = await Promise.allSettled([inTime, late]);
        expect(answers).toMatchObject([
          { status: 'fulfilled', value: { hold: { amount: 10 } } },
          { status: 'rejected', reason: { name: 'ConflictError' } },
        ]);
        school.clock.set(border - 2);
        expect(await school.money('student', 'term')).toEqual({ spent: 0, held: 10 });
      });
    });
  });
}
