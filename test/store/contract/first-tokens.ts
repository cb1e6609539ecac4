import { beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../../src/store/store.ts';
import { emptyStore, OWNER } from './empty-store.ts';
import type { TestEngine } from './engine.ts';

export function testFirstTokens(engine: TestEngine): void {
  describe('the first token of a student', () => {
    let store: Store;
    emptyStore(engine, (opened) => {
      store = opened;
    });
    beforeEach(() =>
      store.access.createStudent({ name: 'Kim', classId: null, email: null, suspended: false }, {}, OWNER),
    );
    const fields = (hash: string, expiresAt: number | null = null) => ({
      ...{ studentId: 1, hash, prefix: 'jgp_x', label: null, expiresAt },
    });

    test('is created once, though two ask for it at the same moment', async () => {
      const asked = ['a', 'b'].map((hash) => store.access.createFirstToken(fields(hash), OWNER));
      const [first, second] = await Promise.allSettled(asked);
      expect(first?.status).toBe('fulfilled');
      expect(second).toMatchObject({ reason: { problem: { code: 'has_token', studentId: 1 } } });
      expect((await store.access.listTokens(1, { after: null, limit: 9 })).rows).toHaveLength(1);
    });

    test('is created where every other has been revoked or has expired', async () => {
      const { id } = await store.access.createFirstToken(fields('a'), OWNER);
      await store.access.revokeToken(id, OWNER);
      await store.access.createToken(fields('b', OWNER.now), OWNER);
      expect(await store.access.createFirstToken(fields('c'), OWNER)).toMatchObject({ id: 3, studentId: 1 });
    });

    test('needs a student', async () => {
      const nobody = store.access.createFirstToken({ ...fields('a'), studentId: 9 }, OWNER);
      await expect(nobody).rejects.toMatchObject({ problem: { code: 'student_not_found' } });
    });
  });
}
