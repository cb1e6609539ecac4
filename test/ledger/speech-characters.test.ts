import { afterEach, describe, expect, test, vi } from 'vitest';
import { isLongerThan } from '../../src/ledger/speech-characters.ts';

afterEach(() => vi.restoreAllMocks());

describe('isLongerThan', () => {
  test.each([
    ['aaaa', 4, false],
    ['aaaaa', 4, true],
    ['\u{1f600}'.repeat(4), 4, false],
    ['\u{1f600}'.repeat(5), 4, true],
    [`aaa${'\u{1f600}'.repeat(2)}`, 4, true],
    ['\ud800'.repeat(4), 4, false],
    ['\ud800'.repeat(5), 4, true],
    ['', 0, false],
  ])('counts code points (%j, at most %d)', (text, max, expected) => {
    expect(isLongerThan(text, max)).toBe(expected);
  });

  test('does not go over a text whose length says enough: a long one is checked before its turn', () => {
    const walk = vi.spyOn(String.prototype, Symbol.iterator as unknown as 'toString');
    expect([isLongerThan('a'.repeat(1_000_000), 4096), isLongerThan('a'.repeat(4096), 4096)]).toEqual([true, false]);
    expect(walk).not.toHaveBeenCalled();
  });
});
