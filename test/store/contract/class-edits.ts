import { beforeEach, describe, expect, test } from 'vitest';
import type { ClassFields } from '../../../src/store/access-fields.ts';
import type { Store } from '../../../src/store/store.ts';
import { emptyStore, OWNER } from './empty-store.ts';
import type { TestEngine } from './engine.ts';

const CLASS: ClassFields = {
  ...{ name: 'c', timeZone: 'UTC', language: 'en', startsOn: null, endsOn: null },
  allowedModels: null,
};

/** Edits of all students of a class at once. */
export function testClassEdits(engine: TestEngine): void {
  describe('edits of the students of a class', () => {
    let store: Store;
    emptyStore(engine, (opened) => {
      store = opened;
    });
    beforeEach(async () => {
      await store.access.createClass(CLASS, {}, OWNER);
      await store.access.createClass({ ...CLASS, name: 'd' }, {}, OWNER);
      await store.access.createStudent(student('one', '1'), {}, OWNER);
      await store.access.createStudent({ ...student('elsewhere', '1'), classId: 2 }, {}, OWNER);
    });

    test('are decided on the students of that class, and are all written', async () => {
      const { decided, added } = await store.access.editStudentsOf(
        1,
        (students) => ({
          decided: students.map(({ name, studentNumber }) => [name, studentNumber]),
          added: [student('two', '2'), student('three', null)],
          changed: [{ id: 1, fields: { name: 'first', note: 'n' } }],
        }),
        OWNER,
      );
      expect(decided).toEqual([['one', '1']]);
      expect(added.map(({ name }) => name)).toEqual(['two', 'three']);
      expect((await store.access.listStudents({ classId: 1, after: null, limit: 10 })).rows).toMatchObject([
        { name: 'first', studentNumber: '1', note: 'n' },
        { name: 'two', studentNumber: '2' },
        { name: 'three', studentNumber: null },
      ]);
    });

    test('are not written at all when one of them is refused', async () => {
      const edits = { decided: null, changed: [{ id: 1, fields: { name: 'first' } }] };
      const twice = store.access.editStudentsOf(
        1,
        () => ({ ...edits, added: [student('two', 'A'), student('three', 'a')] }),
        OWNER,
      );
      await expect(twice).rejects.toMatchObject({ problem: { code: 'number_taken', name: 'two' } });
      expect((await store.access.listStudents({ classId: 1, after: null, limit: 10 })).rows).toMatchObject([
        { name: 'one' },
      ]);
    });

    test('need a class', async () => {
      const edits = store.access.editStudentsOf(9, () => ({ decided: null, added: [], changed: [] }), OWNER);
      await expect(edits).rejects.toMatchObject({ problem: { code: 'class_not_found' } });
    });

    test('of two at the same moment, the second sees what the first wrote', async () => {
      const addMissing = () =>
        store.access.editStudentsOf(
          1,
          (students) => ({
            decided: null,
            added: students.some(({ studentNumber }) => studentNumber === '2') ? [] : [student('two', '2')],
            changed: [],
          }),
          OWNER,
        );
      const results = await Promise.all([addMissing(), addMissing()]);
      expect(results.map(({ added }) => added.length)).toEqual([1, 0]);
    });
  });
}

function student(name: string, studentNumber: string | null) {
  return { name, studentNumber, classId: 1, email: null, suspended: false };
}
