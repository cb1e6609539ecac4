import { describe, expect, test } from 'vitest';
import { limitOf } from '../../../src/ledger/budgets.ts';
import type { Store } from '../../../src/store/store.ts';
import { type ClassInStore, change, classInStore } from './class-in-store.ts';
import type { TestEngine } from './engine.ts';

const TOKEN = { prefix: 'jgp_abcde', label: 'laptop', expiresAt: null };
const ALL = { after: null, limit: 100 };

/** The end of a class, its reopening and its copy. */
export function testArchive(engine: TestEngine): void {
  describe('an archived class', () => {
    const open = classInStore(engine);

    async function openWithToken() {
      const each = await open({ limits: { budgets: [{ period: 'week', limit: 1000 }] } });
      await issue(each, each.studentId, 'hash');
      return each;
    }
    const issue = ({ store, clock }: ClassInStore, studentId: number, hash: string) =>
      store.access.createToken({ ...TOKEN, studentId, hash }, change(clock.now()));
    const archive = ({ store, classId, clock }: ClassInStore) => store.archive.archive(classId, change(clock.now()));

    test('revokes the API tokens, claim links, join requests and sessions of its students, in one entry of the audit', async () => {
      const each = await openWithToken();
      const { store, classId, studentId, clock } = each;
      const by = change(clock.now());
      const expiresAt = clock.now() + 1000;
      await store.claimLinks.create({ selection: { studentId }, newLink: () => ({ hash: 'link', expiresAt }) }, by);
      await store.sessions.begin('session', { kind: 'student', tokenHash: 'hash', createdAt: clock.now(), expiresAt });
      const others = await store.access.createStudent(
        { name: 'elsewhere', classId: null, email: null, suspended: false },
        {},
        by,
      );
      await issue(each, others.id, 'other');
      await askToJoin(store, (await store.access.getClass(classId))?.joinCode ?? '', clock.now());
      const stopped = { students: 1, tokens: 1, claimLinks: 1, joinRequests: 1 };
      expect(await store.archive.countRunning(classId, clock.now())).toEqual({ ...stopped, callsInFlight: 0 });
      await store.moneyRequests.ask(studentId, { amount: 100, reason: 'for the project' }, change(clock.now()));
      clock.advance(10);

      expect(await archive(each)).toMatchObject({ ...stopped, moneyRequests: 1 });
      expect(await store.moneyRequests.countOpen(clock.now())).toBe(0);

      expect((await store.access.listTokens(studentId, ALL)).rows[0]?.revokedAt).toBe(clock.now());
      expect((await store.access.listTokens(others.id, ALL)).rows[0]?.revokedAt).toBeNull();
      expect(await store.claimLinks.find('link')).toMatchObject({ link: { revokedAt: clock.now() } });
      expect((await store.joining.listRequests({ ...ALL, now: clock.now() })).rows).toEqual([]);
      expect(await store.sessions.find('session', clock.now())).toBeNull();
      expect((await store.journal.listAudit({ after: null, limit: 1 })).rows).toMatchObject([
        { action: 'class.archive', subject: `class ${classId}`, after: { archivedAt: clock.now(), ...stopped } },
      ]);
      expect(await store.archive.countRunning(classId, clock.now())).toEqual({
        ...{ students: 1, tokens: 0, claimLinks: 0, joinRequests: 0, callsInFlight: 0 },
      });
    });

    test('also stops a token whose grace still runs, and leaves the instant of an earlier revocation', async () => {
      const each = await openWithToken();
      const { store, studentId, clock } = each;
      const { id } = await issue(each, studentId, 'second');
      const start = clock.now();
      await store.access.revokeToken(1, change(start));
      await store.access.rotateToken(id, { ...TOKEN, hash: 'third' }, start + 60_000, change(start));
      clock.advance(1000);
      await archive(each);
      const { rows } = await store.access.listTokens(studentId, ALL);
      expect(rows.map(({ revokedAt }) => revokedAt)).toEqual([start, start + 1000, start + 1000]);
    });

    test('is known to its callers from the next call on', async () => {
      const each = await openWithToken();
      expect((await each.store.access.findCaller('hash'))?.schoolClass?.archivedAt).toBeNull();
      await archive(each);
      const caller = await each.store.access.findCaller('hash');
      expect(caller?.schoolClass?.archivedAt).toBe(each.clock.now());
      expect(caller?.token.revokedAt).toBe(each.clock.now());
    });

    test('is in no list but the one of archived classes, and neither are its students', async () => {
      const each = await openWithToken();
      const { store, classId, studentId, clock } = each;
      await archive(each);
      const now = clock.now();
      const days = { from: '2026-01-01', to: '2027-01-01' };
      const place = { offset: 0, limit: 10, now };
      expect((await store.access.listClasses(ALL)).rows).toEqual([]);
      expect((await store.access.listStudents(ALL)).rows).toEqual([]);
      expect((await store.records.classOverview({ sort: 'name', ...place })).total).toBe(0);
      expect((await store.records.studentOverview({ sort: 'name', ...days, ...place })).total).toBe(0);

      expect((await store.access.listClasses({ ...ALL, state: 'archived' })).rows).toMatchObject([{ id: classId }]);
      expect((await store.access.listClasses({ ...ALL, state: 'all' })).rows).toMatchObject([{ id: classId }]);
      expect((await store.records.classOverview({ sort: 'name', archived: true, ...place })).rows).toMatchObject([
        { schoolClass: { id: classId }, students: 1 },
      ]);
      expect((await store.access.listStudents({ ...ALL, classId })).rows).toMatchObject([{ id: studentId }]);
      expect((await store.records.studentOverview({ sort: 'name', classId, ...days, ...place })).total).toBe(1);
      expect(await store.access.everyStudent()).toEqual([
        { id: studentId, name: 'a student', removed: false, archived: true },
      ]);
    });

    test('refuses changes, students who come, API tokens and claim links', async () => {
      const each = await openWithToken();
      const { store, classId, studentId, clock } = each;
      const by = change(clock.now());
      const other = await store.access.createStudent(
        { name: 'b', classId: null, email: null, suspended: false },
        {},
        by,
      );
      await archive(each);
      const newLink = () => ({ hash: 'link', expiresAt: clock.now() + 1000 });
      const student = { name: 'c', classId, email: null, suspended: false };
      const refused = [
        store.archive.archive(classId, by),
        store.access.updateClass(classId, { name: 'renamed' }, {}, by),
        store.access.renewJoinCode(classId, by),
        store.access.createStudent(student, {}, by),
        store.access.updateStudent(other.id, { classId }, {}, by),
        store.access.editStudentsOf(classId, () => ({ decided: null, added: [student], changed: [] }), by),
        store.access.createToken({ ...TOKEN, studentId, hash: 'second' }, by),
        store.access.createFirstToken({ ...TOKEN, studentId, hash: 'third' }, by),
        store.claimLinks.create({ selection: { classId, students: 'all' }, newLink }, by),
        store.claimLinks.create({ selection: { studentId }, newLink }, by),
      ];
      for (const each of refused) {
        await expect(each).rejects.toMatchObject({ problem: { code: 'class_archived', id: classId } });
      }
      const { rows } = await store.access.listTokens(studentId, ALL);
      await expect(
        store.access.rotateToken(rows[0]?.id ?? 0, { ...TOKEN, hash: 'fourth' }, 0, by),
      ).rejects.toMatchObject({ problem: { code: 'token_replaced' } });
    });

    test('lets its students be changed, moved out and removed', async () => {
      const each = await openWithToken();
      const { store, studentId, clock } = each;
      await archive(each);
      const by = change(clock.now());
      expect(await store.access.updateStudent(studentId, { note: 'n' }, {}, by)).toMatchObject({ note: 'n' });
      expect(await store.access.updateStudent(studentId, { classId: null }, {}, by)).toMatchObject({ classId: null });
      await store.access.deleteStudent(studentId, by);
    });

    test('keeps its money: a call in flight settles, and the books balance', async () => {
      const each = await openWithToken();
      const hold = await each.hold(400);
      expect((await each.store.archive.countRunning(each.classId, each.clock.now())).callsInFlight).toBe(1);
      await archive(each);
      await each.settle(hold.id, 300);
      expect(await each.money('class', 'week')).toEqual({ spent: 300, held: 0 });
      expect(await each.store.ledger.check('full', each.clock.now())).toMatchObject({ problems: [] });
      await each.restart();
      expect(await each.money('class', 'week')).toEqual({ spent: 300, held: 0 });
    });

    test('is back in the lists when it is reopened, with another join code and without its tokens', async () => {
      const each = await openWithToken();
      const { store, classId, studentId, clock } = each;
      const before = await store.access.getClass(classId);
      const by = change(clock.now());
      await expect(store.archive.reopen(classId, by)).rejects.toMatchObject({
        problem: { code: 'class_not_archived' },
      });
      await archive(each);
      const reopened = await store.archive.reopen(classId, by);
      expect(reopened).toEqual({ ...before, joinCode: expect.not.stringMatching(before?.joinCode ?? '') });
      expect(await store.access.findClassByJoinCode(before?.joinCode ?? '')).toBeNull();
      expect((await store.access.listClasses(ALL)).rows).toEqual([reopened]);
      expect((await store.access.listStudents(ALL)).rows).toMatchObject([{ id: studentId }]);
      expect((await store.access.findCaller('hash'))?.token.revokedAt).not.toBeNull();
      await issue(each, studentId, 'new');
    });

    test('does not exist where there is none', async () => {
      const { store, clock } = await open();
      const by = change(clock.now());
      const missing = { problem: { code: 'class_not_found', id: 9 } };
      const copy = { name: 'n', startsOn: null, endsOn: null };
      await expect(store.archive.countRunning(9, clock.now())).rejects.toMatchObject(missing);
      await expect(store.archive.archive(9, by)).rejects.toMatchObject(missing);
      await expect(store.archive.reopen(9, by)).rejects.toMatchObject(missing);
      await expect(store.archive.copy(9, copy, by)).rejects.toMatchObject(missing);
    });

    test('is archived once when two ask at the same moment', async () => {
      const each = await openWithToken();
      const results = await Promise.allSettled([archive(each), archive(each)]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    test('is copied with its settings and budgets, and without its students, dates and name', async () => {
      const each = await open({
        fields: {
          ...{ name: 'spring', language: 'ko', ownerTitle: '교수님', startsOn: '2026-03-02', endsOn: '2026-12-20' },
          ...{ allowedModels: ['gpt-4o-mini'], rules: 'be kind', joinPlaces: 7, joinMode: 'approve' },
          ...{ instructions: 'Answer in one sentence.', requestsPerMinute: 30, studentCallsInFlight: 2 },
          ...{ fallsBack: true, sharesAnswers: true, usesFlex: true },
        },
        limits: {
          budgets: [{ period: 'term', limit: 5000 }],
          studentBudgets: [{ period: 'week', limit: 100, carryOver: true }],
        },
      });
      const { store, classId, clock } = each;
      await each.spend(10);
      await archive(each);
      const by = change(clock.now());
      const dates = { startsOn: '2027-03-02', endsOn: '2027-06-20' };
      const copy = await store.archive.copy(classId, { name: 'autumn', ...dates }, by);
      const source = await store.access.getClass(classId);
      expect(copy).toEqual({
        ...source,
        ...{ id: classId + 1, name: 'autumn', ...dates, joinPlaces: 0, archivedAt: null, createdAt: clock.now() },
        joinCode: expect.not.stringMatching(source?.joinCode ?? ''),
      });
      expect((await store.access.listStudents({ ...ALL, classId: copy.id })).rows).toEqual([]);
      expect((await store.ledger.listBudgets({ scope: 'class', scopeId: copy.id })).map(limitOf)).toEqual([
        { period: 'term', limit: 5000 },
      ]);
      expect((await store.ledger.listBudgets({ scope: 'class-student', scopeId: copy.id })).map(limitOf)).toEqual([
        { period: 'week', limit: 100, carryOver: true },
      ]);
      const balances = await store.ledger.balancesOf('class', copy.id, Date.parse('2027-04-01'));
      expect(balances).toMatchObject([{ spent: 0, held: 0, limit: 5000 }]);
      await expect(
        store.archive.copy(classId, { name: 'winter', startsOn: null, endsOn: null }, by),
      ).rejects.toMatchObject({ problem: { code: 'term_without_end' }, path: ['endsOn'] });
      await expect(store.archive.copy(classId, { name: 'SPRING', ...dates }, by)).rejects.toMatchObject({
        problem: { code: 'class_name_taken' },
      });
    });
  });
}

async function askToJoin(store: Store, code: string, now: number): Promise<void> {
  const [schoolClass] = (await store.access.listClasses(ALL)).rows;
  await store.access.updateClass(schoolClass?.id ?? 0, { joinMode: 'approve', joinPlaces: 3 }, {}, change(now));
  await store.joining.join(
    {
      ...{ code, name: 'newcomer', identity: null, mayClaim: () => true },
      browser: { secretHash: 'browser', knownHash: null, addressKey: 'address' },
      token: { ...TOKEN, hash: 'joined' },
    },
    { actor: 'join code', now },
  );
}
