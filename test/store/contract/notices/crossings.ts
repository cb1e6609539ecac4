import { describe, expect, test } from 'vitest';
import { change, classInStore } from '../class-in-store.ts';
import type { TestEngine } from '../engine.ts';
import { allNotices, findNotices, said } from './said.ts';

const DAY_MS = 86_400_000;
const GATHER_MS = 600_000;
const A_DAY = { period: 'day', limit: 1000 } as const;

export function testCrossings(engine: TestEngine): void {
  describe('notices of budgets', () => {
    const openClass = classInStore(engine);

    const openStudent = async () => {
      const school = await openClass({ ownLimits: [A_DAY] });
      const look = () => findNotices(school.store, school.clock.now());
      const wait = (ms = GATHER_MS) => school.clock.advance(ms);
      return { school, look, wait };
    };

    test('say each threshold once a window, and again in the next window', async () => {
      const { school, look, wait } = await openStudent();
      await school.spend(499);
      await look();
      expect(await said(school.store)).toEqual([]);
      for (const cost of [1, 299, 1, 199, 0]) {
        await school.spend(cost);
        await look();
        await look();
        wait();
        await school.restart();
        await look();
      }
      expect(await said(school.store)).toEqual(['student_budget 50 (1)', 'student_budget 80 (1)']);
      await school.spend(1);
      await school.refusal({ cap: 1 });
      await look();
      expect(await said(school.store)).toHaveLength(3);
      wait(DAY_MS);
      await school.spend(500);
      await look();
      expect((await said(school.store)).slice(2)).toEqual(['student_budget 100 (1)', 'student_budget 50 (1)']);
    });

    test('say what was spent and the limit, and no name', async () => {
      const { school, look } = await openStudent();
      await school.spend(512);
      await look();
      const { window } = await school.balance('student', 'day');
      expect(await allNotices(school.store)).toEqual([
        {
          id: 1,
          facts: {
            kind: 'student_budget',
            classId: school.classId,
            students: [{ id: school.studentId, spent: 512, limit: 1000 }],
            ...{ period: 'day', threshold: 50, windowStart: window.start, windowEnd: window.end },
          },
          classId: school.classId,
          isQuiet: false,
          createdAt: school.clock.now(),
          readAt: null,
        },
      ]);
    });

    test('say only the highest of the thresholds that are passed at one go', async () => {
      const { school, look } = await openStudent();
      await school.setBudget('wallet', A_DAY);
      await school.setBudget('class', { period: 'total', limit: 900 });
      await school.spend(850);
      await look();
      expect((await said(school.store)).sort()).toEqual([
        'class_budget 80',
        'student_budget 80 (1)',
        'wallet_budget 80',
      ]);
    });

    test('do not count what is only held', async () => {
      const { school, look } = await openStudent();
      const { id } = await school.hold(900);
      await look();
      expect(await said(school.store)).toEqual([]);
      await school.settle(id, 600);
      await look();
      expect(await said(school.store)).toEqual(['student_budget 50 (1)']);
    });

    test('say that a budget is used up when a call is refused for the rest of it, not when a large call is', async () => {
      const { school, look, wait } = await openStudent();
      await school.spend(300);
      await school.refusal({ cap: 900 });
      await school.spend(550);
      await look();
      expect(await said(school.store)).toEqual(['student_budget 80 (1)']);
      await school.hold(100);
      expect(await school.refusal({ cap: 60 })).toMatchObject({ why: 'held' });
      wait();
      await look();
      expect(await said(school.store)).toHaveLength(1);
      expect(await school.refusal({ cap: 160 })).toMatchObject({ why: 'spent' });
      await school.refusal({ cap: 160 });
      await look();
      expect((await said(school.store)).slice(1)).toEqual(['student_budget 100 (1)']);
    });

    test('say nothing of a budget of 0', async () => {
      const { school, look } = await openStudent();
      await school.setBudget('student', { period: 'day', limit: 0 });
      await school.refusal({ cap: 1 });
      await look();
      expect(await said(school.store)).toEqual([]);
    });

    test('say a threshold again only when a higher limit took it back', async () => {
      const { school, look, wait } = await openStudent();
      const raise = (limit: number) => school.setBudget('student', { period: 'day', limit });
      await school.spend(1000);
      await look();
      await raise(1100);
      await school.spend(50);
      wait();
      await look();
      expect(await said(school.store)).toEqual(['student_budget 100 (1)']);
      await raise(4000);
      await look();
      wait();
      await school.spend(1000);
      await look();
      expect((await said(school.store)).slice(1)).toEqual(['student_budget 50 (1)']);
      await raise(2000);
      wait();
      await look();
      expect((await said(school.store)).slice(2)).toEqual(['student_budget 100 (1)']);
    });

    test('say a threshold that a lower limit passes', async () => {
      const { school, look } = await openStudent();
      await school.spend(400);
      await look();
      await school.setBudget('student', { period: 'day', limit: 500 });
      await look();
      expect(await said(school.store)).toEqual(['student_budget 80 (1)']);
    });

    test('say nothing twice after a refund', async () => {
      const { school, look, wait } = await openStudent();
      const { id } = await school.hold(600);
      await school.settle(id, 600, 'uncertain');
      await look();
      const [incident] = (await school.store.journal.listIncidents({ after: null, limit: 1 })).rows;
      await school.store.journal.refund(incident?.id ?? 0, null, change(school.clock.now()));
      wait();
      await look();
      await school.spend(700);
      await look();
      expect((await said(school.store)).filter((each) => each.startsWith('student'))).toEqual([
        'student_budget 50 (1)',
      ]);
    });

    test('lose no crossing to a change of rules that drops the balance before anybody looked', async () => {
      const { school, look } = await openStudent();
      await school.spend(900);
      await school.setBudget('student', { period: 'week', limit: 1_000_000 });
      await look();
      expect(await said(school.store)).toEqual(['student_budget 80 (1)']);
      await school.spend(1);
      await look();
      expect(await said(school.store)).toHaveLength(1);
    });

    test('lose no crossing to a window that ended, or a restart, before anybody looked', async () => {
      const { school, look } = await openStudent();
      await school.spend(900);
      school.clock.advance(3 * DAY_MS);
      await school.restart();
      await look();
      expect(await said(school.store)).toEqual(['student_budget 80 (1)']);
    });

    test('say nothing twice when the clock is set back', async () => {
      const { school, look, wait } = await openStudent();
      const start = school.clock.now();
      await school.spend(500);
      await look();
      wait(DAY_MS);
      await school.spend(900);
      await look();
      school.clock.set(start);
      await school.spend(10);
      await look();
      await school.restart();
      await look();
      expect(await said(school.store)).toEqual(['student_budget 50 (1)', 'student_budget 80 (1)']);
    });

    test('of classmates are one notice, and what comes soon after waits for the next', async () => {
      const { school, look, wait } = await openStudent();
      const { store, clock, classId } = school;
      const add = async (name: string) => {
        const fields = { name, classId, email: null, suspended: false };
        return (await store.access.createStudent(fields, { budgets: [A_DAY] }, change(clock.now()))).id;
      };
      const spend = async (studentId: number, cost: number) => {
        const placement = await school.place({ studentId, cap: cost });
        if ('refused' in placement) throw new Error('refused');
        await school.settle(placement.hold.id, cost);
      };
      const others = [await add('b'), await add('c'), await add('d'), await add('e')] as const;
      for (const id of [school.studentId, others[0], others[1]]) await spend(id, 500);
      await look();
      expect(await said(store)).toEqual(['student_budget 50 (3)']);
      await spend(others[2], 500);
      await look();
      await spend(others[3], 800);
      await spend(others[2], 300);
      await look();
      await school.restart();
      expect(await said(school.store)).toHaveLength(1);
      wait();
      await look();
      expect(await said(school.store)).toEqual(['student_budget 50 (3)', 'student_budget 80 (2)']);
      // Each student's own are there at once, and nobody else's.
      const own = await school.store.notices.crossingsOf(others[2], clock.now());
      expect(own.map(({ scopeId, threshold }) => [scopeId, threshold])).toEqual([
        [others[2], 50],
        [others[2], 80],
      ]);
    });

    test('are those that the owner wants, while students see all of theirs', async () => {
      const { school, look } = await openStudent();
      const choose = (choice: { muted: ['wallet_budget'] | []; studentThresholds: number[] }) =>
        school.store.notices.changeNoticeChoice(() => choice, change(school.clock.now()));
      await choose({ muted: ['wallet_budget'], studentThresholds: [80] });
      await school.setBudget('wallet', A_DAY);
      await school.spend(600);
      await look();
      expect(await said(school.store)).toEqual([]);
      await school.spend(400);
      await look();
      expect(await said(school.store)).toEqual(['student_budget 80 (1)']);
      const own = await school.store.notices.crossingsOf(school.studentId, school.clock.now());
      expect(own.map(({ threshold }) => threshold)).toEqual([50, 80, 100]);
      await choose({ muted: [], studentThresholds: [50, 80, 100] });
      await look();
      expect(await said(school.store)).toHaveLength(1);
      const { rows } = await school.store.journal.listAudit({ after: null, limit: 1 });
      expect(rows).toMatchObject([{ actor: 'owner', action: 'notices.update', before: { studentThresholds: [80] } }]);
    });

    test('count what was carried into the window', async () => {
      const { school, look } = await openStudent();
      const { store, studentId, clock } = school;
      const carrying = { scope: 'student', scopeId: studentId, ...A_DAY, carryOver: true } as const;
      await store.ledger.setBudget(carrying, change(clock.now()));
      clock.advance(2 * DAY_MS);
      await school.spend(999);
      await look();
      expect(await said(store)).toEqual([]);
      await school.spend(1);
      await look();
      expect(await said(store)).toEqual(['student_budget 50 (1)']);
      expect((await allNotices(store))[0]?.facts).toMatchObject({ students: [{ spent: 1000, limit: 2000 }] });
    });

    test('say that money is used up again after a top-up is used up, too, and nothing while it pays', async () => {
      const { school, look, wait } = await openStudent();
      const { store, studentId, clock } = school;
      await school.spend(950);
      await school.refusal({ cap: 100 });
      await look();
      expect(await said(store)).toEqual(['student_budget 100 (1)']);
      const topUp = {
        scope: 'student',
        scopeId: studentId,
        amount: 200,
        endsAt: clock.now() + DAY_MS,
        reason: null,
      } as const;
      await store.ledger.createTopUp(topUp, change(clock.now()));
      wait();
      await look();
      await school.spend(150);
      await look();
      expect(await said(store)).toHaveLength(1);
      await school.refusal({ cap: 100 });
      await look();
      expect((await said(store)).slice(1)).toEqual(['student_budget 100 (1)']);
      await school.refusal({ cap: 100 });
      wait();
      await look();
      expect(await said(store)).toHaveLength(2);
    });

    test('stop with the student', async () => {
      const { school, look } = await openStudent();
      await school.spend(900);
      await school.store.access.deleteStudent(school.studentId, change(school.clock.now()));
      await look();
      expect(await said(school.store)).toEqual([]);
    });
  });
}
