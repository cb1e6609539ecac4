import { beforeEach, describe, expect, test } from 'vitest';
import type { SchoolClass } from '../../../src/access/classes.ts';
import type { MoneyAsk } from '../../../src/access/money-requests.ts';
import type { Student } from '../../../src/access/students.ts';
import type { ClassFields } from '../../../src/store/access-fields.ts';
import type { MoneyGrant } from '../../../src/store/money-request-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { emptyStore, NOW, OWNER } from './empty-store.ts';
import type { TestEngine } from './engine.ts';

const DAY_MS = 86_400_000;
const HALF = 500_000_000;
const FIELDS: ClassFields = {
  ...{ name: 'AI 1', timeZone: 'Asia/Seoul', language: 'ko', startsOn: null, endsOn: null, allowedModels: null },
};
/** Monday 30 November at 00:00 in Seoul. */
const END_OF_WEEK = Date.parse('2026-11-29T15:00:00Z');
const AS_ASKED: MoneyGrant = { amount: null, end: null, word: null };

/** Students who ask for more money, and what the owner answers. */
export function testMoneyRequests(engine: TestEngine): void {
  describe('money requests', () => {
    let store: Store;
    const { restart } = emptyStore(engine, (opened) => {
      store = opened;
    });
    let schoolClass: SchoolClass;
    let minji: Student;
    beforeEach(async () => {
      schoolClass = await store.access.createClass(FIELDS, {}, OWNER);
      minji = await addStudent('김민지');
    });

    const addStudent = (name: string) =>
      store.access.createStudent({ name, classId: schoolClass.id, email: null, suspended: false }, {}, OWNER);
    const byMinji = (now = NOW) => ({ actor: `student ${minji.id}`, now });
    const ask = (asked: Partial<MoneyAsk> = {}, now = NOW) =>
      store.moneyRequests.ask(minji.id, { amount: HALF, reason: '발표 준비', ...asked }, byMinji(now));
    const open = async (now = NOW, classId?: number) =>
      (await store.moneyRequests.listOpen({ after: null, limit: 100, now, ...(classId ? { classId } : {}) })).rows;
    const grant = (id: number, given: Partial<MoneyGrant> = {}, now = NOW) =>
      store.moneyRequests.grant(id, { ...AS_ASKED, ...given }, { ...OWNER, now });
    const topUps = async () => (await store.ledger.listTopUps({ after: null, limit: 100 })).rows;
    const audit = async (limit: number) => (await store.journal.listAudit({ after: null, limit })).rows;
    const refused = (promise: Promise<unknown>, code: string, more: object = {}) =>
      expect(promise).rejects.toMatchObject({ problem: { code, ...more } });

    test('wait for the owner, after a restart too, until they lapse', async () => {
      const request = await ask();
      const expiresAt = NOW + 14 * DAY_MS;
      expect(request).toEqual({
        ...{ id: 1, studentId: minji.id, amount: HALF, reason: '발표 준비', state: 'open' },
        ...{ createdAt: NOW, expiresAt, answer: null },
      });
      await restart();
      expect([await open(), await store.moneyRequests.countOpen(NOW)]).toEqual([[request], 1]);
      expect([await open(NOW, schoolClass.id), await open(NOW, 99)]).toEqual([[request], []]);
      expect(await store.moneyRequests.listOf(minji.id, NOW)).toEqual([request]);
      expect([await open(expiresAt), await store.moneyRequests.countOpen(expiresAt)]).toEqual([[], 0]);
      expect(await store.moneyRequests.listOf(minji.id, expiresAt)).toEqual([]);
      await refused(grant(request.id, {}, expiresAt), 'money_request_not_found', { id: 1 });
    });

    test('are granted with a top-up as asked, until the end of the week, in one change', async () => {
      const { id } = await ask();
      const granted = await grant(id, { word: '잘 쓰렴' });
      expect(granted).toMatchObject({ state: 'granted', expiresAt: NOW + 14 * DAY_MS });
      expect(granted.answer).toEqual({
        ...{ at: NOW, word: '잘 쓰렴' },
        topUp: { id: 1, amount: HALF, endsAt: END_OF_WEEK },
      });
      expect(await topUps()).toMatchObject([
        {
          scope: 'student',
          scopeId: minji.id,
          amount: HALF,
          endsAt: END_OF_WEEK,
          reason: '잘 쓰렴',
          spent: 0,
          held: 0,
        },
      ]);
      expect([await open(), await store.moneyRequests.listOf(minji.id, NOW)]).toEqual([[], [granted]]);
      const entries = await audit(3);
      expect(entries.map(({ actor, action, subject }) => [actor, action, subject])).toEqual([
        ['owner', 'money-request.grant', `student ${minji.id}`],
        ['owner', 'top-up.create', `student ${minji.id}`],
        [`student ${minji.id}`, 'money-request.ask', `student ${minji.id}`],
      ]);
      // The student's words go with the student: the audit, which stays, has none.
      expect(JSON.stringify(entries)).not.toContain('발표');
    });

    test('give money exactly once, however many tabs grant and decline at once', async () => {
      const { id } = await ask();
      const clicks = [grant(id), grant(id), store.moneyRequests.decline(id, null, OWNER), grant(id)];
      const ends = await Promise.allSettled(clicks);
      expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
      expect(ends.slice(1)).toMatchObject(ends.slice(1).map(() => ({ reason: { code: 'money_request_not_found' } })));
      expect(await topUps()).toHaveLength(1);
    });

    test('are granted with another amount and another last day, that day included', async () => {
      const { id } = await ask();
      await grant(id, { amount: 1, end: { day: '2026-12-06' } });
      expect(await topUps()).toMatchObject([{ amount: 1, endsAt: Date.parse('2026-12-06T15:00:00Z') }]);
    });

    test('change nothing when the top-up is refused', async () => {
      const { id } = await ask();
      const before = await audit(100);
      await refused(grant(id, { amount: 0 }), 'top_up_zero');
      await refused(grant(id, { end: { day: '2026-11-22' } }), 'instant_past');
      await refused(grant(id, { end: { day: '2026-02-30' } }), 'day_invalid');
      await refused(grant(id, { end: { instant: NOW + 400 * DAY_MS } }), 'top_up_too_long');
      await store.access.updateClass(schoolClass.id, { endsOn: '2026-11-25' }, {}, OWNER);
      await refused(grant(id, { end: { day: '2026-11-26' } }), 'top_up_after_class', { endsOn: '2026-11-25' });
      expect([await open(), await topUps()]).toMatchObject([[{ id }], []]);
      expect(await audit(100)).toHaveLength(before.length + 1);
      await grant(id);
      expect(await topUps()).toMatchObject([{ endsAt: Date.parse('2026-11-25T15:00:00Z') }]);
    });

    test('end by the zone of the class in which the student is when they are granted', async () => {
      const { id } = await ask();
      const away = await store.access.createClass({ ...FIELDS, name: 'NY', timeZone: 'America/New_York' }, {}, OWNER);
      await store.access.updateStudent(minji.id, { classId: away.id }, {}, OWNER);
      expect([await open(NOW, schoolClass.id), await open(NOW, away.id)]).toMatchObject([[], [{ id }]]);
      await grant(id, { end: { day: '2026-11-29' } });
      expect(await topUps()).toMatchObject([{ endsAt: Date.parse('2026-11-30T05:00:00Z') }]);
    });

    test('can only be declined once the class is over', async () => {
      const { id } = await ask();
      const endsOn = '2026-11-25';
      await store.access.updateClass(schoolClass.id, { endsOn }, {}, OWNER);
      const later = NOW + 3 * DAY_MS;
      await refused(grant(id, {}, later), 'class_over');
      await refused(ask({}, later), 'class_over');
      expect(await store.moneyRequests.decline(id, '수고했어요', { ...OWNER, now: later })).toMatchObject({
        state: 'declined',
        answer: { at: later, word: '수고했어요', topUp: null },
      });
    });

    test('are one at a time, wait a day after a decline, and are three in seven days', async () => {
      await ask();
      await refused(ask(), 'money_request_too_soon', { why: 'open', nextAt: NOW + 14 * DAY_MS });
      await store.moneyRequests.decline(1, null, OWNER);
      const declined = { why: 'declined', nextAt: NOW + DAY_MS };
      await refused(ask(), 'money_request_too_soon', declined);
      await refused(ask({}, NOW + DAY_MS - 1), 'money_request_too_soon', declined);
      for (const day of [1, 2]) {
        const { id } = await ask({}, NOW + day * DAY_MS);
        await grant(id, {}, NOW + day * DAY_MS);
      }
      const weekly = { why: 'weekly', nextAt: NOW + 7 * DAY_MS };
      await refused(ask({}, NOW + 7 * DAY_MS - 1), 'money_request_too_soon', weekly);
      expect(await ask({}, NOW + 7 * DAY_MS)).toMatchObject({ state: 'open' });
    });

    test('of many at once of one student let one in', async () => {
      const ends = await Promise.allSettled(Array.from({ length: 20 }, () => ask()));
      expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await open()).toHaveLength(1);
    });

    test('do not shut a student out for long after a clock that was a year ahead', async () => {
      const { id } = await ask({}, NOW + 365 * DAY_MS);
      await store.moneyRequests.decline(id, null, { ...OWNER, now: NOW + 365 * DAY_MS });
      expect(await ask()).toMatchObject({ state: 'open' });
    });

    test('are refused for suspended students, and where the owner turned them off', async () => {
      await store.access.updateStudent(minji.id, { suspended: true }, {}, OWNER);
      await refused(ask(), 'student_suspended');
      await store.access.updateStudent(minji.id, { suspended: false }, {}, OWNER);
      const off = await store.access.updateClass(schoolClass.id, { takesMoneyRequests: false }, {}, OWNER);
      expect([off.takesMoneyRequests, schoolClass.takesMoneyRequests]).toEqual([false, true]);
      await refused(ask(), 'money_requests_off');
      await store.access.updateStudent(minji.id, { classId: null }, {}, OWNER);
      expect(await ask()).toMatchObject({ state: 'open' });
    });

    test('are bounded by the budgets of the student, and reach one dollar with a budget of nothing', async () => {
      const max = 4_000_000_000;
      await refused(ask({ amount: max + 1 }), 'request_amount_out_of_range', { max });
      await refused(ask({ amount: 0 }), 'request_amount_out_of_range', { max });
      await store.access.updateStudent(minji.id, {}, { budgets: [{ period: 'week', limit: 0 }] }, OWNER);
      const least = 1_000_000_000;
      await refused(ask({ amount: least + 1 }), 'request_amount_out_of_range', { max: least });
      expect(await ask({ amount: least })).toMatchObject({ amount: least });
    });

    test('go with their student, words and all', async () => {
      const { id } = await ask();
      await store.access.deleteStudent(minji.id, OWNER);
      expect([await open(), await store.moneyRequests.listOf(minji.id, NOW)]).toEqual([[], []]);
      await refused(grant(id), 'money_request_not_found');
      await refused(ask(), 'student_not_found');
      expect(await topUps()).toEqual([]);
    });

    test('are listed page by page, the oldest first', async () => {
      const students = [minji, await addStudent('이서연'), await addStudent('박준')];
      for (const { id } of students) {
        await store.moneyRequests.ask(id, { amount: HALF, reason: 'r' }, { actor: `student ${id}`, now: NOW });
      }
      const first = await store.moneyRequests.listOpen({ after: null, limit: 2, now: NOW });
      expect([first.rows.map(({ id }) => id), first.next]).toEqual([[1, 2], 2]);
      const second = await store.moneyRequests.listOpen({ after: 2, limit: 2, now: NOW });
      expect([second.rows.map(({ id }) => id), second.next]).toEqual([[3], null]);
    });
  });
}
