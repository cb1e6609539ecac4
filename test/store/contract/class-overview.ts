import { beforeEach, describe, expect, test } from 'vitest';
import type { ClassFields } from '../../../src/store/access-fields.ts';
import type { ClassOverviewQuery } from '../../../src/store/class-overview.ts';
import type { Store } from '../../../src/store/store.ts';
import { busyYear } from './busy-year.ts';
import { emptyStore, OWNER } from './empty-store.ts';
import type { TestEngine } from './engine.ts';

const CLASS: ClassFields = {
  ...{ name: '', timeZone: 'UTC', language: 'ko', startsOn: null, endsOn: null, allowedModels: null },
};

export function testClassOverview(engine: TestEngine): void {
  describe('the overview of classes', () => {
    let store: Store;
    emptyStore(engine, (opened) => {
      store = opened;
    });
    const overview = (query: Partial<ClassOverviewQuery> = {}) =>
      store.records.classOverview({ sort: 'name', offset: 0, limit: 50, now: OWNER.now, ...query });
    const names = async (query: Partial<ClassOverviewQuery>) =>
      (await overview(query)).rows.map(({ schoolClass }) => schoolClass.name);

    beforeEach(async () => {
      const later = { ...OWNER, now: OWNER.now + 1 };
      await store.access.createClass({ ...CLASS, name: '나', endsOn: '2020-01-01' }, {}, OWNER);
      await store.access.createClass({ ...CLASS, name: 'b' }, {}, OWNER);
      await store.access.createClass({ ...CLASS, name: '가', startsOn: '2099-01-01' }, {}, later);
      await store.access.createClass({ ...CLASS, name: 'A' }, {}, OWNER);
      await store.access.createClass({ ...CLASS, name: 'removed' }, {}, OWNER);
      await store.access.deleteClass(5, OWNER);
      for (const classId of [4, 3, 3]) {
        await store.access.createStudent({ name: 's', classId, email: null, suspended: false }, {}, OWNER);
      }
      await store.access.createStudent({ name: 'gone', classId: 4, email: null, suspended: false }, {}, OWNER);
      await store.access.deleteStudent(4, OWNER);
    });

    // A Korean dictionary has Hangul before Latin letters.
    test.each([
      ['name', ['가', '나', 'A', 'b']],
      ['students', ['가', 'A', '나', 'b']],
      ['state', ['A', 'b', '가', '나']],
      ['created', ['가', 'A', 'b', '나']],
      ['oldest', ['나', 'b', '가', 'A']],
      ['spend', ['가', '나', 'A', 'b']],
    ] as const)('sorts by %s, and ties by name', async (sort, expected) => {
      expect(await names({ sort })).toEqual(expected);
    });

    test('counts the students of each class, and removed ones not', async () => {
      const { rows } = await overview({ sort: 'oldest' });
      expect(rows.map(({ students }) => students)).toEqual([0, 0, 2, 1]);
    });

    test('finds a part of a name in any case and composition, a page at a time', async () => {
      expect(await names({ search: 'a' })).toEqual(['A']);
      expect(await names({ search: '\u1100\u1161' })).toEqual(['가']);
      expect(await names({ search: '%' })).toEqual([]);
      const all = await names({});
      const paged = await Promise.all([0, 3].map((offset) => names({ offset, limit: 3 })));
      expect(paged.flat()).toEqual(all);
      expect((await overview({ offset: 3, limit: 3 })).total).toBe(4);
    });
  });

  test('the overview of classes says what the usage of the month says', async () => {
    const { store, clock } = await busyYear(engine);
    const { rows } = await store.records.classOverview({ sort: 'spend', offset: 0, limit: 9, now: clock.now() });
    for (const { schoolClass, spent } of rows) {
      const today = new Intl.DateTimeFormat('sv-SE', { timeZone: schoolClass.timeZone }).format(clock.now());
      const month = { from: `${today.slice(0, 7)}-01`, to: '2100-01-01', classId: schoolClass.id } as const;
      expect(spent).toBe((await store.records.usage({ ...month, groupBy: 'class' })).total.cost);
    }
    expect(rows.some(({ spent }) => spent > 0)).toBe(true);
  });
}
