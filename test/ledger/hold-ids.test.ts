import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstIdAt, heldAt, nextHoldId } from '../../src/ledger/hold-ids.ts';

const NOW = Date.parse('2026-11-23T03:00Z');

describe('nextHoldId', () => {
  test('is the first id of its millisecond, or the one after the newest', () => {
    expect(nextHoldId(NOW, 0)).toBe(firstIdAt(NOW));
    expect(nextHoldId(NOW, firstIdAt(NOW))).toBe(firstIdAt(NOW) + 1);
  });

  test('is ahead of its instant by a second at most', () => {
    expect(nextHoldId(NOW, firstIdAt(NOW + 1000) - 1)).toBe(firstIdAt(NOW + 1000));
    expect(nextHoldId(NOW, firstIdAt(NOW + 1000))).toBeNull();
  });

  test('goes up, and stays within a second of its instant, when the clock jumps', () => {
    const times = fc.array(fc.integer({ min: NOW - 5000, max: NOW + 5000 }), { maxLength: 50 });
    fc.assert(
      fc.property(times, (instants) => {
        let newest = 0;
        for (const now of instants) {
          const id = nextHoldId(now, newest);
          if (id === null) {
            expect(heldAt(newest)).toBeGreaterThanOrEqual(now + 1000 - 1);
            continue;
          }
          expect(id).toBeGreaterThan(newest);
          expect(heldAt(id) - now).toBeLessThanOrEqual(1000);
          expect(heldAt(id)).toBeGreaterThanOrEqual(now);
          newest = id;
        }
      }),
    );
  });
});

describe('heldAt', () => {
  test('gives the instant of every id of a millisecond', () => {
    expect([0, 1, 1023].map((n) => heldAt(firstIdAt(NOW) + n))).toEqual([NOW, NOW, NOW]);
    expect(heldAt(firstIdAt(NOW) + 1024)).toBe(NOW + 1);
  });

  test('knows no id before 1970', () => {
    expect(firstIdAt(-1)).toBe(0);
  });
});
