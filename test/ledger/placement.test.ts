import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { covers } from '../../src/ledger/budget-balance.ts';
import { leftInRule } from '../../src/ledger/budgets.ts';
import { holdFor } from '../../src/ledger/estimate.ts';
import { ownMoneyAfter } from '../../src/ledger/own-money.ts';
import { decidePlacement } from '../../src/ledger/placement.ts';
import { type BalanceOptions, balanceOf } from './balance-of.ts';

/** A call that costs one nano-USD per token of its cap. */
function orderOf(cap: number, lowestCap = cap) {
  return { estimate: { inputTokensBound: 0, candidates: 1, inputPico: 0, picoPerCapToken: 1000 }, cap, lowestCap };
}

describe('decidePlacement', () => {
  test('grants a call that fits to the last nano-dollar', () => {
    const decision = decidePlacement(orderOf(40), [balanceOf({ limit: 100, spent: 50, held: 10 })], 1);
    expect(decision).toMatchObject({
      kind: 'grant',
      grant: { amount: 40, cap: 40 },
    });
  });

  test('names the budget of the student with the least left after the hold', () => {
    const own = [balanceOf({ limit: 900 }), balanceOf({ limit: 70 })];
    expect(ownMoneyAfter(own, [], null)).toMatchObject({ ownBudget: { limit: 70 }, ownTopUp: null });
  });

  test('refuses for good when the money is spent, and for a moment when it is held', () => {
    const spent = decidePlacement(orderOf(40), [balanceOf({ limit: 100, spent: 61 })], 1);
    expect(spent).toMatchObject({ refused: { why: 'spent', affordableCap: 39, needed: 40 } });
    const held = decidePlacement(orderOf(40), [balanceOf({ limit: 100, held: 61 })], 1);
    expect(held).toMatchObject({ refused: { why: 'held', affordableCap: 39 } });
  });

  test('names a spent budget before one that is only held, however little the other has left', () => {
    const balances = [balanceOf({ limit: 100, held: 99 }), balanceOf({ scope: 'wallet', limit: 100, spent: 70 })];
    const decision = decidePlacement(orderOf(40), balances, 1);
    expect(decision).toMatchObject({ refused: { why: 'spent', budget: { scope: 'wallet' }, ownBudget: { held: 99 } } });
  });

  test('lowers a cap that the student did not name, but not below the lowest', () => {
    const balances = [balanceOf({ limit: 30 })];
    expect(decidePlacement(orderOf(40, 16), balances, 1)).toMatchObject({ grant: { cap: 30, amount: 30 } });
    expect(decidePlacement(orderOf(40, 31), balances, 1)).toMatchObject({ refused: { affordableCap: 30, needed: 31 } });
  });

  test('refuses nothing that costs nothing, also below zero', () => {
    expect(decidePlacement(orderOf(0), [balanceOf({ limit: 10, spent: 10 })], 1).kind).toBe('grant');
  });

  test('does not place a call outside a window, at its end or before its start', () => {
    const window = { start: 10, end: 20 };
    const kindAt = (at: number) => decidePlacement(orderOf(1), [balanceOf({ limit: 9, window })], at).kind;
    expect([9, 10, 19, 20].map(kindAt)).toEqual(['outside_window', 'grant', 'grant', 'outside_window']);
  });

  test('never grants more than any budget has left, and refuses only what does not fit', () => {
    const amount = fc.nat({ max: 2000 });
    const balance = fc
      .record({ limit: amount, spent: amount, held: amount, scope: fc.constantFrom('student', 'class', 'wallet') })
      .map((options) => balanceOf(options as BalanceOptions));
    const order = fc
      .record({
        inputPico: fc.nat({ max: 900_000 }),
        picoPerCapToken: fc.nat({ max: 5000 }),
        cap: amount,
        less: amount,
      })
      .map(({ inputPico, picoPerCapToken, cap, less }) => ({
        estimate: { inputTokensBound: 0, candidates: 1, inputPico, picoPerCapToken },
        ...{ cap, lowestCap: Math.max(0, cap - less) },
      }));
    fc.assert(
      fc.property(order, balance, fc.array(balance, { maxLength: 4 }), (call, first, others) => {
        const own = { ...first, rule: { ...first.rule, scope: 'student' as const } };
        const balances = [own, ...others];
        // A call that costs nothing takes nothing of a budget that is overdrawn.
        const left = Math.max(0, Math.min(...balances.map(leftInRule)));
        const decision = decidePlacement(call, balances, 1);
        if (decision.kind === 'grant') {
          const { amount: granted, cap } = decision.grant;
          expect(granted).toBe(holdFor(call.estimate, cap));
          expect(granted).toBeLessThanOrEqual(left);
          expect(cap).toBeLessThanOrEqual(call.cap);
          expect(cap).toBeGreaterThanOrEqual(call.lowestCap);
          // No larger cap would have fitted.
          if (cap < call.cap) expect(holdFor(call.estimate, cap + 1)).toBeGreaterThan(left);
        } else {
          expect(holdFor(call.estimate, call.lowestCap)).toBeGreaterThan(left);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('covers', () => {
  test('is true inside the window only, and always for a term', () => {
    const balance = balanceOf({ limit: 1, window: { start: 10, end: 20 } });
    const day = { ...balance, rule: { ...balance.rule, period: 'day' as const } };
    expect([9, 10, 19, 20].map((now) => covers(day, now))).toEqual([false, true, true, false]);
    expect(covers({ ...balance, rule: { ...balance.rule, period: 'term' } }, 99)).toBe(true);
  });
});
