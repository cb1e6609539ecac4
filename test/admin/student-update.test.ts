import { describe, expect, test } from 'vitest';
import type { Student } from '../../src/access/students.ts';
import { decideStudentUpdate } from '../../src/admin/student-update.ts';

const ANN: Student = {
  id: 7,
  classId: 1,
  name: 'Ann',
  studentNumber: '20261000',
  email: 'ann@school.example',
  note: null,
  suspendedAt: null,
  createdAt: 1000,
};

describe('decideStudentUpdate', () => {
  test('keeps every field that the change does not name', () => {
    expect(decideStudentUpdate(ANN, {}, 5000)).toEqual({ after: ANN, moves: false });
  });

  test('empties a field that the change sets to null', () => {
    expect(decideStudentUpdate(ANN, { email: null }, 5000).after).toEqual({ ...ANN, email: null });
  });

  test('suspends from now on, and keeps the instant of an earlier suspension', () => {
    const { after } = decideStudentUpdate(ANN, { suspended: true }, 5000);
    expect(after).toEqual({ ...ANN, suspendedAt: 5000 });
    expect(decideStudentUpdate(after, { suspended: true }, 9000).after.suspendedAt).toBe(5000);
    expect(decideStudentUpdate(after, { name: 'Anna' }, 9000).after.suspendedAt).toBe(5000);
    expect(decideStudentUpdate(after, { suspended: false }, 9000).after.suspendedAt).toBeNull();
  });

  test.each([
    [2, true],
    [null, true],
    [1, false],
  ])('a class of %j moves the student: %s', (classId, moves) => {
    expect(decideStudentUpdate(ANN, { classId }, 5000).moves).toBe(moves);
  });
});
