import { describe, expect, test } from 'vitest';
import { parseEmail, parseName } from '../../src/admin/parse-name.ts';
import { cpuMs } from '../support/cpu-time.ts';
import { adminError, errorOf } from './admin-fixture.ts';

const PATH = ['name'];
const LENGTH = { code: 'name_length', max: 200 } as const;
const CONTROL = { code: 'name_control_characters' } as const;
const INVISIBLE = { code: 'name_invisible' } as const;

describe('parseName', () => {
  test.each([
    [' Kim ', 'Kim'],
    [' \u202a김서연\u202c\n', '김서연'],
    ['مريم\u200f (Mariam)', 'مريم\u200f (Mariam)'],
    ['x'.repeat(200), 'x'.repeat(200)],
    ['👩‍🏫', '👩‍🏫'],
  ])('takes %j without what stands around it', (text, name) => {
    expect(parseName(text, PATH)).toBe(name);
  });

  test.each([
    ['', LENGTH],
    [' \n ', LENGTH],
    ['x'.repeat(201), LENGTH],
    // One letter that stands for eighteen.
    ['\ufdfa'.repeat(12), LENGTH],
    ['a\nb', CONTROL],
    ['a\tb', CONTROL],
    ['a\u2028b', CONTROL],
    ['a\u202eb', CONTROL],
    ['a\ud800', CONTROL],
    ['\u200b\u3164', INVISIBLE],
    ['\u0301', INVISIBLE],
    [`Z${'\u0301\u0316'.repeat(9)}`, INVISIBLE],
  ] as const)('refuses %j', (text, problem) => {
    expect(errorOf(() => parseName(text, PATH))).toEqual(adminError(problem, PATH));
  });

  test('refuses a name of many blanks at once', () => {
    const before = cpuMs();
    expect(errorOf(() => parseName(`a${' '.repeat(60_000)}b`, PATH))).toEqual(adminError(LENGTH, PATH));
    // To look for the end of the blanks from each of them took seconds.
    expect(cpuMs() - before).toBeLessThan(500);
  });
});

describe('parseEmail', () => {
  test.each([
    [null, null],
    [' kim@school.example ', 'kim@school.example'],
  ])('takes %j', (text, email) => {
    expect(parseEmail(text, ['email'])).toBe(email);
  });

  test.each(['kim', 'kim@', 'a b@c', 'a@b@c', `${'a'.repeat(190)}@${'b'.repeat(70)}`.slice(0, 200).replace('@', '')])(
    'refuses %j',
    (text) => {
      expect(errorOf(() => parseEmail(text, ['email']))).toEqual(adminError({ code: 'email_invalid' }, ['email']));
    },
  );
});
