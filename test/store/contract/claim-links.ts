import { beforeEach, describe, expect, test } from 'vitest';
import { claimLinkState } from '../../../src/access/claim-links.ts';
import type { SchoolClass } from '../../../src/access/classes.ts';
import type { Student } from '../../../src/access/students.ts';
import { AdminError } from '../../../src/admin/admin-error.ts';
import type { ClaimSelection } from '../../../src/store/claim-link-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { emptyStore, NOW, OWNER } from './empty-store.ts';
import type { TestEngine } from './engine.ts';

export function testClaimLinks(engine: TestEngine): void {
  describe('claim links', () => {
    const DAY_MS = 24 * 60 * 60 * 1000;
    const BY_STUDENT = { actor: 'student 1', now: NOW };

    let store: Store;
    const running = emptyStore(engine, (opened) => {
      store = opened;
    });
    let schoolClass: SchoolClass;
    let students: Student[];

    beforeEach(async () => {
      const fields = { name: 'AI 1', timeZone: 'Asia/Seoul', language: 'ko', startsOn: null, endsOn: null } as const;
      schoolClass = await store.access.createClass({ ...fields, allowedModels: null }, {}, OWNER);
      students = await addStudents('Kim', 'Lee', 'Park');
    });

    function addStudents(...names: string[]): Promise<Student[]> {
      const classId = schoolClass.id;
      const each = names.map((name) => ({ fields: { name, classId, email: null, suspended: false }, limits: {} }));
      return store.access.createStudents(each, OWNER);
    }

    let hashes = 0;
    async function create(selection: ClaimSelection, newestId?: number) {
      const newLink = () => ({ hash: `link ${++hashes}`, expiresAt: NOW + DAY_MS });
      return store.claimLinks.create({ selection, newLink, newestId }, OWNER);
    }
    const createForAll = () => create({ classId: schoolClass.id, students: 'all' });

    let secrets = 0;
    function newToken() {
      secrets++;
      return { hash: `claimed ${secrets}`, prefix: 'jgp_abcde', label: 'claim link', expiresAt: null };
    }
    const claim = (hash: string, now = NOW) => store.claimLinks.claim(hash, newToken(), { ...BY_STUDENT, now });

    async function tokensOf(studentId: number) {
      return (await store.access.listTokens(studentId, { after: null, limit: 100 })).rows;
    }
    async function stateOf(studentId: number, now = NOW) {
      const link = (await store.claimLinks.newestOf([studentId])).get(studentId);
      return link === undefined ? null : claimLinkState(link, now);
    }
    const actions = async () =>
      (await store.journal.listAudit({ after: null, limit: 100 })).rows.map(({ actor, action, subject }) => [
        actor,
        action,
        subject,
      ]);

    test('are created for every student of a class at once, and written into the audit', async () => {
      const links = await createForAll();
      expect(links.map(({ student }) => student.name)).toEqual(['Kim', 'Lee', 'Park']);
      expect(links[0]?.link).toEqual({
        ...{ id: 1, studentId: students[0]?.id, createdAt: NOW, expiresAt: NOW + DAY_MS },
        ...{ claimedAt: null, revokedAt: null, tokenId: null, mail: null },
      });
      expect(await store.claimLinks.newestIdOfClass(schoolClass.id)).toBe(3);
      expect((await actions()).slice(0, 3)).toEqual([
        ['owner', 'claim-link.create', 'student 3'],
        ['owner', 'claim-link.create', 'student 2'],
        ['owner', 'claim-link.create', 'student 1'],
      ]);
    });

    test('are created for chosen students, each once, or for nobody when one of them is not in the class', async () => {
      const [kim = 0, , park = 0] = students.map(({ id }) => id);
      const chosen = await create({ classId: schoolClass.id, students: [park, kim, park] });
      expect(chosen.map(({ student }) => student.name)).toEqual(['Park', 'Kim']);
      const refused = create({ classId: schoolClass.id, students: [kim, 99] });
      await expect(refused).rejects.toMatchObject({ problem: { code: 'student_not_found', id: 99 } });
      expect(await store.claimLinks.newestIdOfClass(schoolClass.id)).toBe(2);
      await expect(create({ classId: 99, students: 'all' })).rejects.toThrow(AdminError);
      await expect(create({ studentId: 99 })).rejects.toThrow(AdminError);
    });

    test('are created for those who have no token that works now', async () => {
      const [kim = 0, lee = 0, park = 0] = students.map(({ id }) => id);
      await store.access.createToken({ ...newToken(), studentId: kim }, OWNER);
      const old = await store.access.createToken({ ...newToken(), studentId: lee }, OWNER);
      await store.access.revokeToken(old.id, OWNER);
      await store.access.createToken({ ...newToken(), studentId: park, expiresAt: NOW }, OWNER);
      const links = await create({ classId: schoolClass.id, students: 'without_token' });
      expect(links.map(({ student }) => student.name)).toEqual(['Lee', 'Park']);
    });

    test('issue one token of the student, who keeps the earlier ones', async () => {
      const [kim] = students;
      await store.access.createToken({ ...newToken(), studentId: kim?.id ?? 0 }, OWNER);
      const [link] = await createForAll();
      const result = await claim(link?.hash ?? '');
      const tokens = await tokensOf(kim?.id ?? 0);
      expect(tokens.map(({ label, revokedAt }) => [label, revokedAt])).toEqual([
        ['claim link', null],
        ['claim link', null],
      ]);
      expect(result).toMatchObject({ claimed: { student: kim, schoolClass: { id: schoolClass.id } } });
      expect(result).toMatchObject({ claimed: { link: { claimedAt: NOW, tokenId: tokens[1]?.id } } });
      expect(await stateOf(kim?.id ?? 0)).toBe('claimed');
      expect((await actions()).slice(0, 2)).toEqual([
        ['student 1', 'claim-link.claim', 'student 1'],
        ['student 1', 'token.issue', `token ${tokens[1]?.id}`],
      ]);
    });

    test('issue one token when many browsers claim at once', async () => {
      const [link] = await createForAll();
      const results = await Promise.all(Array.from({ length: 40 }, () => claim(link?.hash ?? '')));
      expect(results.filter((result) => 'claimed' in result)).toHaveLength(1);
      expect(results.filter((result) => 'refused' in result && result.refused === 'unknown')).toHaveLength(39);
      expect(await tokensOf(students[0]?.id ?? 0)).toHaveLength(1);
    });

    test('stay open when the token cannot be stored', async () => {
      const [link] = await createForAll();
      const token = newToken();
      await store.access.createToken({ ...token, studentId: students[1]?.id ?? 0 }, OWNER);
      await expect(store.claimLinks.claim(link?.hash ?? '', token, BY_STUDENT)).rejects.toThrow(/unique/i);
      expect(await stateOf(students[0]?.id ?? 0)).toBe('open');
      expect(await claim(link?.hash ?? '')).toHaveProperty('claimed');
    });

    test('give nothing once they have expired, were revoked or replaced, or their student was removed', async () => {
      const [first, second, third] = await createForAll();
      expect(await claim(first?.hash ?? '', NOW + DAY_MS)).toEqual({ refused: 'unknown' });
      expect(await stateOf(first?.student.id ?? 0, NOW + DAY_MS)).toBe('expired');
      expect(await store.claimLinks.revoke({ studentId: first?.student.id ?? 0 }, OWNER)).toBe(1);
      expect(await claim(first?.hash ?? '')).toEqual({ refused: 'unknown' });
      expect(await stateOf(first?.student.id ?? 0)).toBe('revoked');
      const [newer] = await create({ studentId: second?.student.id ?? 0 });
      expect(await claim(second?.hash ?? '')).toEqual({ refused: 'unknown' });
      expect(await claim(newer?.hash ?? '')).toHaveProperty('claimed');
      await store.access.deleteStudent(third?.student.id ?? 0, OWNER);
      expect(await claim(third?.hash ?? '')).toEqual({ refused: 'unknown' });
      expect(await store.claimLinks.find(third?.hash ?? '')).toBeNull();
      expect(await claim('no such link')).toEqual({ refused: 'unknown' });
      for (const { id } of [first, third].flatMap((made) => made?.student ?? [])) {
        expect(await tokensOf(id)).toEqual([]);
      }
    });

    test('stay replaced when they were replaced after their end by a clock that is set back', async () => {
      const { id: studentId = 0 } = students[0] ?? {};
      const [first] = await create({ studentId });
      const newLink = () => ({ hash: 'newer', expiresAt: NOW + 40 * DAY_MS });
      const later = { ...OWNER, now: NOW + 30 * DAY_MS };
      await store.claimLinks.create({ selection: { studentId }, newLink }, later);
      expect(await claim(first?.hash ?? '')).toEqual({ refused: 'unknown' });
      expect(await claim('newer')).toHaveProperty('claimed');
    });

    test('of a class that is over are not used up, and work when its last day moves', async () => {
      const [link] = await createForAll();
      await store.access.updateClass(schoolClass.id, { endsOn: '2020-01-31' }, {}, OWNER);
      expect(await claim(link?.hash ?? '')).toEqual({ refused: 'class_over' });
      await store.access.updateClass(schoolClass.id, { endsOn: null }, {}, OWNER);
      expect(await claim(link?.hash ?? '')).toHaveProperty('claimed');
    });

    test('of a suspended student work, and the student stays suspended', async () => {
      const [link] = await createForAll();
      await store.access.updateStudent(students[0]?.id ?? 0, { suspended: true }, {}, OWNER);
      expect(await claim(link?.hash ?? '')).toMatchObject({ claimed: { student: { suspendedAt: NOW } } });
    });

    test('are not made a second time by a form that was sent twice', async () => {
      const [sheet] = await create({ classId: schoolClass.id, students: 'all' }, 0);
      await expect(create({ classId: schoolClass.id, students: 'all' }, 0)).rejects.toMatchObject({
        problem: { code: 'claim_links_outdated' },
      });
      expect(await claim(sheet?.hash ?? '')).toHaveProperty('claimed');
      await expect(create({ studentId: students[1]?.id ?? 0 }, 0)).rejects.toThrow(AdminError);
      expect(await create({ studentId: students[1]?.id ?? 0 }, 2)).toHaveLength(1);
    });

    test('revoke only what is open in a class', async () => {
      const [first, second] = await createForAll();
      await claim(first?.hash ?? '');
      await store.claimLinks.revoke({ studentId: second?.student.id ?? 0 }, OWNER);
      expect(await store.claimLinks.revoke({ classId: schoolClass.id }, OWNER)).toBe(1);
      expect(await store.claimLinks.revoke({ classId: schoolClass.id }, OWNER)).toBe(0);
      expect(await Promise.all(students.map(({ id }) => stateOf(id)))).toEqual(['claimed', 'revoked', 'revoked']);
      await expect(store.claimLinks.revoke({ classId: 99 }, OWNER)).rejects.toThrow(AdminError);
    });

    test('follow a student into another class', async () => {
      const other = await store.access.createClass(
        { name: 'AI 2', timeZone: 'UTC', language: 'en', startsOn: null, endsOn: null, allowedModels: null },
        {},
        OWNER,
      );
      const [link] = await createForAll();
      await store.access.updateStudent(students[0]?.id ?? 0, { classId: other.id }, {}, OWNER);
      expect(await claim(link?.hash ?? '')).toMatchObject({ claimed: { schoolClass: { id: other.id } } });
    });

    test('say how far their e-mails have come, also after a restart', async () => {
      const [first, second, third] = await createForAll();
      const waiting = { state: 'waiting', to: 'kim@school.example', at: NOW, problem: null } as const;
      const ids = [first, second].map((made) => made?.link.id ?? 0);
      const notes = ids.map((id) => ({ id, mail: waiting }));
      const queued = await Promise.all([1, 2, 3].map(() => store.claimLinks.queueMails(notes, OWNER)));
      expect(queued).toEqual([ids, [], []]);
      expect((await actions())[0]).toEqual(['owner', 'claim-link.mail', 'student 2']);
      const failed = { ...waiting, state: 'failed', problem: 'address_refused' } as const;
      await store.claimLinks.noteMails([{ id: ids[0] ?? 0, mail: failed }]);
      await running.restart();
      expect(await store.claimLinks.interruptMails('all', NOW + 1)).toBe(1);
      const newest = await store.claimLinks.newestOf(students.map(({ id }) => id));
      expect([first, second, third].map((made) => newest.get(made?.student.id ?? 0)?.mail)).toEqual([
        failed,
        { ...waiting, state: 'interrupted', at: NOW + 1 },
        null,
      ]);
    });

    test('are interrupted where no living process keeps them, and kept only while they wait', async () => {
      const made = await createForAll();
      const ids = made.map(({ link }) => link.id);
      const waiting = { state: 'waiting', to: 'kim@school.example', at: NOW, problem: null } as const;
      await store.claimLinks.queueMails(
        ids.map((id) => ({ id, mail: waiting })),
        OWNER,
      );
      const [first = 0, second = 0, third = 0] = ids;
      await store.claimLinks.noteMails([{ id: third, mail: { ...waiting, state: 'sent' } }]);
      await store.claimLinks.keepMails([second, third], NOW + 10);
      expect(await store.claimLinks.interruptMails({ keptBefore: NOW }, NOW + 11)).toBe(0);
      expect(await store.claimLinks.interruptMails({ keptBefore: NOW + 10 }, NOW + 11)).toBe(1);
      expect(await store.claimLinks.interruptMails({ linkIds: [first, second, third] }, NOW + 12)).toBe(1);
      const newest = await store.claimLinks.newestOf(made.map(({ student }) => student.id));
      expect(made.map(({ student }) => newest.get(student.id)?.mail)).toMatchObject([
        { state: 'interrupted', at: NOW + 11 },
        { state: 'interrupted', at: NOW + 12 },
        { state: 'sent', at: NOW },
      ]);
    });
  });
}
