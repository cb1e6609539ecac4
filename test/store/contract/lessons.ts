import { beforeEach, describe, expect, test } from 'vitest';
import type { SchoolClass } from '../../../src/access/classes.ts';
import type { ClassFields, LessonChange } from '../../../src/store/access-fields.ts';
import type { Store } from '../../../src/store/store.ts';
import { emptyStore, NOW, OWNER } from './empty-store.ts';
import type { TestEngine } from './engine.ts';

const CLASS: ClassFields = {
  ...{ name: 'c', timeZone: 'Asia/Seoul', language: 'ko', startsOn: null, endsOn: null },
  allowedModels: null,
};
const MONDAY = { weekday: 'mon', from: '10:00', to: '10:50' } as const;
const SESSION = { day: '2026-11-30', from: '10:00', to: '24:00' };

/** When a class is open. */
export function testLessons(engine: TestEngine): void {
  describe('the lessons of a class', () => {
    let store: Store;
    const { restart } = emptyStore(engine, (opened) => {
      store = opened;
    });
    beforeEach(async () => {
      await store.access.createClass(CLASS, {}, OWNER);
      await store.access.createClass({ ...CLASS, name: 'd', opening: 'lessons', weeklyHours: [MONDAY] }, {}, OWNER);
    });

    const pauseAt =
      (at: number) =>
      (each: SchoolClass): LessonChange | null =>
        each.pausedAt !== null
          ? null
          : { fields: { pausedAt: at }, before: { pausedAt: null }, after: { pausedAt: at } };
    const audit = async () =>
      (await store.journal.listAudit({ after: null, limit: 10 })).rows
        .filter(({ action }) => !action.endsWith('create'))
        .map(({ action, subject, before, after }) => ({ action, subject, before, after }));

    test('are kept as they were written, also over a restart', async () => {
      const fields = { lessonSessions: [SESSION], openedUntil: NOW + 5, closedUntil: NOW + 7, pausedAt: NOW };
      const changed = await store.access.changeLessons(
        2,
        'class.pause',
        () => ({ fields, before: null, after: fields }),
        OWNER,
      );
      expect(changed).toMatchObject({ ...fields, opening: 'lessons', weeklyHours: [MONDAY] });
      await restart();
      expect(await store.access.getClass(2)).toEqual(changed);
      expect(await store.access.getClass(1)).toMatchObject({
        ...{ opening: 'always', weeklyHours: [], lessonSessions: [] },
        ...{ openedUntil: null, closedUntil: null, pausedAt: null },
      });
      // Other fields of the class leave them alone; hours that are set anew end what was closed early.
      expect(await store.access.updateClass(2, { name: 'e' }, {}, OWNER)).toEqual({ ...changed, name: 'e' });
      expect(await store.access.updateClass(2, { weeklyHours: [] }, {}, OWNER)).toMatchObject({
        ...{ ...fields, closedUntil: null },
        weeklyHours: [],
      });
      expect(await store.access.getClass(2)).toMatchObject({ closedUntil: null, pausedAt: NOW });
    });

    test('count for the very next call', async () => {
      await store.access.createStudent({ name: 's', classId: 1, email: null, suspended: false }, {}, OWNER);
      await store.access.createToken({ studentId: 1, hash: 'h', prefix: 'p', label: null, expiresAt: null }, OWNER);
      expect((await store.access.findCaller('h'))?.schoolClass?.pausedAt).toBeNull();
      await store.access.changeLessons(1, 'class.pause', pauseAt(NOW), OWNER);
      expect((await store.access.findCaller('h'))?.schoolClass?.pausedAt).toBe(NOW);
      await store.access.updateClass(1, { opening: 'lessons' }, {}, OWNER);
      expect((await store.access.findCaller('h'))?.schoolClass?.opening).toBe('lessons');
    });

    test('are changed in every class or in none', async () => {
      const half = (each: SchoolClass): LessonChange | null => {
        if (each.id === 2) throw new Error('refused');
        return pauseAt(NOW)(each);
      };
      await expect(store.access.changeAllLessons('class.pause', half, OWNER)).rejects.toThrow('refused');
      expect([await store.access.getClass(1), await store.access.getClass(2)]).toMatchObject([
        { pausedAt: null },
        { pausedAt: null },
      ]);
      expect(await audit()).toEqual([]);
      await store.access.changeLessons(1, 'class.pause', pauseAt(NOW), OWNER);
      expect(await store.access.changeAllLessons('class.pause', pauseAt(NOW + 1), OWNER)).toBe(1);
      expect([await store.access.getClass(1), await store.access.getClass(2)]).toMatchObject([
        { pausedAt: NOW },
        { pausedAt: NOW + 1 },
      ]);
    });

    test('get one entry in the audit where they change, and none where they do not', async () => {
      await store.access.changeLessons(1, 'class.pause', pauseAt(NOW), OWNER);
      await store.access.changeLessons(1, 'class.pause', pauseAt(NOW + 1), OWNER);
      expect(await audit()).toEqual([
        { action: 'class.pause', subject: 'class 1', before: { pausedAt: null }, after: { pausedAt: NOW } },
      ]);
    });

    test('are those of a class that exists', async () => {
      await store.access.deleteClass(1, OWNER);
      for (const id of [1, 9]) {
        const change = store.access.changeLessons(id, 'class.pause', pauseAt(NOW), OWNER);
        await expect(change).rejects.toMatchObject({ problem: { code: 'class_not_found', id } });
      }
      expect(await store.access.changeAllLessons('class.pause', pauseAt(NOW), OWNER)).toBe(1);
    });
  });
}
