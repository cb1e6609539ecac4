import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RuleBalance, Scope } from '../../src/ledger/budgets.ts';
import { payableAfter } from '../../src/ledger/holds.ts';
import type { Money } from '../../src/ledger/money.ts';
import { ownMoneyAfter } from '../../src/ledger/own-money.ts';
import { decidePlacement } from '../../src/ledger/placement.ts';
import { isOwn } from '../../src/ledger/placement-refusal.ts';
import type { TopUp, TopUpScope } from '../../src/ledger/top-ups.ts';
import { payingAt, type TopUpMoney } from '../../src/ledger/top-ups.ts';
import { balanceOf } from './balance-of.ts';

function budget(scope: Scope, limit: number, spent = 0, held = 0): RuleBalance {
  return balanceOf({ scope, limit, spent, held });
}

function topUp(id: number, scope: TopUpScope, amount: number, spent = 0, held = 0): TopUpMoney {
  return { topUp: { id, scope, amount }, money: { spent, held } };
}

function decide(cap: number, balances: readonly RuleBalance[], topUps: readonly TopUpMoney[], lowestCap = cap) {
  const estimate = { inputTokensBound: 0, candidates: 1, inputPico: 0, picoPerCapToken: 1000 };
  const decision = decidePlacement({ estimate, cap, lowestCap }, balances, 1, topUps);
  if (decision.kind === 'outside_window') throw new Error('every window contains the call');
  return decision;
}

function payersOf(decision: ReturnType<typeof decide>) {
  if (decision.kind !== 'grant') return decision.refused;
  const { student, class: ofClass } = decision.paidBy;
  return { amount: decision.grant.amount, student: student?.topUp.id ?? 0, class: ofClass?.topUp.id ?? 0 };
}

const RICH = 1_000_000;

describe('a top-up', () => {
  test('is left alone while the budgets of its scope can pay', () => {
    const balances = [budget('student', 100, 60), budget('wallet', RICH)];
    expect(payersOf(decide(40, balances, [topUp(7, 'student', 50)]))).toEqual({ amount: 40, student: 0, class: 0 });
  });

  test('pays the whole call when one budget of its scope cannot', () => {
    const balances = [budget('student', 900), budget('student', 100, 61), budget('wallet', RICH)];
    expect(payersOf(decide(40, balances, [topUp(7, 'student', 50)]))).toEqual({ amount: 40, student: 7, class: 0 });
  });

  test('of a student lifts neither the class nor the wallet', () => {
    const topUps = [topUp(7, 'student', RICH)];
    for (const scope of ['class', 'wallet'] as const) {
      const balances = [budget('student', 0), budget('wallet', RICH), budget(scope, 39)];
      expect(payersOf(decide(40, balances, topUps))).toMatchObject({ why: 'spent', budget: { scope } });
    }
  });

  test('of the class pays for the class, and one of the student for the student, each on its own', () => {
    const topUps = [topUp(7, 'student', 50), topUp(8, 'class', 50)];
    const wallet = budget('wallet', RICH);
    expect(payersOf(decide(40, [budget('student', 0), budget('class', 0), wallet], topUps))).toEqual({
      ...{ amount: 40, student: 7, class: 8 },
    });
    expect(payersOf(decide(40, [budget('student', 40), budget('class', 0), wallet], topUps))).toEqual({
      ...{ amount: 40, student: 0, class: 8 },
    });
  });

  test('pays when it is the first that has enough, not when it is split with another', () => {
    const balances = [budget('student', 10), budget('wallet', RICH)];
    const topUps = [topUp(7, 'student', 39), topUp(8, 'student', 40), topUp(9, 'student', 99)];
    expect(payersOf(decide(40, balances, topUps))).toMatchObject({ student: 8 });
    expect(payersOf(decide(100, balances, topUps))).toMatchObject({ why: 'spent', affordableCap: 99 });
  });

  test('takes a cap that was lowered to what the best of all has', () => {
    const balances = [budget('student', 10), budget('wallet', RICH)];
    const topUps = [topUp(7, 'student', 30), topUp(8, 'student', 50)];
    expect(payersOf(decide(100, balances, topUps, 1))).toEqual({ amount: 50, student: 8, class: 0 });
    expect(payersOf(decide(100, [...balances, budget('wallet', 9)], topUps, 1))).toEqual({
      ...{ amount: 9, student: 0, class: 0 },
    });
  });

  test('makes a refusal last a moment only when calls in flight hold what would be enough', () => {
    const balances = [budget('student', 10, 10), budget('wallet', RICH)];
    const held = decide(40, balances, [topUp(7, 'student', 50, 0, 30)]);
    expect(payersOf(held)).toMatchObject({
      ...{ why: 'held', affordableCap: 20, budget: { scope: 'student', topUps: { left: 20, unspent: 50 } } },
    });
    expect(payersOf(decide(40, balances, [topUp(7, 'student', 50, 30)]))).toMatchObject({ why: 'spent' });
  });

  test('names the budget that is in the way, not one whose scope a top-up can pay', () => {
    const balances = [budget('student', 0), budget('class', 50, 0, 20), budget('wallet', RICH)];
    expect(payersOf(decide(40, balances, [topUp(7, 'student', 50)]))).toMatchObject({
      ...{ why: 'held', budget: { scope: 'class' }, ownBudget: { scope: 'student', topUps: { left: 50 } } },
    });
  });

  const heldOf = <One extends { readonly money: Money }>(one: One, amount: number): One => ({
    ...one,
    money: { ...one.money, held: one.money.held + amount },
  });

  test('counts in what the student is told is left, before and after the call', () => {
    const balances = [budget('student', 45), budget('wallet', RICH)];
    const grantOf = (cap: number, topUps: readonly TopUpMoney[]) => {
      const decision = decide(cap, balances, topUps);
      if (decision.kind !== 'grant') throw new Error('the call fits');
      const { grant, paidBy } = decision;
      const student = paidBy.student === null ? null : heldOf(paidBy.student, grant.amount);
      const own = balances.filter(isOwn);
      const after = own.map((one) => (student === null ? heldOf(one, grant.amount) : one));
      const topUpsAfter = topUps.map((one) => (one === paidBy.student && student !== null ? student : one));
      return { ...grant, ...ownMoneyAfter(after, topUpsAfter, student) };
    };
    const byTopUp = grantOf(50, [topUp(7, 'student', 60)]);
    expect([payableAfter(byTopUp, 50), payableAfter(byTopUp, 3)]).toEqual([45, 57]);
    const byBudget = grantOf(40, [topUp(7, 'student', 30)]);
    expect([payableAfter(byBudget, 40), payableAfter(byBudget, 3)]).toEqual([30, 42]);
    const without = grantOf(40, []);
    expect([payableAfter(without, 40), payableAfter(without, 3)]).toEqual([5, 42]);
  });

  test('never makes any row pay more than it has, and no call is refused that some choice of payers can pay', () => {
    const amount = fc.nat({ max: 100 });
    const money = fc.record({ limit: amount, spent: amount, held: amount });
    const scope = fc.constantFrom('student' as const, 'class' as const);
    const budgets = fc.array(fc.tuple(fc.constantFrom('student', 'class', 'wallet'), money), { maxLength: 4 });
    const topUps = fc.array(fc.tuple(scope, money), { maxLength: 4 });
    const left = ({ limit, spent, held }: { limit: number; spent: number; held: number }) => limit - spent - held;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.nat({ max: 100 }),
        money,
        budgets,
        topUps,
        (cap, less, own, more, tops) => {
          const rows = [['student', own] as const, ...more].map(([of, row]) =>
            budget(of as Scope, row.limit, row.spent, row.held),
          );
          const accounts = tops.map(([of, row], index) => topUp(index + 1, of, row.limit, row.spent, row.held));
          const lowestCap = Math.max(1, cap - less);
          const decision = decide(cap, rows, accounts, lowestCap);
          const ofRows = (of: string) =>
            [['student', own] as const, ...more].filter(([s]) => s === of).map(([, row]) => left(row));
          const ofTops = (of: string) => tops.filter(([s]) => s === of).map(([, row]) => left(row));
          const fits = (nano: number) =>
            ofRows('wallet').every((row) => nano <= row) &&
            (['student', 'class'] as const).every(
              (of) => ofRows(of).every((row) => nano <= row) || ofTops(of).some((row) => nano <= row),
            );
          if (decision.kind === 'refuse') {
            expect(fits(lowestCap)).toBe(false);
            return;
          }
          const { amount: granted } = decision.grant;
          expect(granted === cap || !fits(granted + 1)).toBe(true);
          expect(ofRows('wallet').every((row) => granted <= row)).toBe(true);
          for (const scope of ['student', 'class'] as const) {
            const payer = decision.paidBy[scope];
            if (payer === null) expect(ofRows(scope).every((row) => granted <= row)).toBe(true);
            else {
              expect(payer.topUp.scope).toBe(scope);
              expect(granted).toBeLessThanOrEqual(payer.topUp.amount - payer.money.spent - payer.money.held);
              expect(ofRows(scope).some((row) => granted > row)).toBe(true);
            }
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

test('payingAt leaves out what is not in effect, and puts first what ends first', () => {
  const fields = { scope: 'student', scopeId: 1, amount: 1, reason: null, createdAt: 0 } as const;
  const one = (id: number, startsAt: number, endsAt: number, withdrawnAt: number | null = null): TopUp => ({
    ...fields,
    ...{ id, startsAt, endsAt, withdrawnAt },
  });
  const all = [one(1, 0, 90), one(2, 0, 80), one(3, 0, 80), one(4, 11, 70), one(5, 0, 10), one(6, 0, 70, 5)];
  expect(payingAt(all, 10).map(({ id }) => id)).toEqual([2, 3, 1]);
});
