import { describe, expect, test } from 'vitest';
import type { Session } from '../../../src/store/session-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { emptyStore, NOW, OWNER } from './empty-store.ts';
import type { TestEngine } from './engine.ts';

export function testSessions(engine: TestEngine): void {
  describe('sessions', () => {
    const HOUR = 3_600_000;
    const OWNERS: Session = { kind: 'owner', tokenHash: null, createdAt: NOW, expiresAt: NOW + HOUR };
    const STUDENTS: Session = { kind: 'student', tokenHash: 'h', createdAt: NOW, expiresAt: NOW + 2 * HOUR };

    let store: Store;
    const { restart } = emptyStore(engine, (opened) => {
      store = opened;
    });

    test('finds a session until it expires, also after a restart', async () => {
      await store.sessions.begin('a', OWNERS);
      await store.sessions.begin('b', STUDENTS);
      await restart();
      expect(await store.sessions.find('a', NOW + HOUR - 1)).toEqual(OWNERS);
      expect(await store.sessions.find('b', NOW)).toEqual(STUDENTS);
      expect(await store.sessions.find('a', NOW + HOUR)).toBeNull();
      expect(await store.sessions.find('c', NOW)).toBeNull();
    });

    test('ends one session and leaves the others', async () => {
      await store.sessions.begin('a', OWNERS);
      await store.sessions.begin('b', STUDENTS);
      await store.sessions.end('a');
      await store.sessions.end('a');
      expect(await store.sessions.find('a', NOW)).toBeNull();
      expect(await store.sessions.find('b', NOW)).toEqual(STUDENTS);
    });

    test('rejects a second sign-in under the id of a session', async () => {
      await store.sessions.begin('a', STUDENTS);
      await expect(store.sessions.begin('a', OWNERS)).rejects.toThrow(/unique/i);
      expect(await store.sessions.find('a', NOW)).toEqual(STUDENTS);
    });

    test('deletes expired sessions at the next sign-in', async () => {
      await store.sessions.begin('a', OWNERS);
      await store.sessions.begin('b', { ...STUDENTS, createdAt: NOW + HOUR });
      // Asked about a time before its end, it would still be there.
      expect(await store.sessions.find('a', NOW)).toBeNull();
    });

    test('ends all sessions of the owner, none of a student, and writes it into the audit', async () => {
      await store.sessions.begin('a', OWNERS);
      await store.sessions.begin('b', OWNERS);
      await store.sessions.begin('c', STUDENTS);
      expect(await store.sessions.endAllOfOwner(OWNER)).toBe(2);
      expect(await Promise.all(['a', 'b', 'c'].map((id) => store.sessions.find(id, NOW)))).toEqual([
        null,
        null,
        STUDENTS,
      ]);
      const { rows } = await store.journal.listAudit({ after: null, limit: 1 });
      expect(rows).toMatchObject([{ action: 'session.end_all', actor: 'owner', before: { sessions: 2 } }]);
    });

    describe('a sign-in link', () => {
      const LINK = { hash: 'link', createdAt: NOW };
      const isLink = (hash: string) => (link: { hash: string } | null) => link?.hash === hash;
      const begin = (idHash: string, hash = 'link') => store.sessions.beginByLink(isLink(hash), idHash, OWNERS, OWNER);

      test('begins one session, of all that try at once, and writes it into the audit', async () => {
        await store.sessions.setSignInLink(LINK, OWNER);
        expect(await Promise.all(['a', 'b', 'c'].map((id) => begin(id)))).toEqual([true, false, false]);
        await restart();
        expect(await begin('d')).toBe(false);
        expect(await store.sessions.signInLink()).toBeNull();
        expect(await Promise.all(['a', 'b', 'c', 'd'].map((id) => store.sessions.find(id, NOW)))).toEqual([
          ...[OWNERS, null, null, null],
        ]);
        const { rows } = await store.journal.listAudit({ after: null, limit: 5 });
        expect(rows.map(({ action }) => action)).toEqual(['sign-in-link.use', 'sign-in-link.create']);
      });

      test('outlives a restart, and is replaced by a newer one', async () => {
        await store.sessions.setSignInLink(LINK, OWNER);
        await restart();
        expect(await store.sessions.signInLink()).toEqual(LINK);
        await store.sessions.setSignInLink({ ...LINK, hash: 'newer' }, OWNER);
        expect([await begin('a'), await begin('b', 'newer')]).toEqual([false, true]);
      });

      test('is not used up when its session cannot begin', async () => {
        await store.sessions.setSignInLink(LINK, OWNER);
        await store.sessions.begin('a', STUDENTS);
        await expect(begin('a')).rejects.toThrow(/unique/i);
        expect(await store.sessions.signInLink()).toEqual(LINK);
        expect(await begin('b')).toBe(true);
      });

      test.each([
        ['the owner signs out everywhere', () => store.sessions.endAllOfOwner(OWNER)],
        [
          'the owner token is replaced',
          async () => {
            await store.journal.setOwnerTokenHash('known', OWNER);
            await store.journal.replaceOwnerTokenHash('known', 'next', OWNER);
          },
        ],
      ])('ends when %s', async (_what, end) => {
        await store.sessions.setSignInLink(LINK, OWNER);
        await end();
        expect(await begin('a')).toBe(false);
      });
    });

    test('knows whether the owner ever signed in, also when the session has ended', async () => {
      await store.sessions.begin('a', STUDENTS);
      expect(await store.sessions.ownerHasSignedIn()).toBe(false);
      await store.sessions.begin('b', OWNERS);
      await store.sessions.end('b');
      await restart();
      expect(await store.sessions.ownerHasSignedIn()).toBe(true);
    });

    test('generates the secret that signs cookies once, and stores it', async () => {
      const [one, same] = await Promise.all([store.sessions.cookieSecret(), store.sessions.cookieSecret()]);
      expect(one).toMatch(/^[0-9a-f]{64}$/);
      await restart();
      expect([same, await store.sessions.cookieSecret()]).toEqual([one, one]);
      expect(one).not.toBe(await store.journal.pseudonymSecret());
    });

    test('rejects a kind that does not exist, and a student without an API token', async () => {
      const unknown = { ...OWNERS, kind: 'assistant' } as unknown as Session;
      await expect(store.sessions.begin('a', unknown)).rejects.toThrow('"assistant" is not a kind of session');
      await expect(store.sessions.begin('a', { ...STUDENTS, tokenHash: null })).rejects.toThrow(
        'must have an API token',
      );
      await expect(store.sessions.begin('a', { ...OWNERS, tokenHash: 'h' })).rejects.toThrow('must not have');
      expect(await store.sessions.find('a', NOW)).toBeNull();
    });
  });
}
