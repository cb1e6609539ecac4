import { describe, expect, test } from 'vitest';
import { planNotices, type UnsaidIncidents } from '../../../src/admin/notices/plan-notices.ts';
import type { BudgetCrossing } from '../../../src/store/budget-crossing.ts';

const WINDOW = { period: 'week', unit: 'money', selector: null, windowStart: 1000, windowEnd: 2000 } as const;
const NOBODY: ReadonlySet<string> = new Set();

function crossing(fields: Partial<BudgetCrossing>): BudgetCrossing {
  const rest = { scopeId: 1, classId: 7, limit: 100, spent: 80, threshold: 80, crossedAt: 1500 };
  return { scope: 'student', ...rest, ...WINDOW, ...fields };
}

const incidents = (fields: Partial<UnsaidIncidents> = {}): UnsaidIncidents => ({
  ...{ kind: 'uncertain', count: 3, firstId: 4, lastId: 9, crashAt: null },
  ...fields,
});

describe('planNotices', () => {
  test('makes one notice of classmates who passed the same threshold of the same window', () => {
    const all = [
      crossing({ scopeId: 1 }),
      crossing({ scopeId: 2, spent: 85 }),
      crossing({ scopeId: 3, threshold: 50 }),
      crossing({ scopeId: 4, classId: 8 }),
      crossing({ scopeId: 5, classId: null }),
      crossing({ scopeId: 6, period: 'day' }),
    ];
    const { notices, silent } = planNotices(all, [], NOBODY);
    expect(silent).toEqual([]);
    expect(notices.map(({ crossings }) => crossings.map(({ scopeId }) => scopeId))).toEqual([
      [1, 2],
      [3],
      [4],
      [5],
      [6],
    ]);
    expect(notices[0]).toMatchObject({
      classId: 7,
      facts: {
        kind: 'student_budget',
        threshold: 80,
        students: [
          { id: 1, spent: 80, limit: 100 },
          { id: 2, spent: 85 },
        ],
      },
    });
  });

  test('says only the highest of one budget', () => {
    const [low, high] = [crossing({ threshold: 50 }), crossing({ threshold: 80 })];
    const { notices, silent } = planNotices([high, low], [], NOBODY);
    expect([notices.map(({ facts }) => facts), silent]).toMatchObject([[{ threshold: 80 }], [low]]);
  });

  test('says wallet and classes at once, and lets students and incidents wait for their topic', () => {
    const all = [crossing({ scope: 'wallet', scopeId: 0 }), crossing({ scope: 'class', scopeId: 7 }), crossing({})];
    const recent = new Set(['wallet', 'class 7', 'students 7', 'incident uncertain']);
    const { notices } = planNotices(all, [incidents(), incidents({ kind: 'overrun' })], recent);
    expect(notices.map(({ topic }) => topic)).toEqual(['wallet', 'class 7', 'incident overrun']);
  });

  test('calls a failed backup by its own kind', () => {
    const { notices } = planNotices(
      [],
      [incidents({ kind: 'backup_failed' }), incidents({ kind: 'crash', crashAt: 5 })],
      NOBODY,
    );
    expect(notices.map(({ facts }) => facts)).toEqual([
      { kind: 'backup_failed', incidentId: 9 },
      { kind: 'incident', incidentKind: 'crash', count: 3, firstId: 4, lastId: 9, crashAt: 5 },
    ]);
  });
});
