import { describe, expect, it } from 'vitest';
import { formatWon } from '../../src/language/krw-amounts.ts';

describe('formatWon', () => {
  it.each([
    [0, '0원', '₩0'],
    [0.004, '1원 미만', 'under ₩1'],
    [0.99, '1원 미만', 'under ₩1'],
    [1, '1원', '₩1'],
    [1.4, '1원', '₩1'],
    [6999.5, '7,000원', '₩7,000'],
    [-700, '−700원', '₩−700'],
    [-0.5, '1원 미만', 'under ₩1'],
  ])('writes %d won as %s and %s', (won, korean, english) => {
    expect([formatWon(won, 'ko'), formatWon(won, 'en')]).toEqual([korean, english]);
  });
});
