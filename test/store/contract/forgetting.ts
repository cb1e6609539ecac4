import { describe, expect, test } from 'vitest';
import { forgottenName } from '../../../src/access/forgotten-names.ts';
import { DAY_MS } from '../../../src/ledger/utc-days.ts';
import { type ClassInStore, change, classInStore } from './class-in-store.ts';
import type { TestEngine } from './engine.ts';

const ALL = { after: null, limit: 100 };
const CANARY = 'Kanarienvogel';

/** What says who a student is, in every place that can have it. */
export async function writeCanary({ store, classId, clock }: ClassInStore): Promise<number> {
  const by = change(clock.now());
  const name = `${CANARY} 1`;
  const fields = { name, classId, email: `${CANARY}@x.example`, studentNumber: `${CANARY}2`, note: `${CANARY} 3` };
  const { id } = await store.access.createStudent({ ...fields, suspended: false }, {}, by);
  await store.access.updateStudent(id, { name: `${CANARY} 4` }, {}, by);
  const token = { hash: `hash ${id}`, prefix: 'jgp_abcde', label: `${CANARY} 5`, expiresAt: null };
  const { id: tokenId } = await store.access.createToken({ ...token, studentId: id }, by);
  await store.access.rotateToken(tokenId, { ...token, hash: `next ${id}`, label: `${CANARY} 6` }, clock.now(), by);
  const newLink = () => ({ hash: `link ${id}`, expiresAt: clock.now() + DAY_MS });
  const [link] = await store.claimLinks.create({ selection: { studentId: id }, newLink }, by);
  const mail = { state: 'waiting', to: `${CANARY}@x.example`, at: clock.now(), problem: null } as const;
  await store.claimLinks.queueMails([{ id: link?.link.id ?? 0, mail }], by);
  await store.moneyRequests.ask(id, { amount: 100, reason: `${CANARY} 7` }, change(clock.now()));
  const asked = await store.moneyRequests.listOf(id, clock.now());
  await store.moneyRequests.decline(asked[0]?.id ?? 0, `${CANARY} 8`, by);
  await store.access.updateClass(classId, { joinMode: 'approve', joinPlaces: 3 }, {}, by);
  const code = (await store.access.getClass(classId))?.joinCode ?? '';
  for (const person of ['declined', 'approved']) {
    await store.joining.join(
      {
        ...{ code, name: `${CANARY} ${person}`, identity: `${CANARY}9`, mayClaim: () => true },
        browser: { secretHash: `${person} ${id}`, knownHash: null, addressKey: 'address' },
        token: { ...token, hash: `${person} ${id}` },
      },
      { actor: 'join code', now: clock.now() },
    );
  }
  const { rows } = await store.joining.listRequests({ ...ALL, now: clock.now() });
  await store.joining.decline({ classId, id: rows[0]?.id ?? 0 }, by);
  const approval = { as: 'student', studentId: id, revokesTokens: false } as const;
  await store.joining.approve({ classId, id: rows[1]?.id ?? 0 }, approval, by);
  return id;
}

/** Names that are no longer needed. */
export function testForgetting(engine: TestEngine): void {
  describe('forgetting', () => {
    const open = classInStore(engine);
    const forget = ({ store, clock }: ClassInStore, studentId: number) =>
      store.forgetting.forget({ selection: { studentId }, limit: 10, language: 'en' }, change(clock.now()));
    const forgetBefore = ({ store, clock }: ClassInStore, before: number, limit = 10) =>
      store.forgetting.forget({ selection: { before }, limit, language: 'en' }, { actor: 'system', now: clock.now() });

    test('leaves no word about a removed student in any answer, and every sum', async () => {
      const each = await open();
      const { store, clock } = each;
      await each.spend(70);
      const id = await writeCanary(each);
      const { hold } = (await each.place({ studentId: id, cap: 30 })) as { hold: { id: number } };
      await each.settle(hold.id, 20);
      await store.access.deleteStudent(id, change(clock.now()));
      clock.advance(10 * DAY_MS);

      expect(await forget(each, id)).toBe(1);
      await store.forgetting.forgetJoinRequests(clock.now(), clock.now());

      const audit = await store.journal.listAudit({ after: null, limit: 1000 });
      expect(JSON.stringify(audit)).not.toContain(CANARY);
      expect(await store.access.everyStudent()).toContainEqual({
        ...{ id, name: forgottenName(id, 'en'), removed: true, archived: false },
      });
      expect(JSON.stringify((await store.access.listTokens(id, ALL)).rows)).not.toContain(CANARY);
      expect(JSON.stringify([...(await store.claimLinks.newestOf([id])).values()])).not.toContain(CANARY);
      expect(await store.moneyRequests.listOf(id, 0)).toEqual([]);
      const { rows } = await store.records.listRecords({ ...ALL, studentId: id });
      expect(rows).toMatchObject([{ studentId: id, cost: 20 }]);
      expect(await store.ledger.check('full', clock.now())).toMatchObject({ problems: [] });
      expect(audit.rows[0]).toMatchObject({
        ...{ action: 'student.forget', subject: `student ${id}`, before: null },
        after: { students: 1, studentIds: [id] },
      });
      expect(audit.rows.find(({ action }) => action === 'student.delete')).toMatchObject({
        before: { id, name: forgottenName(id, 'en'), studentNumber: null, email: null, note: null },
      });
    });

    test('is done once, and again only for who is entered anew', async () => {
      const each = await open();
      const { store, classId, studentId, clock } = each;
      await store.archive.archive(classId, change(clock.now()));
      expect(await forget(each, studentId)).toBe(1);
      const { rows } = await store.journal.listAudit({ after: null, limit: 1000 });
      expect(await forget(each, studentId)).toBe(0);
      expect((await store.journal.listAudit({ after: null, limit: 1000 })).rows).toEqual(rows);
      await store.access.updateStudent(studentId, { name: 'Kim' }, {}, change(clock.now()));
      expect(await forget(each, studentId)).toBe(1);
      expect(await store.access.getStudent(studentId)).toMatchObject({ name: forgottenName(studentId, 'en') });
    });

    test('refuses who is still here, and who never was', async () => {
      const each = await open();
      const { store, classId, studentId, clock } = each;
      const by = change(clock.now());
      const request = { limit: 1, language: 'en' } as const;
      await expect(forget(each, studentId)).rejects.toMatchObject({ problem: { code: 'student_still_here' } });
      await expect(forget(each, 99)).rejects.toMatchObject({ problem: { code: 'student_not_found' } });
      await expect(store.forgetting.forget({ ...request, selection: { classId } }, by)).rejects.toMatchObject({
        problem: { code: 'class_not_archived' },
      });
      await expect(store.forgetting.count({ classId: 9 })).rejects.toMatchObject({
        problem: { code: 'class_not_found' },
      });
    });

    test('takes those who left before an instant: removed, or in a class that was archived or has ended', async () => {
      const each = await open({ fields: { timeZone: 'Asia/Seoul', endsOn: '2026-12-18' } });
      const { store, classId, studentId, clock } = each;
      const by = () => change(clock.now());
      const student = (name: string, ofClass: number | null) =>
        store.access.createStudent({ name, classId: ofClass, email: null, suspended: false }, {}, by());
      const fields = { timeZone: 'UTC', language: 'ko', startsOn: null, endsOn: null, allowedModels: null } as const;
      const archived = await store.access.createClass({ ...fields, name: 'archived' }, {}, by());
      const going = await store.access.createClass({ ...fields, name: 'going on' }, {}, by());
      const [removed, inArchived] = [await student('removed', null), await student('in archived', archived.id)];
      const [inGoing, without] = [await student('in going', going.id), await student('without', null)];
      const leftAt = clock.now();
      await store.access.deleteStudent(removed.id, by());
      await store.archive.archive(archived.id, by());

      expect(await store.forgetting.count({ before: leftAt - 1 })).toBe(0);
      expect(await store.forgetting.count({ before: leftAt })).toBe(2);
      const midnightAfter = Date.parse('2026-12-19T00:00+09:00');
      expect(await store.forgetting.count({ before: midnightAfter - 1 })).toBe(2);
      expect(await store.forgetting.count({ before: midnightAfter })).toBe(3);

      expect(await forgetBefore(each, midnightAfter, 2)).toBe(2);
      expect(await forgetBefore(each, midnightAfter, 2)).toBe(1);
      expect(await forgetBefore(each, midnightAfter, 2)).toBe(0);
      const names = new Map((await store.access.everyStudent()).map(({ id, name }) => [id, name]));
      expect(names.get(removed.id)).toBe(forgottenName(removed.id, 'en'));
      expect(names.get(inArchived.id)).toBe(forgottenName(inArchived.id, 'ko'));
      expect(names.get(studentId)).toBe(forgottenName(studentId, 'en'));
      expect([names.get(inGoing.id), names.get(without.id)]).toEqual(['in going', 'without']);
      expect((await store.access.getClass(classId))?.name).toBe('a class');
    });

    test('lists who can be forgotten now', async () => {
      const each = await open();
      const { store, classId, studentId, clock } = each;
      expect((await store.forgetting.listForgettable(ALL)).rows).toEqual([]);
      const id = await writeCanary(each);
      await store.access.deleteStudent(id, change(clock.now()));
      await store.archive.archive(classId, change(clock.now()));
      expect((await store.forgetting.listForgettable(ALL)).rows).toEqual([
        { id: studentId, name: 'a student', removedAt: null, classId },
        { id, name: `${CANARY} 4`, removedAt: clock.now(), classId },
      ]);
      await forget(each, id);
      expect((await store.forgetting.listForgettable(ALL)).rows.map((row) => row.id)).toEqual([studentId]);
    });

    test('stores the rule of the owner, and begins its clock anew', async () => {
      const { store, clock } = await open();
      const never = { lastRunAt: null, holdDays: 0 };
      expect(await store.forgetting.rule()).toEqual({ afterDays: null, clock: never });
      await store.forgetting.setAfterDays(180, change(clock.now()));
      expect(await store.forgetting.rule()).toEqual({ afterDays: 180, clock: { lastRunAt: clock.now(), holdDays: 0 } });
      await store.forgetting.noteClock({ lastRunAt: 5, holdDays: 3 });
      expect((await store.forgetting.rule()).clock).toEqual({ lastRunAt: 5, holdDays: 3 });
      await store.forgetting.setAfterDays(null, change(clock.now()));
      expect((await store.forgetting.rule()).afterDays).toBeNull();
      expect((await store.journal.listAudit({ after: null, limit: 1 })).rows).toMatchObject([
        { action: 'settings.update', before: { forgetAfterDays: 180 }, after: { forgetAfterDays: null } },
      ]);
    });
  });
}
