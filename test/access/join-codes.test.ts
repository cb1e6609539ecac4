import { describe, expect, test } from 'vitest';
import { newJoinCode, parseJoinCode, whyJoiningIsClosed } from '../../src/access/join-codes.ts';
import { comparableName } from '../../src/access/students.ts';
import { schoolClassWith } from '../support/school-class.ts';

const NOON_IN_SEOUL = Date.parse('2026-11-23T03:00:00Z');
const CLASS = schoolClassWith({ joinPlaces: 1 });

describe('parseJoinCode', () => {
  test('reads a code that is typed with other letters, spaces or dashes', () => {
    for (let n = 0; n < 200; n++) {
      const code = newJoinCode();
      expect(parseJoinCode(code)).toBe(code);
    }
    for (const typed of ['K7M2-Q9XP', 'k7m2q9xp', ' k7m2 q9xp\n', 'K7M2–Q9XP', 'K 7 M 2 - Q 9 X P', 'k7m2--q9xp']) {
      expect(parseJoinCode(typed), typed).toBe('K7M2-Q9XP');
    }
  });

  test('returns null for a code with a missing, surplus or impossible letter', () => {
    for (const typed of ['', 'K7M2-Q9X', 'K7M2-Q9XPP', 'K7M2-Q9X0', 'K7M2-Q9XI', 'K7M2.Q9XP', '%', '참여코드1234']) {
      expect(parseJoinCode(typed), typed).toBeNull();
    }
  });
});

describe('whyJoiningIsClosed', () => {
  test('is null while the class has a place, also before its first day', () => {
    expect(whyJoiningIsClosed(CLASS, NOON_IN_SEOUL)).toBeNull();
    expect(whyJoiningIsClosed({ ...CLASS, startsOn: '2026-12-01' }, NOON_IN_SEOUL)).toBeNull();
    expect(whyJoiningIsClosed({ ...CLASS, joinPlaces: 0 }, NOON_IN_SEOUL)).toBe('no_place');
  });

  test('is null until the last day is over in the zone of the class', () => {
    const ends = { ...CLASS, endsOn: '2026-11-23' };
    expect(whyJoiningIsClosed(ends, Date.parse('2026-11-23T14:59:59Z'))).toBeNull();
    expect(whyJoiningIsClosed(ends, Date.parse('2026-11-23T15:00:00Z'))).toBe('class_over');
    expect(whyJoiningIsClosed({ ...ends, joinPlaces: 0 }, Date.parse('2026-11-23T15:00:00Z'))).toBe('class_over');
  });
});

test('comparableName is equal for names that people read as equal', () => {
  const same = [
    '김서연'.normalize('NFD'),
    '김\u200b서연',
    '김서연\u3164',
    '김서연\u2800',
    '\u1100\u200b\u1175\u11b7서연',
    '\ue000김서연',
  ];
  for (const other of same) expect(comparableName(other), JSON.stringify(other)).toBe(comparableName('김서연'));
  expect(comparableName('Jose\u034f\u0301')).toBe(comparableName('JOSÉ'));
  expect(comparableName('Ｋｉｍ')).toBe(comparableName('kim'));
  expect(comparableName('Emma  Wilson')).toBe(comparableName('emma wilson'));
  expect(comparableName('김서연')).not.toBe(comparableName('김서현'));
  expect(comparableName('김서연 2')).not.toBe(comparableName('김서연'));
});
