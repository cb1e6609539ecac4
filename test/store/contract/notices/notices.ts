import { describe, expect, test } from 'vitest';
import { MAX_NOTICES_AN_HOUR } from '../../../../src/admin/notices/notice-limits.ts';
import type { NoticeFacts } from '../../../../src/store/notice-facts.ts';
import { change, classInStore } from '../class-in-store.ts';
import type { TestEngine } from '../engine.ts';
import { allNotices, findNotices, said } from './said.ts';

const HOUR_MS = 3_600_000;
const NO_BACKUP: NoticeFacts = { kind: 'backup_old', lastAt: null };

const REQUEST = { kind: 'money_request', requestId: 1, studentId: 1, classId: null, amount: 1 } as const;

export function testNotices(engine: TestEngine): void {
  describe('notices', () => {
    const openClass = classInStore(engine);

    const open = async () => {
      const school = await openClass();
      const { store, clock } = school;
      const add = (onceKey: string, facts: NoticeFacts = NO_BACKUP) =>
        store.notices.addNotice({ facts, classId: null, onceKey }, clock.now());
      return { school, store, clock, add, look: () => findNotices(school.store, clock.now()) };
    };

    test('are said once for each key, also after a restart', async () => {
      const { school, clock, add } = await open();
      const [one, two] = await Promise.all([add('a'), add('a')]);
      expect([one?.id, two]).toEqual([1, null]);
      await school.restart();
      const again = { facts: NO_BACKUP, classId: null, onceKey: 'a' };
      expect(await school.store.notices.addNotice(again, clock.now())).toBeNull();
      expect(await school.store.notices.addNotice({ ...again, onceKey: 'b' }, clock.now())).toMatchObject({
        id: expect.any(Number),
      });
      expect(await said(school.store)).toHaveLength(2);
    });

    test('of kinds that the owner does not want are not said', async () => {
      const { store, clock, add } = await open();
      const none = { muted: ['backup_old'], studentThresholds: [] } as const;
      await store.notices.changeNoticeChoice(() => none, change(clock.now()));
      expect(await add('a')).toBeNull();
      expect(await said(store)).toEqual([]);
    });

    test('are unread until the owner has seen them', async () => {
      const { store, clock, add } = await open();
      for (const key of ['a', 'b', 'c']) await add(key);
      expect(await store.notices.countUnreadNotices()).toBe(3);
      clock.advance(1);
      expect(await store.notices.markNoticesRead(2, clock.now())).toBe(2);
      expect(await store.notices.markNoticesRead(2, clock.now())).toBe(0);
      expect(await store.notices.countUnreadNotices()).toBe(1);
      const list = (filter: object) => store.notices.listNotices({ after: null, limit: 10, ...filter });
      expect((await list({ unread: true })).rows.map(({ id }) => id)).toEqual([3]);
      expect((await list({ unread: false })).rows).toMatchObject([{ id: 2, readAt: clock.now() }, { id: 1 }]);
      expect((await list({ kind: 'incident' })).rows).toEqual([]);
      expect(await store.notices.listNotices({ after: 3, limit: 1 })).toMatchObject({ rows: [{ id: 2 }], next: 2 });
    });

    test('go to channels oldest first, from an id on', async () => {
      const { store, add } = await open();
      expect(await store.notices.newestNoticeId()).toBe(0);
      for (const key of ['a', 'b', 'c']) await add(key);
      expect((await store.notices.noticesToSend(1, 10)).map(({ id }) => id)).toEqual([2, 3]);
      expect((await store.notices.noticesToSend(0, 1)).map(({ id }) => id)).toEqual([1]);
      expect(await store.notices.newestNoticeId()).toBe(3);
    });

    test('above the limit of an hour stand on the pages only, and are counted for channels when there is room', async () => {
      const { school, store, clock, add, look } = await open();
      for (let i = 0; i < MAX_NOTICES_AN_HOUR + 12; i++) await add(String(i), REQUEST);
      await look();
      expect(await store.notices.noticesToSend(0, 100)).toHaveLength(MAX_NOTICES_AN_HOUR);
      expect(await allNotices(store)).toHaveLength(MAX_NOTICES_AN_HOUR + 12);
      const since = clock.now();
      clock.advance(HOUR_MS);
      await look();
      await look();
      await school.restart();
      await look();
      const sent = await school.store.notices.noticesToSend(MAX_NOTICES_AN_HOUR, 100);
      expect(sent.map(({ facts }) => facts)).toEqual([{ kind: 'more', count: 12, since }]);
      expect(await said(school.store)).not.toContain('more');
      expect(await school.store.notices.countUnreadNotices()).toBe(MAX_NOTICES_AN_HOUR + 12);
    });

    test('about the wallet, the models and backups go to channels also above the limit of an hour', async () => {
      const { store, add } = await open();
      for (let i = 0; i < MAX_NOTICES_AN_HOUR + 1; i++) await add(String(i), REQUEST);
      await add('old backup');
      const sent = await store.notices.noticesToSend(0, 100);
      expect(sent).toHaveLength(MAX_NOTICES_AN_HOUR + 1);
      expect(sent.at(-1)?.facts).toEqual(NO_BACKUP);
    });

    test('of incidents are gathered: the first at once, then one for all of ten minutes', async () => {
      const { school, store, clock, look } = await open();
      const incident = async () => school.settle((await school.hold(10)).id, 10, 'uncertain');
      await incident();
      await look();
      await Promise.all(Array.from({ length: 300 }, incident));
      await look();
      expect(await said(store)).toEqual(['incident uncertain (1)']);
      clock.advance(10 * 60_000);
      await look();
      expect(await said(store)).toEqual(['incident uncertain (1)', 'incident uncertain (300)']);
      clock.advance(10 * 60_000);
      await look();
      expect(await said(store)).toHaveLength(2);
    });

    test('of a crash are one, whatever the number of its calls', async () => {
      const { school, clock, look } = await open();
      await Promise.all(Array.from({ length: 250 }, () => school.hold(10)));
      await school.restart();
      await school.store.ledger.expireOpenHolds(clock.now());
      await look();
      const [notice] = await allNotices(school.store);
      expect(notice?.facts).toMatchObject({ incidentKind: 'crash', count: 250, crashAt: clock.now() });
      expect(await said(school.store)).toHaveLength(1);
    });

    test('leave out incidents that the owner closed before they were said, and those with notices of their own', async () => {
      const { school, store, clock, look } = await open();
      await school.settle((await school.hold(10)).id, 10, 'uncertain');
      await store.journal.closeIncident(1, change(clock.now()));
      await store.journal.raiseIncident('model_retiring', 'a-model is shut down', clock.now());
      await look();
      expect(await said(store)).toEqual([]);
    });

    test('are removed when they are old, and what is removed is not said again', async () => {
      const { school, store, clock, add, look } = await open();
      await school.setBudget('student', { period: 'day', limit: 1000 });
      await school.spend(900);
      await look();
      await add('a');
      clock.advance(200 * 24 * HOUR_MS);
      await add('b');
      await store.notices.removeNoticesBefore(clock.now() - 180 * 24 * HOUR_MS);
      await look();
      expect(await said(store)).toEqual(['backup_old']);
      expect(await store.notices.crossingsOf(school.studentId, clock.now() - 200 * 24 * HOUR_MS)).toEqual([]);
    });
  });
}
