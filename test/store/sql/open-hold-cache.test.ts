import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CACHE_SLOTS,
  type CachedHold,
  MAX_DISPLACED,
  OpenHoldCache,
} from '../../../src/store/sql/ledger/open-hold-cache.ts';
import type { HoldRow } from '../../../src/store/sql/rows/call-rows.ts';
import type { SqlWork } from '../../../src/store/sql/sql-work.ts';

const cached = (id: number, amount = 1): CachedHold => ({ row: { id, amount } as HoldRow, balanceIds: [amount] });

/** Few slots, each for several ids. */
const id = fc
  .tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 }))
  .map(([slot, round]) => 1_800_000_000_000_000 + slot + round * CACHE_SLOTS);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant('add' as const), id, amount: fc.nat() }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('remove' as const), id }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('forget' as const), id }) },
);

describe('OpenHoldCache', () => {
  test('knows what a Map would know', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.array(id, { maxLength: 16 }), (steps, asked) => {
        const cache = new OpenHoldCache();
        const map = new Map<number, CachedHold>();
        for (const each of steps) {
          if (each.does === 'add') {
            const hold = cached(each.id, each.amount);
            cache.add(hold);
            map.set(each.id, hold);
          } else if (each.does === 'remove') {
            cache.remove(each.id);
            map.delete(each.id);
          } else {
            cache.forget();
            map.clear();
          }
          for (const other of [each.id, ...asked]) expect(cache.known(other)).toBe(map.get(other) ?? null);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('forgets holds, and never what became of one, where more lose their slots than it keeps', () => {
    const cache = new OpenHoldCache();
    const idOf = (n: number) => n * CACHE_SLOTS;
    for (let n = 1; n <= MAX_DISPLACED + 10; n++) cache.add(cached(idOf(n)));
    expect(cache.known(idOf(1))).not.toBeNull();
    expect(cache.known(idOf(MAX_DISPLACED + 5))).toBeNull();
    // Cached anew with other balances, it loses its slot again, and there is no room.
    cache.add(cached(idOf(1), 7));
    cache.add(cached(idOf(MAX_DISPLACED + 5)));
    cache.add(cached(idOf(MAX_DISPLACED + 6)));
    expect(cache.known(idOf(1))?.balanceIds ?? [7]).toEqual([7]);
    for (let n = 1; n <= MAX_DISPLACED + 10; n++) cache.remove(idOf(n));
    for (let n = 1; n <= MAX_DISPLACED + 10; n++) expect(cache.known(idOf(n))).toBeNull();
    cache.add(cached(idOf(1)));
    cache.add(cached(idOf(2)));
    expect([cache.known(idOf(1)), cache.known(idOf(2))]).not.toContain(null);
  });

  test('reads what it does not know, and keeps that only where it is warmed', () => {
    const cache = new OpenHoldCache();
    const row = { id: 7, balance_ids: '[3,5]' } as HoldRow;
    expect(run(cache.find(7), [row])).toMatchObject({ asked: 1, result: { row, balanceIds: [3, 5] } });
    expect(cache.known(7)).toBeNull();
    expect(run(cache.warm(7), [row]).asked).toBe(1);
    expect(run(cache.find(7), [])).toMatchObject({ asked: 0, result: { balanceIds: [3, 5] } });
    expect(() => run(cache.find(8), [])).toThrow('hold 8 is not open');
  });
});

function run<Result>(work: SqlWork<Result>, rows: readonly unknown[]): { asked: number; result: Result } {
  let asked = 0;
  let step = work.next();
  while (step.done !== true) {
    asked += 1;
    step = work.next({ rows, changes: 0 });
  }
  return { asked, result: step.value };
}
