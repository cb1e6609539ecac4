import { beforeEach, describe, expect, test } from 'vitest';
import type { SchoolClass } from '../../../src/access/classes.ts';
import type { ClassFields } from '../../../src/store/access-fields.ts';
import type { JoinAttempt, JoinResult } from '../../../src/store/joining.ts';
import type { Store } from '../../../src/store/store.ts';
import { emptyStore, NOW, OWNER } from './empty-store.ts';
import type { TestEngine } from './engine.ts';

export function testJoining(engine: TestEngine): void {
  describe('joining a class', () => {
    const FIELDS: ClassFields = {
      ...{ name: 'AI 1', timeZone: 'Asia/Seoul', language: 'ko', startsOn: null, endsOn: null, allowedModels: null },
    };
    const BY_CODE = { actor: 'join code', now: NOW };
    const DAY_MS = 24 * 60 * 60 * 1000;

    let store: Store;
    emptyStore(engine, (opened) => {
      store = opened;
    });
    let schoolClass: SchoolClass;

    beforeEach(async () => {
      schoolClass = await store.access.createClass({ ...FIELDS, joinPlaces: 3 }, {}, OWNER);
    });

    let secrets = 0;
    function requestFor(name: string, code = schoolClass.joinCode): JoinAttempt {
      secrets++;
      return {
        ...{ code, name, identity: null, mayClaim: () => true },
        browser: { secretHash: `secret ${secrets}`, knownHash: null, addressKey: 'one' },
        token: { hash: `hash ${secrets}`, prefix: 'jgp_abcde', label: null, expiresAt: null },
      };
    }

    const refusedFor = (refused: Extract<JoinResult, { refused: unknown }>['refused']) => ({ refused, guessedIds: [] });

    const names = async () => {
      const { rows } = await store.access.listStudents({ after: null, limit: 100 });
      return rows.map(({ name }) => name);
    };
    const places = async () => (await store.access.getClass(schoolClass.id))?.joinPlaces;

    test('creates a student of the class with a token, and writes it into the audit', async () => {
      const first = requestFor('Kim');
      const answer = await store.joining.join(first, BY_CODE);
      expect(answer).toMatchObject({
        joined: { name: 'Kim', classId: schoolClass.id, suspendedAt: null, createdAt: NOW },
      });
      const caller = await store.access.findCaller(first.token.hash);
      expect(caller).toMatchObject({ student: { name: 'Kim' }, schoolClass: { id: schoolClass.id, joinPlaces: 2 } });
      const { rows } = await store.journal.listAudit({ after: null, limit: 2 });
      expect(rows.map(({ actor, action }) => [actor, action])).toEqual([
        ['join code', 'token.issue'],
        ['join code', 'student.create'],
      ]);
    });

    test('admits as many students at once as there are places', async () => {
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, n) => store.joining.join(requestFor(`Pupil ${n}`), BY_CODE)),
      );
      expect(answers.filter((answer) => 'joined' in answer)).toHaveLength(3);
      expect(answers.slice(3)).toEqual(Array(37).fill(refusedFor('no_place')));
      expect([await places(), (await names()).length]).toEqual([0, 3]);
    });

    test('admits one of several students who send the same name at once', async () => {
      const answers = await Promise.all(
        ['Kim', 'KIM', 'kim '].map((name) => store.joining.join(requestFor(name), BY_CODE)),
      );
      expect(answers.map((answer) => ('refused' in answer ? answer.refused : 'joined'))).toEqual([
        'joined',
        'name_taken',
        'name_taken',
      ]);
      expect(await places()).toBe(2);
    });

    test('admits a name that a student of another class, or of none, has', async () => {
      await store.access.createStudent({ name: 'Kim', classId: null, email: null, suspended: false }, {}, OWNER);
      const other = await store.access.createClass({ ...FIELDS, name: 'other', joinPlaces: 1 }, {}, OWNER);
      expect(await store.joining.join(requestFor('Kim', other.joinCode), BY_CODE)).toMatchObject({
        joined: { classId: other.id },
      });
      expect(await store.joining.join(requestFor('Kim'), BY_CODE)).toMatchObject({
        joined: { classId: schoolClass.id },
      });
    });

    test('does not tell which names a closed class has', async () => {
      await store.joining.join(requestFor('Kim'), BY_CODE);
      await store.access.updateClass(schoolClass.id, { joinPlaces: 0 }, {}, OWNER);
      expect(await store.joining.join(requestFor('Kim'), BY_CODE)).toEqual(refusedFor('no_place'));
    });

    test('frees the name of a removed student, and no place', async () => {
      const answer = await store.joining.join(requestFor('Kim'), BY_CODE);
      if ('joined' in answer) await store.access.deleteStudent(answer.joined.id, OWNER);
      expect(await store.joining.join(requestFor('Kim'), BY_CODE)).toMatchObject({ joined: { name: 'Kim' } });
      expect(await places()).toBe(1);
    });

    test('changes nothing for an unknown code, an old one, or a class that was removed, is over or has no place', async () => {
      const old = schoolClass.joinCode;
      const removed = await store.access.createClass({ ...FIELDS, name: 'removed', joinPlaces: 9 }, {}, OWNER);
      await store.access.deleteClass(removed.id, OWNER);
      const over = await store.access.createClass(
        { ...FIELDS, name: 'over', joinPlaces: 9, endsOn: '2026-11-23' },
        {},
        OWNER,
      );
      const closed = await store.access.createClass({ ...FIELDS, name: 'closed' }, {}, OWNER);
      schoolClass = await store.access.renewJoinCode(schoolClass.id, OWNER);
      const audit = (await store.journal.listAudit({ after: null, limit: 100 })).rows.length;
      const refusalOf = async (code: string, now = NOW) =>
        store.joining.join(requestFor('Kim', code), { ...BY_CODE, now });
      expect(await refusalOf('AAAA-2222')).toEqual(refusedFor('unknown_code'));
      expect(await refusalOf(old)).toEqual(refusedFor('unknown_code'));
      expect(await refusalOf(removed.joinCode)).toEqual(refusedFor('unknown_code'));
      expect(await refusalOf(over.joinCode, NOW + DAY_MS)).toEqual(refusedFor('class_over'));
      expect(await refusalOf(closed.joinCode)).toEqual(refusedFor('no_place'));
      expect(await names()).toEqual([]);
      expect(await places()).toBe(3);
      expect((await store.journal.listAudit({ after: null, limit: 100 })).rows).toHaveLength(audit);
    });

    test('takes no place and creates no student when the token cannot be stored', async () => {
      const first = requestFor('Kim');
      await store.joining.join(first, BY_CODE);
      await expect(store.joining.join({ ...requestFor('Lee'), token: first.token }, BY_CODE)).rejects.toThrow(
        /unique/i,
      );
      expect([await names(), await places()]).toEqual([['Kim'], 2]);
    });

    test('keeps places and title through other changes of the class, and the class through a change of its places', async () => {
      const { id } = schoolClass;
      await store.access.updateClass(id, { ownerTitle: '교수님' }, {}, OWNER);
      await store.access.updateClass(id, { name: 'AI 2' }, {}, OWNER);
      expect(await places()).toBe(3);
      const after = await store.access.updateClass(id, { joinPlaces: 7 }, {}, OWNER);
      expect(after).toEqual({ ...schoolClass, name: 'AI 2', ownerTitle: '교수님', joinPlaces: 7 });
      expect(await store.access.getClass(id)).toEqual(after);
    });
  });
}
