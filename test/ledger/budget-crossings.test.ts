import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideCrossings, isUsedUp } from '../../src/ledger/budget-crossings.ts';
import { MAX_NANO_USD } from '../../src/ledger/money.ts';

const level = (spent: number, limit = 1000, isFull = false) => ({ spent, limit, isFull });
const noted = (threshold: number, limit = 1000, isUncrossed = false, isUnsaid = false) => ({
  ...{ threshold, limit, isUncrossed, isUnsaid },
});

describe('decideCrossings', () => {
  test.each([
    [0, [], null, 500],
    [499, [], null, 500],
    [500, [50], 50, 800],
    [799, [50], 50, 800],
    [800, [50, 80], 80, 1000],
    [999, [50, 80], 80, 1000],
    [1000, [50, 80, 100], 100, null],
    [5000, [50, 80, 100], 100, null],
  ])('of 1000 with %i spent notes %j, says %j, and looks again at %j', (spent, crossed, said, nextAt) => {
    expect(decideCrossings(level(spent), [])).toEqual({ crossed, said, uncrossed: [], nextAt });
  });

  test('says nothing of what was noted, and only what is wanted', () => {
    expect(decideCrossings(level(850), [noted(50), noted(80)])).toMatchObject({ crossed: [], said: null });
    expect(decideCrossings(level(1000), [noted(50)], [80])).toMatchObject({ crossed: [80, 100], said: 80 });
    expect(decideCrossings(level(1000), [noted(80)], [80])).toMatchObject({ crossed: [50, 100], said: null });
    expect(decideCrossings(level(1000), [], [])).toMatchObject({ crossed: [50, 80, 100], said: null });
  });

  test('takes a threshold back after the limit grew, not after a refund', () => {
    const all = [noted(50), noted(80), noted(100)];
    expect(decideCrossings(level(1000, 1500), all)).toMatchObject({ crossed: [], uncrossed: [80, 100], nextAt: 1200 });
    expect(decideCrossings(level(100), all)).toMatchObject({ crossed: [], uncrossed: [], nextAt: null });
    const again = [noted(50), noted(80, 1000, true), noted(100, 1000, true)];
    expect(decideCrossings(level(1200, 1500), again)).toMatchObject({ crossed: [80], said: 80, nextAt: 1500 });
  });

  test('says the threshold below one that was taken back before it was said', () => {
    const unsaid = [noted(50), noted(80, 1000, false, true)];
    expect(decideCrossings(level(800, 1001), unsaid)).toMatchObject({ crossed: [], uncrossed: [80], said: 50 });
    expect(decideCrossings(level(800, 1001), unsaid, [80])).toMatchObject({ uncrossed: [80], said: null });
    expect(decideCrossings(level(800, 1001), [noted(50), noted(80)])).toMatchObject({ uncrossed: [80], said: null });
  });

  test('is used up when a call is refused from 80 % on, not before', () => {
    expect(decideCrossings(level(800, 1000, true), [])).toMatchObject({ crossed: [50, 80, 100], said: 100 });
    expect(decideCrossings(level(799, 1000, true), [])).toMatchObject({ crossed: [50], said: 50 });
    expect([isUsedUp(level(799)), isUsedUp(level(800)), isUsedUp(level(0, 0))]).toEqual([false, true, false]);
  });

  test('says nothing of a limit of 0', () => {
    expect(decideCrossings(level(10, 0, true), [])).toEqual({ crossed: [], said: null, uncrossed: [], nextAt: null });
  });

  test('is exact to the nano-dollar for every limit', () => {
    const limits = fc.integer({ min: 1, max: MAX_NANO_USD });
    fc.assert(
      fc.property(limits, fc.constantFrom(50, 80, 100), (limit, threshold) => {
        const first = (BigInt(limit) * BigInt(threshold) + 99n) / 100n;
        const at = (spent: bigint) => decideCrossings(level(Number(spent), limit), []).crossed.includes(threshold);
        expect([at(first), at(first - 1n)]).toEqual([true, false]);
      }),
    );
  });
});
