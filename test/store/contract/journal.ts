import { describe, expect, test } from 'vitest';
import { ConflictError } from '../../../src/store/errors.ts';
import type { Store } from '../../../src/store/store.ts';
import { emptyStore, NOW, OWNER } from './empty-store.ts';
import type { TestEngine } from './engine.ts';

export function testJournal(engine: TestEngine): void {
  describe('the journal', () => {
    // The rest of the journal, and of access, is tested through /api in test/owner.

    let store: Store;
    const { restart } = emptyStore(engine, (opened) => {
      store = opened;
    });

    const incidents = async () => (await store.journal.listIncidents({ after: null, limit: 10 })).rows;

    test('reports the first start once', async () => {
      expect(await store.journal.noteStart(NOW)).toBe(true);
      expect(await store.journal.noteStart(NOW)).toBe(false);
      await restart();
      expect(await store.journal.noteStart(NOW)).toBe(false);
    });

    test('generates the secret behind pseudonyms once, and stores it', async () => {
      const [one, same] = await Promise.all([store.journal.pseudonymSecret(), store.journal.pseudonymSecret()]);
      expect(one).toMatch(/^[0-9a-f]{64}$/);
      await restart();
      expect([same, await store.journal.pseudonymSecret()]).toEqual([one, one]);
    });

    test('stores the hash of the owner token, and writes its change into the audit without it', async () => {
      expect(await store.journal.ownerTokenHash()).toBeNull();
      await store.journal.setOwnerTokenHash('the-hash', OWNER);
      await restart();
      expect(await store.journal.ownerTokenHash()).toBe('the-hash');
      const { rows } = await store.journal.listAudit({ after: null, limit: 10 });
      expect(rows).toMatchObject([{ action: 'owner-token.set', actor: 'owner', before: null, after: null }]);
    });

    test('keeps the first hash of an owner token, and tells the second who sets one', async () => {
      const { journal } = store;
      const set = ['first', 'second'].map((hash) => journal.setOwnerTokenHash(hash, OWNER));
      expect(await Promise.all(set)).toEqual(['first', 'first']);
      expect(await journal.ownerTokenHash()).toBe('first');
      expect((await journal.listAudit({ after: null, limit: 10 })).rows).toHaveLength(1);
    });

    test('is another revision of what callers depend on after each change of a cached setting', async () => {
      const { journal, access } = store;
      const model = { choice: { allowed: ['gpt-4o'], aliases: new Map() }, before: null, after: null };
      for (const change of [
        () => journal.setOwnerTokenHash('first', OWNER),
        () => journal.replaceOwnerTokenHash('first', 'second', OWNER),
        () => journal.setOwnerTimeZone('Asia/Seoul', OWNER),
        () => journal.changeModelChoice(() => model, OWNER),
      ]) {
        const before = access.revision;
        await change();
        expect(access.revision).not.toBe(before);
      }
    });

    test('replaces the hash of the owner token once for each hash that is known', async () => {
      const { journal } = store;
      await journal.setOwnerTokenHash('first', OWNER);
      const replaced = ['second', 'third'].map((next) => journal.replaceOwnerTokenHash('first', next, OWNER));
      const [one, another] = await Promise.allSettled(replaced);
      expect([one?.status, another]).toEqual(['fulfilled', { status: 'rejected', reason: expect.any(ConflictError) }]);
      expect(await journal.ownerTokenHash()).toBe('second');
      const { rows } = await journal.listAudit({ after: null, limit: 10 });
      expect(rows.map(({ action }) => action)).toEqual(['owner-token.rotate', 'owner-token.set']);
    });

    test('keeps the newest finding of each name', async () => {
      const { journal } = store;
      expect(await journal.finding('self_check')).toBeNull();
      await journal.noteFinding('self_check', 5, 'five');
      await Promise.all([journal.noteFinding('self_check', 7, 'seven'), journal.noteFinding('self_check', 6, 'six')]);
      await journal.noteFinding('model_check', 1, 'one');
      await restart();
      expect(await store.journal.finding('self_check')).toEqual({ at: 7, text: 'seven' });
      expect(await store.journal.finding('model_check')).toEqual({ at: 1, text: 'one' });
    });

    test('stores the time zone of the owner, or none, with an entry of the audit', async () => {
      const { journal } = store;
      expect(await journal.ownerTimeZone()).toBeNull();
      await journal.setOwnerTimeZone('Asia/Seoul', OWNER);
      await restart();
      expect(await store.journal.ownerTimeZone()).toBe('Asia/Seoul');
      await store.journal.setOwnerTimeZone(null, OWNER);
      expect(await store.journal.ownerTimeZone()).toBeNull();
      const { rows } = await store.journal.listAudit({ after: null, limit: 10 });
      expect(rows).toMatchObject([
        { action: 'settings.update', before: { timeZone: 'Asia/Seoul' }, after: { timeZone: null } },
        { action: 'settings.update', before: { timeZone: null }, after: { timeZone: 'Asia/Seoul' } },
      ]);
    });

    test('raises an incident of the server once until the owner closes it', async () => {
      const raise = (detail: string) => store.journal.raiseIncident('model_missing', detail, NOW);
      await Promise.all([raise('gpt-1'), raise('gpt-1'), raise('gpt-2')]);
      expect((await incidents()).map(({ detail }) => detail)).toEqual(['gpt-2', 'gpt-1']);
      const [, first] = await incidents();
      await store.journal.closeIncident(first?.id ?? 0, OWNER);
      await raise('gpt-1');
      await raise('gpt-2');
      expect((await incidents()).map(({ detail, closedAt }) => [detail, closedAt])).toEqual([
        ['gpt-1', null],
        ['gpt-2', null],
        ['gpt-1', NOW],
      ]);
    });

    test('rejects a refund of an incident that is not about a call', async () => {
      await store.journal.raiseIncident('upstream_key_refused', '401', NOW);
      const [incident] = await incidents();
      await expect(store.journal.refund(incident?.id ?? 0, null, OWNER)).rejects.toThrow('refund_without_call');
      await expect(store.journal.refund(999, null, OWNER)).rejects.toThrow('incident_not_found');
      await expect(store.journal.closeIncident(999, OWNER)).rejects.toThrow('incident_not_found');
    });

    test('finds the caller of a token, with every change of the owner at once', async () => {
      const { access } = store;
      const who = { name: 'A student', classId: null, email: null, suspended: false };
      const { id } = await access.createStudent(who, {}, OWNER);
      expect(await access.findCaller('h')).toBeNull();
      const fields = { studentId: id, hash: 'h', prefix: 'jgp_x', label: null, expiresAt: null };
      const token = await access.createToken(fields, OWNER);
      expect(await access.findCaller('h')).toMatchObject({
        token: { id: token.id },
        student: { id },
        schoolClass: null,
      });
      await access.updateStudent(id, { suspended: true }, {}, OWNER);
      expect(await access.findCaller('h')).toMatchObject({ student: { suspendedAt: NOW } });
      await access.revokeToken(token.id, OWNER);
      expect(await access.findCaller('h')).toMatchObject({ token: { revokedAt: NOW } });
      await access.deleteStudent(id, OWNER);
      expect(await access.findCaller('h')).toBeNull();
    });

    test('rejects a token that exists, and stores nothing of it', async () => {
      const { access } = store;
      const who = { name: 'A student', classId: null, email: null, suspended: false };
      const { id } = await access.createStudent(who, {}, OWNER);
      const fields = { studentId: id, hash: 'h', prefix: 'jgp_x', label: null, expiresAt: null };
      await access.createToken(fields, OWNER);
      await expect(access.createToken(fields, OWNER)).rejects.toThrow(/unique/i);
      expect((await access.listTokens(id, { after: null, limit: 10 })).rows).toHaveLength(1);
    });
  });
}
