import { describe, expect, test } from 'vitest';
import type { BudgetLimit } from '../../../src/ledger/budgets.ts';
import { MAX_NANO_USD } from '../../../src/ledger/money.ts';
import { change, classInStore } from './class-in-store.ts';
import type { TestEngine } from './engine.ts';

export function testBudgets(engine: TestEngine): void {
  describe('budgets', () => {
    const openClass = classInStore(engine);

    const DAY_MS = 86_400_000;
    const A_DAY = { period: 'day', limit: 1000 } as const;

    describe('a limit', () => {
      test('can be used to the last nano-dollar, and no further', async () => {
        const school = await openClass({ ownLimits: [A_DAY] });
        await school.spend(400);
        await school.hold(599);
        expect(await school.refusal({ cap: 2 })).toMatchObject({ why: 'held', affordableCap: 1, needed: 2 });
        expect((await school.hold(1)).ownBudget).toMatchObject({ scope: 'student', spent: 400, held: 600 });
        expect(await school.refusal({ cap: 1 })).toMatchObject({ why: 'held', affordableCap: 0 });
      });

      test('admits exactly what fits of a burst in one turn', async () => {
        const school = await openClass({ ownLimits: [A_DAY] });
        const placements = await Promise.all(Array.from({ length: 50 }, () => school.place({ cap: 130 })));
        expect(placements.filter((placement) => 'hold' in placement)).toHaveLength(7);
        expect(await school.money('student', 'day')).toEqual({ spent: 0, held: 910 });
      });

      test('leaves nothing held in other scopes when one scope refuses', async () => {
        const school = await openClass({ ownLimits: [A_DAY], limits: { budgets: [A_DAY] } });
        await school.setBudget('wallet', { period: 'day', limit: 100 });
        expect((await school.refusal({ cap: 101 })).budget.scope).toBe('wallet');
        for (const scope of ['student', 'class', 'wallet'] as const) {
          expect(await school.money(scope, 'day'), scope).toEqual({ spent: 0, held: 0 });
        }
      });

      test('of zero refuses every call that costs anything', async () => {
        const school = await openClass({ ownLimits: [{ period: 'day', limit: 0 }] });
        expect(await school.refusal({ cap: 1, picoPerCapToken: 1 })).toMatchObject({ why: 'spent', affordableCap: 0 });
        expect(await school.refusal({ cap: 0, inputPico: 1 })).toMatchObject({
          why: 'spent',
          affordableCap: 0,
          needed: 1,
        });
      });

      test('that is used up still admits a call that costs nothing', async () => {
        const school = await openClass({ ownLimits: [A_DAY] });
        await school.spend(1000);
        expect(await school.place({ cap: 100, picoPerCapToken: 0 })).toMatchObject({ hold: { amount: 0, cap: 100 } });
        expect(await school.money('student', 'day')).toEqual({ spent: 1000, held: 0 });
      });

      test('lowers a cap that the student did not name to the largest that fits, but not below the lowest cap', async () => {
        const school = await openClass({ ownLimits: [A_DAY] });
        const call = { inputPico: 100_001, picoPerCapToken: 7001, cap: 4096, lowestCap: 16 };
        const placement = await school.place(call);
        // 100.001 + 128 * 7.001 = 996.129; one token more would be 1003.13.
        expect(placement).toMatchObject({ hold: { cap: 128, amount: 997 } });
        expect(await school.refusal(call)).toMatchObject({ why: 'held', affordableCap: 0, needed: 213 });
      });

      test('of a million dollars is counted to the nano-dollar', async () => {
        const school = await openClass({ ownLimits: [{ period: 'day', limit: MAX_NANO_USD }] });
        const { id } = await school.hold(1);
        await school.settle(id, MAX_NANO_USD - 1, 'overrun');
        expect(await school.refusal({ cap: 2 })).toMatchObject({ why: 'spent', affordableCap: 1 });
        expect((await school.hold(1)).amount).toBe(1);
        expect(await school.money('student', 'day')).toEqual({ spent: MAX_NANO_USD - 1, held: 1 });
      });

      test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300])(
        'of %d is refused, and the one before stands',
        async (limit) => {
          const school = await openClass({ ownLimits: [A_DAY] });
          await school.spend(900);
          await expect(school.setBudget('student', { period: 'day', limit })).rejects.toThrow();
          expect(await school.balance('student', 'day')).toMatchObject({ limit: 1000, spent: 900, held: 0 });
          expect(await school.refusal({ cap: 101 })).toMatchObject({ why: 'spent' });
        },
      );
    });

    describe('a budget that is edited while calls are in flight', () => {
      test('refuses after it is lowered below what is spent, and gives the difference after it is raised', async () => {
        const school = await openClass({ ownLimits: [A_DAY] });
        const { id } = await school.hold(700);
        await school.setBudget('student', { period: 'day', limit: 500 });
        expect(await school.balance('student', 'day')).toMatchObject({ limit: 500, spent: 0, held: 700 });
        expect((await school.refusal({ cap: 1 })).why).toBe('held');
        await school.settle(id, 700);
        expect((await school.refusal({ cap: 1 })).why).toBe('spent');
        await school.setBudget('student', { period: 'day', limit: 710 });
        expect(await school.refusal({ cap: 11 })).toMatchObject({ affordableCap: 10 });
        expect((await school.hold(10)).amount).toBe(10);
      });

      test('still counts what was spent after it is deleted and set again', async () => {
        const school = await openClass();
        const { id } = await school.setBudget('student', A_DAY);
        await school.spend(600);
        await school.store.ledger.deleteBudget(id, change(school.clock.now()));
        await school.setBudget('student', A_DAY);
        expect(await school.money('student', 'day')).toEqual({ spent: 600, held: 0 });
        expect(await school.refusal({ cap: 401 })).toMatchObject({ why: 'spent', affordableCap: 400 });
      });

      test('still carries and settles the calls in flight after it is deleted and set again', async () => {
        const school = await openClass();
        const { id } = await school.setBudget('student', A_DAY);
        const hold = await school.hold(600);
        await school.store.ledger.deleteBudget(id, change(school.clock.now()));
        await school.setBudget('student', A_DAY);
        expect(await school.money('student', 'day')).toEqual({ spent: 0, held: 600 });
        expect(await school.refusal({ cap: 401 })).toMatchObject({ why: 'held', affordableCap: 400 });
        await school.settle(hold.id, 250);
        expect(await school.money('student', 'day')).toEqual({ spent: 250, held: 0 });
      });

      test('counts what was spent while the class had no default budget', async () => {
        const school = await openClass({ limits: { studentBudgets: [A_DAY] } });
        const edit = (studentBudgets: BudgetLimit[]) =>
          school.store.access.updateClass(school.classId, {}, { studentBudgets }, change(school.clock.now()));
        await school.spend(100);
        await edit([]);
        await school.spend(500);
        await edit([A_DAY]);
        expect(await school.money('student', 'day')).toEqual({ spent: 600, held: 0 });
      });

      test('follows a student into another class with what is spent and held', async () => {
        const school = await openClass();
        school.clock.advance(3 * DAY_MS);
        await school.spend(600);
        const { id: holdId } = await school.hold(300);
        const { now } = school.clock;
        const fields = { name: 'another', timeZone: 'America/New_York', language: 'en', allowedModels: null } as const;
        const noDates = { startsOn: null, endsOn: null };
        const limits = { studentBudgets: [A_DAY], budgets: [A_DAY] };
        const { id: classId } = await school.store.access.createClass({ ...fields, ...noDates }, limits, change(now()));
        await school.store.access.updateStudent(school.studentId, { classId }, {}, change(now()));
        expect(await school.money('student', 'day')).toEqual({ spent: 600, held: 300 });
        expect(await school.refusal({ cap: 101 })).toMatchObject({ why: 'held', affordableCap: 100 });
        await school.settle(holdId, 300);
        expect(await school.money('student', 'day')).toEqual({ spent: 900, held: 0 });
        // What the old class paid stays with the old class.
        expect(await school.store.ledger.balancesOf('class', classId, now())).toMatchObject([{ spent: 0, held: 0 }]);
      });

      test('counts its whole period when it is set for the first time', async () => {
        const school = await openClass();
        await school.spend(600);
        for (const scope of ['student', 'class', 'wallet'] as const) {
          await school.setBudget(scope, A_DAY);
          expect(await school.money(scope, 'day'), scope).toEqual({ spent: 600, held: 0 });
        }
      });
    });

    describe('a settlement', () => {
      test('happens once: a second one is rejected and counts nothing', async () => {
        const school = await openClass({ ownLimits: [A_DAY] });
        const { id } = await school.hold(600);
        await school.settle(id, 400);
        await expect(school.settle(id, 400)).rejects.toMatchObject({ name: 'NotFoundError' });
        expect(await school.money('student', 'day')).toEqual({ spent: 400, held: 0 });
        const { rows } = await school.store.records.listRecords({ after: null, limit: 10 });
        expect(rows.map((record) => record.cost)).toEqual([400]);
      });

      test('happens once also within one turn, and fails no other job', async () => {
        const school = await openClass({ ownLimits: [A_DAY] });
        const { id } = await school.hold(600);
        const [first, second, neighbour] = await Promise.allSettled([
          school.settle(id, 400),
          school.settle(id, 500),
          school.hold(300),
        ]);
        expect(first.status).toBe('fulfilled');
        expect(second).toMatchObject({ status: 'rejected', reason: { name: 'NotFoundError' } });
        expect(neighbour.status).toBe('fulfilled');
        expect(await school.money('student', 'day')).toEqual({ spent: 400, held: 300 });
      });

      test('above its hold is recorded in full, and the budget is overdrawn by it', async () => {
        const school = await openClass({ ownLimits: [A_DAY] });
        await school.settle((await school.hold(600)).id, 1400, 'overrun');
        expect(await school.money('student', 'day')).toEqual({ spent: 1400, held: 0 });
        expect(await school.refusal({ cap: 0, inputPico: 1 })).toMatchObject({ why: 'spent', affordableCap: 0 });
        const { rows } = await school.store.journal.listIncidents({ after: null, limit: 10 });
        expect(rows).toMatchObject([{ kind: 'overrun', charged: 1400 }]);
      });
    });

    test('rejects a scope or a period that does not exist, and sets no budget', async () => {
      const school = await openClass();
      const { access, ledger } = school.store;
      const by = change(school.clock.now());
      const year = { period: 'year', limit: 1 } as unknown as BudgetLimit;
      const update = access.updateClass(school.classId, {}, { budgets: [year] }, by);
      await expect(update).rejects.toThrow('"year" is not a period of budgets');
      const scope = 'galaxy' as 'class';
      const set = ledger.setBudget({ scope, scopeId: school.classId, period: 'day', limit: 1 }, by);
      await expect(set).rejects.toThrow('"galaxy" is not a scope of budgets');
      expect(await ledger.listBudgets({})).toEqual([]);
    });
  });
}
