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
