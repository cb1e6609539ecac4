import { beforeEach, describe, expect, test } from 'vitest';
import type { SchoolClass } from '../../../src/access/classes.ts';
import type { JoinRequest } from '../../../src/access/join-requests.ts';
import type { Student } from '../../../src/access/students.ts';
import type { ClassFields } from '../../../src/store/access-fields.ts';
import type { JoinAttempt, NewToken } from '../../../src/store/joining.ts';
import type { Store } from '../../../src/store/store.ts';
import { emptyStore, NOW, OWNER } from './empty-store.ts';
import type { TestEngine } from './engine.ts';

const FIELDS: ClassFields = {
  ...{ name: 'AI 1', timeZone: 'Asia/Seoul', language: 'ko', startsOn: null, endsOn: null, allowedModels: null },
};
const BY_CODE = { actor: 'join code', now: NOW };
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** Claims of a roster's places, and requests that wait for the owner. */
export function testJoinRequests(engine: TestEngine): void {
  describe('join requests', () => {
    let store: Store;
    const { restart } = emptyStore(engine, (opened) => {
      store = opened;
    });
    let schoolClass: SchoolClass;
    let minji: Student;

    beforeEach(async () => {
      schoolClass = await store.access.createClass({ ...FIELDS, joinPlaces: 3 }, {}, OWNER);
      minji = await addStudent({ name: '김민지', studentNumber: '20261004' });
    });

    const addStudent = (fields: { name: string; studentNumber: string | null }) =>
      store.access.createStudent({ classId: schoolClass.id, email: null, suspended: false, ...fields }, {}, OWNER);

    let secrets = 0;
    function newToken(): NewToken {
      secrets++;
      return { hash: `hash ${secrets}`, prefix: 'jgp_abcde', label: null, expiresAt: null };
    }

    function attempt(
      name: string,
      identity: string | null,
      browser: Partial<JoinAttempt['browser']> = {},
    ): JoinAttempt {
      const token = newToken();
      return {
        ...{ code: schoolClass.joinCode, name, identity, token, mayClaim: () => true },
        browser: { secretHash: `secret ${secrets}`, knownHash: null, addressKey: 'one', ...browser },
      };
    }

    async function wait(...args: Parameters<typeof attempt>): Promise<JoinRequest & { secretHash: string }> {
      const sent = attempt(...args);
      const answer = await store.joining.join(sent, BY_CODE);
      if (!('waiting' in answer)) throw new Error(JSON.stringify(answer));
      return { ...answer.waiting, secretHash: sent.browser.secretHash };
    }

    const target = ({ id }: { id: number }) => ({ classId: schoolClass.id, id });
    const asMinji = (revokesTokens = false) => ({ as: 'student', studentId: minji.id, revokesTokens }) as const;
    const tokensOf = async ({ id }: { id: number }) =>
      (await store.access.listTokens(id, { after: null, limit: 100 })).rows;
    const studentsOf = async () =>
      (await store.access.listStudents({ classId: schoolClass.id, after: null, limit: 100 })).rows;
    const places = async () => (await store.access.getClass(schoolClass.id))?.joinPlaces;
    const listed = async (now = NOW) =>
      (await store.joining.listRequests({ classId: schoolClass.id, now, after: null, limit: 100 })).rows;
    const lastAudit = async (limit: number) =>
      (await store.journal.listAudit({ after: null, limit })).rows.map(({ actor, action }) => [actor, action]);

    test('let one of several claims of a place in, and take no place of the class', async () => {
      const claims = Array.from({ length: 20 }, () => attempt('김민지', '20261004'));
      const answers = await Promise.all(claims.map((claim) => store.joining.join(claim, BY_CODE)));
      expect(answers.filter((answer) => 'joined' in answer)).toEqual([{ joined: minji }]);
      expect(answers.slice(1).every((answer) => 'waiting' in answer)).toBe(true);
      expect([await places(), (await tokensOf(minji)).length, (await studentsOf()).length]).toEqual([3, 1, 1]);
      const caller = await store.access.findCaller(claims[0]?.token.hash ?? '');
      expect(caller?.student).toEqual(minji);
      expect(await lastAudit(2)).toEqual([
        ['join code', 'token.issue'],
        ['join code', 'student.claim'],
      ]);
    });

    test('wait for a place whose API token was revoked, until the owner resets the place', async () => {
      await store.joining.join(attempt('김민지', '20261004'), BY_CODE);
      const [token] = await tokensOf(minji);
      await store.access.revokeToken(token?.id ?? 0, OWNER);
      expect(await store.joining.join(attempt('김민지', '20261004'), BY_CODE)).toHaveProperty('waiting');
      await store.joining.resetPlace(minji.id, OWNER);
      expect(await lastAudit(1)).toEqual([['owner', 'student.reset_place']]);
      expect(await store.joining.join(attempt('김민지', '20261004'), BY_CODE)).toEqual({ joined: minji });
      expect(await store.joining.join(attempt('김민지', '20261004'), BY_CODE)).toHaveProperty('waiting');
    });

    test('stop the API tokens of a place that is reset, and count them for the very next call', async () => {
      const claim = attempt('김민지', '20261004');
      await store.joining.join(claim, BY_CODE);
      expect((await store.access.findCaller(claim.token.hash))?.token.revokedAt).toBeNull();
      await store.joining.resetPlace(minji.id, OWNER);
      expect((await store.access.findCaller(claim.token.hash))?.token.revokedAt).toBe(NOW);
      await expect(store.joining.resetPlace(99, OWNER)).rejects.toMatchObject({ code: 'student_not_found' });
    });

    test('are found by the browser that asked, after a restart too, until they expire', async () => {
      const { secretHash, ...request } = await wait('최하늘', '7');
      expect(request).toMatchObject({ state: 'waiting', studentId: null, browsers: 1, attempts: 1, createdAt: NOW });
      await restart();
      expect(await store.joining.findRequest(secretHash, NOW)).toEqual({ request, schoolClass });
      expect(await listed()).toEqual([request]);
      expect(await store.joining.countWaiting(NOW)).toEqual(new Map([[schoolClass.id, 1]]));
      const later = NOW + WEEK_MS;
      expect(await store.joining.findRequest(secretHash, later)).toBeNull();
      expect([await listed(later), await store.joining.countWaiting(later)]).toEqual([[], new Map()]);
      await expect(
        store.joining.approve(target(request), { as: 'new' }, { ...OWNER, now: later }),
      ).rejects.toMatchObject({ code: 'join_request_not_found' });
    });

    test('are approved as a new student, who takes a place, and give the token to that browser once', async () => {
      const { secretHash, ...request } = await wait('최하늘', '20269999');
      expect(await store.joining.collect(secretHash, newToken(), BY_CODE)).toBeNull();
      const approved = await store.joining.approve(target(request), { as: 'new' }, OWNER);
      const [, created] = await studentsOf();
      expect(created).toMatchObject({ name: '최하늘', studentNumber: '20269999', classId: schoolClass.id });
      expect(approved).toMatchObject({ id: request.id, state: 'approved', studentId: created?.id });
      expect([await places(), await tokensOf({ id: created?.id ?? 0 })]).toEqual([2, []]);
      const tokens = [newToken(), newToken(), newToken()];
      const collected = await Promise.all(tokens.map((token) => store.joining.collect(secretHash, token, BY_CODE)));
      expect(collected).toEqual([created, null, null]);
      expect(await tokensOf({ id: created?.id ?? 0 })).toHaveLength(1);
      expect([await store.joining.findRequest(secretHash, NOW), await listed()]).toEqual([null, []]);
    });

    test('keep an identity for the first who is approved with it, whatever happened in between', async () => {
      const requests = [];
      for (const name of ['최하늘', '한지우', '오세훈']) requests.push(await wait(name, 'One@school.example'));
      const [first, second, third] = requests.map(target);
      if (first === undefined || second === undefined || third === undefined) throw new Error('three were made');
      const gone = { ...first, id: 999 };
      const decided = [first, gone, second].map((each) => store.joining.approve(each, { as: 'new' }, OWNER));
      const ends = await Promise.allSettled(decided);
      expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      const emails = async () => (await studentsOf()).slice(1).map(({ email }) => email);
      expect(await emails()).toEqual(['One@school.example', null]);
      const [, owner] = await studentsOf();
      await store.access.updateStudent(owner?.id ?? 0, { email: null }, {}, OWNER);
      await store.joining.approve(third, { as: 'new' }, OWNER);
      expect(await emails()).toEqual([null, null, 'One@school.example']);
    });

    test('are approved as a student of the class, whose API tokens stop if the owner wants it', async () => {
      const claim = attempt('김민지', '20261004');
      await store.joining.join(claim, BY_CODE);
      const first = await wait('김민지', '20261004');
      await store.joining.approve(target(first), asMinji(), OWNER);
      expect((await store.access.findCaller(claim.token.hash))?.token.revokedAt).toBeNull();
      expect(await store.joining.collect(first.secretHash, newToken(), BY_CODE)).toEqual(minji);
      const second = await wait('김민지', '20261004');
      await store.joining.approve(target(second), asMinji(true), OWNER);
      expect((await tokensOf(minji)).map(({ revokedAt }) => revokedAt)).toEqual([NOW, NOW]);
      expect(await lastAudit(3)).toEqual([
        ['owner', 'join-request.approve'],
        ['owner', 'token.revoke'],
        ['owner', 'token.revoke'],
      ]);
      expect(await store.joining.collect(second.secretHash, newToken(), BY_CODE)).toEqual(minji);
      expect([await places(), (await studentsOf()).length]).toEqual([3, 1]);
    });

    test('keep a place for the browser that was approved: nobody else claims it meanwhile', async () => {
      const request = await wait('김 민 서', '20261004');
      await store.joining.approve(target(request), asMinji(), OWNER);
      const [place] = await store.joining.placesOf(schoolClass.id, NOW);
      expect(place).toEqual({ student: minji, isTaken: true });
      const rival = await wait('김민지', '20261004');
      await expect(store.joining.approve(target(rival), asMinji(), OWNER)).rejects.toMatchObject({
        problem: { code: 'place_promised', id: minji.id, name: '김 민 서' },
      });
      await store.joining.decline(target(request), OWNER);
      expect(await store.joining.collect(request.secretHash, newToken(), BY_CODE)).toBeNull();
      await store.joining.approve(target(rival), asMinji(), OWNER);
      expect(await store.joining.collect(rival.secretHash, newToken(), BY_CODE)).toEqual(minji);
    });

    test('of somebody who lost the cookie replace the older one, also after an approval', async () => {
      const first = await wait('김민서', '20261004');
      const second = await wait('김민서', '20261004');
      expect(second).toMatchObject({ browsers: 2, attempts: 2 });
      expect(await store.joining.findRequest(first.secretHash, NOW)).toBeNull();
      expect((await listed()).map(({ id }) => id)).toEqual([second.id]);
      await store.joining.approve(target(second), asMinji(), OWNER);
      const third = await wait('김민서', '20261004');
      await store.joining.approve(target(third), asMinji(), OWNER);
      expect(await store.joining.findRequest(second.secretHash, NOW)).toBeNull();
      expect(await store.joining.collect(third.secretHash, newToken(), BY_CODE)).toEqual(minji);
    });

    test('of one browser are one: a corrected number replaces the wrong one, another name does not', async () => {
      const first = await wait('김민지', '1');
      const corrected = await wait('김민지', '2', { knownHash: first.secretHash });
      expect(corrected).toMatchObject({ identity: '2', browsers: 1, attempts: 2 });
      await wait('이서연', '3', { knownHash: corrected.secretHash });
      expect((await listed()).map(({ name }) => name)).toEqual(['김민지', '이서연']);
      const right = attempt('김민지', '20261004', { knownHash: corrected.secretHash });
      expect(await store.joining.join(right, BY_CODE)).toEqual({ joined: minji });
      expect((await listed()).map(({ name }) => name)).toEqual(['이서연']);
    });

    test('of a number and of the e-mail address beside it name one person, and count two browsers', async () => {
      await store.access.updateStudent(minji.id, { email: 'minji@school.example' }, {}, OWNER);
      await store.access.updateClass(schoolClass.id, { joinMode: 'approve' }, {}, OWNER);
      await wait('김민지', 'MINJI@school.example');
      const byNumber = await wait('김 민지', '20261004');
      expect(byNumber).toMatchObject({ browsers: 2 });
      expect((await listed()).map(({ id }) => id)).toEqual([byNumber.id]);
    });

    test('of two browsers stay marked when one of them corrects its number, and comes back as a third', async () => {
      await wait('김민지', '1');
      const rival = await wait('김민지', '1');
      const moved = await wait('김민지', '2', { knownHash: rival.secretHash });
      expect(await wait('김민지', '1')).toMatchObject({ browsers: 3 });
      expect((await listed()).map(({ identity, browsers }) => [identity, browsers])).toEqual([
        ['2', 1],
        ['1', 3],
      ]);
      await wait('김민지', '1', { knownHash: moved.secretHash });
      expect((await listed()).map(({ identity, browsers }) => [identity, browsers])).toEqual([['1', 4]]);
    });

    test('of two browsers count against the bound when one of them corrects its number again and again', async () => {
      let known = (await wait('김민지', '1')).secretHash;
      for (let n = 2; n <= 10; n++) {
        await wait('김민지', `${n}`);
        known = (await wait('김민지', `${n}`)).secretHash;
      }
      const eleventh = attempt('김민지', '11', { knownHash: known });
      expect(await store.joining.join(eleventh, BY_CODE)).toMatchObject({ refused: 'requests_full' });
    });

    test('that are declined tell their browser, and can be sent again', async () => {
      const first = await wait('김민지', '1');
      await store.joining.decline(target(first), OWNER);
      expect(await lastAudit(1)).toEqual([['owner', 'join-request.decline']]);
      const found = await store.joining.findRequest(first.secretHash, NOW);
      expect([found?.request.state, await listed()]).toEqual(['declined', []]);
      await expect(store.joining.approve(target(first), asMinji(), OWNER)).rejects.toMatchObject({
        code: 'join_request_not_found',
      });
      const again = await wait('김민지', '1', { knownHash: first.secretHash });
      expect([again.attempts, (await listed()).length]).toEqual([2, 1]);
    });

    test('are bounded per class and per address, and those that replace others are not', async () => {
      const names = (from: number, count: number) => Array.from({ length: count }, (_, n) => `Pupil ${from + n}`);
      for (const name of names(0, 10)) await wait(name, '1');
      const full = { refused: 'requests_full', guessedIds: [] };
      expect(await store.joining.join(attempt('Pupil 10', '1'), BY_CODE)).toEqual(full);
      await wait('Pupil 3', '1');
      for (const name of names(10, 10)) await wait(name, '1', { addressKey: 'two' });
      expect(await store.joining.join(attempt('Pupil 20', '1', { addressKey: 'three' }), BY_CODE)).toEqual(full);
      expect(await store.joining.join(attempt('김민지', '20261004'), BY_CODE)).toEqual({ joined: minji });
      const later = { ...BY_CODE, now: NOW + WEEK_MS };
      expect(await store.joining.join(attempt('Pupil 20', '1'), later)).toHaveProperty('waiting');
    });

    test('cannot be approved as a new student beyond the places, or as one of another class', async () => {
      await store.access.updateClass(schoolClass.id, { joinPlaces: 1 }, {}, OWNER);
      const [a, b] = [await wait('A', '1'), await wait('B', '2')];
      const approvals = await Promise.allSettled(
        [a, b].map((request) => store.joining.approve(target(request), { as: 'new' }, OWNER)),
      );
      expect(approvals).toMatchObject([{ status: 'fulfilled' }, { reason: { code: 'no_place' } }]);
      expect([await places(), (await studentsOf()).length]).toEqual([0, 2]);
      const other = await store.access.createClass({ ...FIELDS, name: 'other' }, {}, OWNER);
      await expect(store.joining.approve({ classId: other.id, id: b.id }, { as: 'new' }, OWNER)).rejects.toMatchObject({
        code: 'join_request_not_found',
      });
      await store.access.updateStudent(minji.id, { classId: other.id }, {}, OWNER);
      await expect(store.joining.approve(target(b), asMinji(), OWNER)).rejects.toMatchObject({
        code: 'student_not_found',
      });
      expect((await listed()).map(({ name, state }) => [name, state])).toEqual([
        ['A', 'approved'],
        ['B', 'waiting'],
      ]);
    });

    test('go with their class, or with the student that they were approved as', async () => {
      const request = await wait('김민서', '20261004');
      await store.joining.approve(target(request), asMinji(), OWNER);
      await store.access.deleteStudent(minji.id, OWNER);
      expect(await store.joining.findRequest(request.secretHash, NOW)).toBeNull();
      await store.access.updateClass(schoolClass.id, { joinMode: 'approve' }, {}, OWNER);
      const other = await wait('A', null);
      await store.access.deleteClass(schoolClass.id, OWNER);
      expect(await store.joining.findRequest(other.secretHash, NOW)).toBeNull();
      expect(await store.joining.countWaiting(NOW)).toEqual(new Map());
    });

    test('change nothing when the API token cannot be stored', async () => {
      const first = attempt('김민지', '20261004');
      await store.joining.join(first, BY_CODE);
      await addStudent({ name: '이서연', studentNumber: '20261005' });
      const entries = async () => (await store.journal.listAudit({ after: null, limit: 100 })).rows.length;
      const before = await entries();
      const { token } = first;
      await expect(store.joining.join({ ...attempt('이서연', '20261005'), token }, BY_CODE)).rejects.toThrow(/unique/i);
      expect([await entries(), (await store.joining.placesOf(schoolClass.id, NOW))[1]?.isTaken]).toEqual([
        before,
        false,
      ]);
      const request = await wait('최하늘', '7');
      await store.joining.approve(target(request), { as: 'new' }, OWNER);
      await expect(store.joining.collect(request.secretHash, token, BY_CODE)).rejects.toThrow(/unique/i);
      await restart();
      expect((await listed()).map(({ state }) => state)).toEqual(['approved']);
      expect(await store.joining.collect(request.secretHash, newToken(), BY_CODE)).toMatchObject({ name: '최하늘' });
    });

    test('count who has joined and who waits', async () => {
      await addStudent({ name: 'Lee', studentNumber: null });
      await store.joining.join(attempt('김민지', '20261004'), BY_CODE);
      await wait('A', '1');
      const approved = await wait('B', '2');
      await store.joining.approve(target(approved), { as: 'new' }, OWNER);
      expect(await store.joining.countJoining(schoolClass.id, NOW)).toEqual({
        ...{ students: 3, joined: 1, identified: 2, waiting: 1 },
      });
    });
  });
}
