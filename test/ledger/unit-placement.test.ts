import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { budgetBalance } from '../../src/ledger/budget-balance.ts';
import { BUDGET_UNITS, type BudgetUnit } from '../../src/ledger/budget-units.ts';
import type { RuleBalance } from '../../src/ledger/budgets.ts';
import { decideDryRun } from '../../src/ledger/dry-run.ts';
import { amountsFor, type Estimate, NO_ESTIMATE } from '../../src/ledger/estimate.ts';
import { decidePlacement } from '../../src/ledger/placement.ts';
import { type BalanceOptions, balanceOf } from './balance-of.ts';

/** 10 tokens of input, 2 answers: at a cap of 20 it takes 50 tokens and 100 nano-USD. */
const CALL: Estimate = { inputTokensBound: 10, candidates: 2, inputPico: 20_000, picoPerCapToken: 4000 };
const FREE: Estimate = { ...CALL, inputPico: 0, picoPerCapToken: 0 };
const RICH = balanceOf({ limit: 1_000_000 });

function budget(unit: BudgetUnit, options: BalanceOptions, selected = false): RuleBalance {
  const balance = balanceOf(options);
  const selector = selected ? { models: ['m'] } : null;
  return { ...balance, rule: { ...balance.rule, unit, selector } };
}

function decide(
  estimate: Estimate,
  balances: readonly RuleBalance[],
  { cap = 20, lowestCap = cap }: { cap?: number; lowestCap?: number } = {},
) {
  return decidePlacement({ estimate, cap, lowestCap }, balances, 1);
}

describe('decidePlacement with budgets in several units', () => {
  test('holds money, tokens and a call in one grant', () => {
    const grant = { amount: 100, quantities: { tokens: 50, calls: 1, images: 0 }, cap: 20 };
    expect(decide(CALL, [RICH])).toMatchObject({ kind: 'grant', grant: { ...grant, countsTokens: false } });
    const withTokens = decide(CALL, [RICH, budget('tokens', { limit: 50 })]);
    expect(withTokens).toMatchObject({ kind: 'grant', grant: { ...grant, countsTokens: true } });
  });

  test.each([
    ['money', { limit: 100 }, { limit: 99 }, 100],
    ['tokens', { limit: 90, spent: 30, held: 10 }, { limit: 90, spent: 31, held: 10 }, 50],
    ['calls', { limit: 3, spent: 1, held: 1 }, { limit: 3, spent: 2, held: 1 }, 1],
  ] as const)('grants what just fits a budget of %s, and refuses what does not', (unit, fitting, tooSmall, needed) => {
    expect(decide(CALL, [RICH, budget(unit, fitting, true)]).kind).toBe('grant');
    const refused = decide(CALL, [RICH, budget(unit, tooSmall, true)]);
    expect(refused).toMatchObject({
      kind: 'refuse',
      refused: { budget: { unit, selector: { models: ['m'] } }, needed },
    });
  });

  test('lowers a default cap to the tokens that are left, of all answers together', () => {
    const lowered = decide(CALL, [RICH, budget('tokens', { limit: 31 })], { lowestCap: 1 });
    expect(lowered).toMatchObject({ kind: 'grant', grant: { cap: 10, amount: 60, quantities: { tokens: 30 } } });
    const refused = decide(CALL, [RICH, budget('tokens', { limit: 31 })], { lowestCap: 11 });
    expect(refused).toMatchObject({ refused: { why: 'spent', affordableCap: 10, needed: 32 } });
    expect(decide(CALL, [RICH, budget('tokens', { limit: 9 })], { lowestCap: 0 }).kind).toBe('refuse');
  });

  test('never lowers a cap for calls', () => {
    const spent = budget('calls', { limit: 1, spent: 1 });
    expect(decide(CALL, [RICH, spent], { lowestCap: 0 })).toMatchObject({ refused: { why: 'spent', needed: 1 } });
    const held = budget('calls', { limit: 1, held: 1 });
    expect(decide(CALL, [RICH, held], { lowestCap: 0 })).toMatchObject({ refused: { why: 'held' } });
  });

  test('says that a budget is spent before one that is held, and money before other units', () => {
    const heldMoney = balanceOf({ limit: 100, held: 1 });
    const spentCalls = budget('calls', { limit: 1, spent: 1 });
    expect(decide(CALL, [heldMoney, spentCalls])).toMatchObject({
      refused: { why: 'spent', budget: { unit: 'calls' } },
    });
    const spentMoney = balanceOf({ limit: 100, spent: 1 });
    expect(decide(CALL, [spentCalls, spentMoney])).toMatchObject({
      refused: { budget: { unit: 'money', limit: 100 } },
    });
  });

  test('bounds a call that costs nothing by tokens and calls, not by money that is spent or overdrawn', () => {
    for (const spent of [100, 101]) {
      const money = balanceOf({ limit: 100, spent });
      expect(decide(FREE, [money, budget('tokens', { limit: 50 })])).toMatchObject({
        kind: 'grant',
        grant: { amount: 0 },
      });
      expect(decide(FREE, [money, budget('tokens', { limit: 49 })])).toMatchObject({
        ...{ refused: { why: 'spent', budget: { unit: 'tokens' }, ownBudget: { unit: 'money' } } },
      });
    }
  });

  test('a call that costs nothing is paid by no top-up, also where the money is overdrawn', () => {
    const topUps = [{ topUp: { id: 7, scope: 'student', amount: 10 }, money: { spent: 0, held: 0 } }] as const;
    const order = { estimate: FREE, cap: 20, lowestCap: 20 };
    const decision = decidePlacement(order, [balanceOf({ limit: 5, spent: 9 })], 1, topUps);
    expect(decision).toMatchObject({ kind: 'grant', paidBy: { student: null, class: null } });
  });

  test('a top-up pays neither for a selector nor for another unit', () => {
    const topUps = [{ topUp: { id: 7, scope: 'student', amount: 1000 }, money: { spent: 0, held: 0 } }] as const;
    const order = { estimate: CALL, cap: 20, lowestCap: 20 };
    const empty = balanceOf({ limit: 0 });
    expect(decidePlacement(order, [empty], 1, topUps)).toMatchObject({ kind: 'grant', paidBy: { student: topUps[0] } });
    for (const unit of ['money', 'tokens', 'calls'] as const) {
      const decision = decidePlacement(order, [empty, budget(unit, { limit: 0 }, true)], 1, topUps);
      expect(decision).toMatchObject({ refused: { why: 'spent', budget: { unit, topUps: null } } });
    }
  });

  test('a shared answer takes a call, and nothing else', () => {
    const grant = { amount: 0, quantities: { tokens: 0, calls: 1, images: 0 } };
    const none = [balanceOf({ limit: 0 }), budget('tokens', { limit: 0 }), budget('images', { limit: 0 })];
    expect(decide(NO_ESTIMATE, [...none, budget('calls', { limit: 1 })])).toMatchObject({ kind: 'grant', grant });
    expect(decide(NO_ESTIMATE, [...none, budget('calls', { limit: 0 })])).toMatchObject({ refused: { why: 'spent' } });
  });

  test('never grants more than a budget of any unit has left, and refuses only what does not fit', () => {
    const amount = fc.nat({ max: 200 });
    const balance = fc.record({ limit: amount, spent: amount, held: amount }).map(balanceOf);
    const other = fc
      .record({ unit: fc.constantFrom(...BUDGET_UNITS), limit: amount, spent: amount, held: amount })
      .map(({ unit, ...options }) => budget(unit, options, true));
    const estimates = fc.record({
      inputTokensBound: amount,
      candidates: fc.integer({ min: 1, max: 4 }),
      inputPico: fc.nat({ max: 90_000 }),
      picoPerCapToken: fc.nat({ max: 2000 }),
    });
    const property = fc.property(
      estimates,
      amount,
      amount,
      balance,
      fc.array(other),
      (estimate, cap, less, own, others) => {
        const lowestCap = Math.max(0, cap - less);
        const fits = (at: number) =>
          [own, ...others].every(({ rule, money }) => {
            const taken = amountsFor(estimate, at)[rule.unit];
            return taken === 0 || taken <= rule.limit - money.spent - money.held;
          });
        const decision = decide(estimate, [own, ...others], { cap, lowestCap });
        if (decision.kind !== 'grant') return !fits(lowestCap);
        const granted = decision.grant.cap;
        const largest = granted === cap || !fits(granted + 1);
        return fits(granted) && lowestCap <= granted && granted <= cap && largest;
      },
    );
    fc.assert(property, { numRuns: 500 });
  });
});

test('a dry run leaves out the budgets that do not count the call', () => {
  const spent = budgetBalance(budget('calls', { limit: 1, spent: 1 }, true));
  const budgets = { own: [budgetBalance(RICH), spent], shared: [] };
  const order = { estimate: CALL, cap: 20, lowestCap: 20, endpoint: 'chat' };
  expect(decideDryRun({ ...order, modelId: 'other' }, budgets, 1)).toMatchObject({ fits: true, short: null });
  expect(decideDryRun({ ...order, modelId: 'm' }, budgets, 1)).toMatchObject({
    ...{ fits: false, short: { budget: { unit: 'calls' } } },
  });
});
