import { describe, expect, test } from 'vitest';
import type { TopUp } from '../../../src/ledger/top-ups.ts';
import { type ClassInStore, change, classInStore } from './class-in-store.ts';
import type { TestEngine } from './engine.ts';

const DAY_MS = 86_400_000;
const A_DAY = { period: 'day', limit: 1000 } as const;

export function testTopUpMoney(engine: TestEngine): void {
  describe('calls that a top-up pays', () => {
    const openClass = classInStore(engine);

    function grant(school: ClassInStore, amount: number, scope: 'student' | 'class' = 'student'): Promise<TopUp> {
      const scopeId = scope === 'student' ? school.studentId : school.classId;
      const endsAt = school.clock.now() + 3 * DAY_MS;
      return school.store.ledger.createTopUp(
        { scope, scopeId, amount, endsAt, reason: null },
        change(school.clock.now()),
      );
    }

    async function moneyOf(school: ClassInStore, id: number): Promise<{ spent: number; held: number }> {
      const { rows } = await school.store.ledger.listTopUps({ after: null, limit: 50 });
      const found = rows.find((row) => row.id === id);
      if (found === undefined) throw new Error(`there is no top-up ${id}`);
      return { spent: found.spent, held: found.held };
    }

    const problems = async (school: ClassInStore) =>
      (await school.store.ledger.check('full', school.clock.now())).problems;

    test('count in it and in the wallet, and in no budget of its scope', async () => {
      const school = await openClass({ ownLimits: [A_DAY], limits: { budgets: [A_DAY] } });
      const { id } = await grant(school, 5000);
      await school.spend(900);
      const hold = await school.hold(95);
      const paid = await school.hold(200).catch((error: Error) => error.message);
      // The class has no top-up, and only five left.
      expect(paid).toContain('"scope":"class"');
      await school.settle(hold.id, 0);
      await school.setBudget('class', { period: 'day', limit: 100_000 });
      const { ownTopUp, id: holdId } = await school.hold(2000);
      expect(ownTopUp).toEqual({ id, left: 3000 });
      expect(await school.money('student', 'day')).toEqual({ spent: 900, held: 0 });
      expect(await school.money('class', 'day')).toEqual({ spent: 900, held: 2000 });
      expect(await moneyOf(school, id)).toEqual({ spent: 0, held: 2000 });
      await school.settle(holdId, 1500);
      expect(await moneyOf(school, id)).toEqual({ spent: 1500, held: 0 });
      expect(await school.money('student', 'day')).toEqual({ spent: 900, held: 0 });
      expect(await problems(school)).toEqual([]);
    });

    test('can use it to the last nano-dollar, and no further', async () => {
      const school = await openClass({ ownLimits: [{ period: 'day', limit: 0 }] });
      const { id } = await grant(school, 500);
      await school.spend(400);
      await school.hold(99);
      expect(await school.refusal({ cap: 2 })).toMatchObject({
        ...{ why: 'held', affordableCap: 1, budget: { scope: 'student', limit: 0, topUps: { left: 1, unspent: 100 } } },
      });
      await school.hold(1);
      expect(await moneyOf(school, id)).toEqual({ spent: 400, held: 100 });
    });

    test('admits exactly what fits of a burst in one turn', async () => {
      const school = await openClass({ ownLimits: [A_DAY] });
      const { id } = await grant(school, 1000);
      const placements = await Promise.all(Array.from({ length: 50 }, () => school.place({ cap: 130 })));
      expect(placements.filter((placement) => 'hold' in placement)).toHaveLength(14);
      expect(await school.money('student', 'day')).toEqual({ spent: 0, held: 910 });
      expect(await moneyOf(school, id)).toEqual({ spent: 0, held: 910 });
    });

    test('get a refund back into it', async () => {
      const school = await openClass({ ownLimits: [{ period: 'day', limit: 0 }] });
      const { id } = await grant(school, 500);
      await school.settle((await school.hold(400)).id, 400, 'uncertain');
      const [incident] = (await school.store.journal.listIncidents({ after: null, limit: 1 })).rows;
      await school.store.journal.refund(incident?.id ?? 0, 150, change(school.clock.now()));
      expect(await moneyOf(school, id)).toEqual({ spent: 250, held: 0 });
      expect(await school.money('student', 'day')).toEqual({ spent: 0, held: 0 });
      await school.hold(250);
      expect(await problems(school)).toEqual([]);
    });

    test('that was withdrawn meanwhile settle in it all the same, and no later call does', async () => {
      const school = await openClass({ ownLimits: [{ period: 'day', limit: 0 }] });
      const { id } = await grant(school, 500);
      const hold = await school.hold(300);
      await school.store.ledger.withdrawTopUp(id, change(school.clock.now()));
      expect(await school.refusal({ cap: 1 })).toMatchObject({ why: 'spent', budget: { topUps: null } });
      await school.settle(hold.id, 200);
      expect(await moneyOf(school, id)).toEqual({ spent: 200, held: 0 });
      expect(await problems(school)).toEqual([]);
    });

    test('are paid until its last millisecond, and from the one that ends first', async () => {
      const school = await openClass({ ownLimits: [{ period: 'day', limit: 0 }] });
      const late = await grant(school, 500);
      const endsAt = school.clock.now() + 1000;
      const fields = { scope: 'student', scopeId: school.studentId, amount: 500, endsAt, reason: null } as const;
      const soon = await school.store.ledger.createTopUp(fields, change(school.clock.now()));
      school.clock.advance(999);
      expect((await school.hold(10)).ownTopUp).toMatchObject({ id: soon.id });
      school.clock.advance(1);
      expect((await school.hold(10)).ownTopUp).toMatchObject({ id: late.id });
    });

    test('stay in it over a restart, changes of rules, a move and a crash', async () => {
      const school = await openClass({ ownLimits: [A_DAY], limits: { budgets: [A_DAY] } });
      const ofStudent = await grant(school, 5000);
      const ofClass = await grant(school, 5000, 'class');
      await school.spend(900);
      await school.spend(1000);
      await school.hold(800);
      await school.restart();
      const now = () => change(school.clock.now());
      await school.store.access.updateClass(school.classId, { timeZone: 'America/New_York' }, {}, now());
      await school.setBudget('student', { period: 'week', limit: 9000 });
      expect(await school.money('student', 'week')).toEqual({ spent: 900, held: 0 });
      await school.store.access.updateStudent(school.studentId, { classId: null }, {}, now());
      expect(await school.store.ledger.expireOpenHolds(school.clock.now())).toBe(1);
      expect(await moneyOf(school, ofStudent.id)).toEqual({ spent: 1800, held: 0 });
      expect(await moneyOf(school, ofClass.id)).toEqual({ spent: 1800, held: 0 });
      expect(await school.money('student', 'day')).toEqual({ spent: 900, held: 0 });
      expect(await school.money('class', 'day')).toEqual({ spent: 900, held: 0 });
      expect(await problems(school)).toEqual([]);
    });

    test('count as every other call in the usage', async () => {
      const school = await openClass({ ownLimits: [A_DAY] });
      await grant(school, 5000);
      await school.spend(900);
      await school.spend(2000);
      const days = { from: '2026-01-01', to: '2027-12-31' };
      expect((await school.store.records.usage({ ...days, groupBy: 'student' })).total).toMatchObject({ cost: 2900 });
    });

    test('are left out of the balances of many students, who are summed from the records', async () => {
      const school = await openClass({ ownLimits: [A_DAY] });
      const { id } = await grant(school, 5000);
      await school.spend(900);
      await school.spend(2000);
      await school.hold(700);
      await school.setBudget('student', { period: 'month', limit: 9000 });
      const many = await school.store.ledger.balancesOfStudents([school.studentId], school.clock.now());
      expect(many.get(school.studentId)).toMatchObject([
        { period: 'day', spent: 900, held: 0, topUps: { left: 2300, unspent: 3000 } },
        { period: 'month', spent: 900, held: 0, topUps: { left: 2300, unspent: 3000 } },
      ]);
      expect(await moneyOf(school, id)).toEqual({ spent: 2000, held: 700 });
    });
  });
}
