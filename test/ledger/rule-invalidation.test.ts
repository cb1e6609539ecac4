import { describe, expect, test } from 'vitest';
import { firstIdAt } from '../../src/ledger/hold-ids.ts';
import { FOREVER } from '../../src/ledger/periods.ts';
import {
  budgetInvalidation,
  calendarMoved,
  openingSums,
  planLimits,
  rulesSince,
  serverRulesKey,
} from '../../src/ledger/rule-invalidation.ts';

const NOW = Date.parse('2026-11-23T03:00Z');
const CALENDAR = { timeZone: 'Asia/Seoul', termStartsOn: null, termEndsOn: null };

describe('budgetInvalidation', () => {
  test('a default limit of a class drops the balances of the class, whose students share it', () => {
    for (const scope of ['class-student', 'class'] as const) {
      for (const change of ['added', 'removed'] as const) {
        expect(budgetInvalidation({ scope, scopeId: 7 }, change)).toEqual({
          scope: 'class',
          scopeId: 7,
          keepsCarry: true,
        });
      }
    }
  });

  test('a limit of a student or of the wallet drops only their own', () => {
    expect(budgetInvalidation({ scope: 'wallet', scopeId: 0 }, 'removed')).toEqual({
      scope: 'wallet',
      keepsCarry: true,
    });
    const student = { scope: 'student', scopeId: 7 } as const;
    expect(budgetInvalidation(student, 'added')).toEqual({ ...student, keepsCarry: true });
  });

  test('removing a limit of a student ends what is carried over: the limit of the class may take its place', () => {
    const student = { scope: 'student', scopeId: 7 } as const;
    expect(budgetInvalidation(student, 'removed')).toEqual({ ...student, keepsCarry: false });
  });
});

test('calendarMoved is true for another zone, first day or last day', () => {
  expect(calendarMoved(CALENDAR, { ...CALENDAR })).toBe(false);
  expect(calendarMoved(CALENDAR, { ...CALENDAR, timeZone: 'UTC' })).toBe(true);
  expect(calendarMoved(CALENDAR, { ...CALENDAR, termStartsOn: '2026-09-01' })).toBe(true);
  expect(calendarMoved(CALENDAR, { ...CALENDAR, termEndsOn: '2026-12-18' })).toBe(true);
});

test('serverRulesKey changes with the zone, and not with the height of a limit', () => {
  const key = serverRulesKey({ walletMonthly: 5, studentWeekly: 1 }, 'UTC');
  expect(serverRulesKey({ studentWeekly: 9, walletMonthly: 8 }, 'UTC')).toBe(key);
  expect(serverRulesKey({ walletMonthly: 5, studentWeekly: 1 }, 'Asia/Seoul')).not.toBe(key);
  // Stored by every release so far: another text would drop all balances at the next start.
  expect(key).toBe('{"timeZone":"UTC","defaults":["studentWeekly","walletMonthly"]}');
});

describe('rulesSince', () => {
  test('is now, or just after the newest call when the clock has gone back', () => {
    expect(rulesSince(NOW, 0)).toBe(NOW);
    expect(rulesSince(NOW, firstIdAt(NOW - 5))).toBe(NOW);
    expect(rulesSince(NOW, firstIdAt(NOW) + 3)).toBe(NOW + 1);
    expect(rulesSince(NOW, firstIdAt(NOW + 60_000))).toBe(NOW + 60_001);
  });
});

describe('openingSums', () => {
  test('a balance is empty when its rule has applied since the window began', () => {
    expect(openingSums({ start: NOW, end: NOW + 1 }, { rulesSince: NOW, recordsSince: 0 })).toBeNull();
  });

  test('a balance is summed from the whole window when its rule is younger', () => {
    const sums = openingSums({ start: NOW - 10, end: NOW + 10 }, { rulesSince: NOW, recordsSince: 0 });
    const ids = [firstIdAt(NOW - 10), firstIdAt(NOW + 10)];
    expect(sums).toEqual({ records: ids, holds: ids });
  });

  test('a window without a beginning is read from the oldest record of the scope', () => {
    const sums = openingSums({ start: 0, end: FOREVER }, { rulesSince: NOW, recordsSince: NOW - 500 });
    expect(sums?.records[0]).toBe(firstIdAt(NOW - 500));
    expect(sums?.holds[0]).toBe(0);
  });
});

describe('planLimits', () => {
  test('removes the limits that are not wanted, and sets those that are', () => {
    const current = [
      { id: 1, period: 'day', limit: 5 },
      { id: 2, period: 'week', limit: 6 },
    ] as const;
    const wanted = [
      { period: 'week', limit: 7 },
      { period: 'month', limit: 8 },
    ] as const;
    expect(planLimits(current, wanted)).toEqual({ remove: [current[0]], set: wanted });
    expect(planLimits(current, [])).toEqual({ remove: current, set: [] });
  });
});
