import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditBalances } from '../../src/ledger/balance-audit.ts';
import type { UnitAmounts } from '../../src/ledger/budget-units.ts';
import { DailyAudit, type DayTotals } from '../../src/ledger/daily-audit.ts';
import type { StoredBalance } from '../../src/ledger/stored-balance.ts';
import { WindowAudit } from '../../src/ledger/window-audit.ts';

const DAY_MS = 86_400_000;

function balanceOf(changes: Partial<StoredBalance> = {}): StoredBalance {
  const window = { start: 0, end: DAY_MS };
  const kind = { period: 'day', unit: 'money', selector: '' } as const;
  return { id: 1, scope: 'student', scopeId: 4, ...kind, window, spent: 0, held: 0, ...changes };
}

describe('auditBalances', () => {
  test('finds nothing in balances whose held money is that of the open holds', () => {
    const next = balanceOf({ id: 2, window: { start: DAY_MS, end: 2 * DAY_MS }, held: 7 });
    expect(auditBalances([balanceOf(), next], new Map([[2, 7]]))).toEqual([]);
  });

  test('names amounts below zero, overlaps and held money without a hold', () => {
    const before = balanceOf({ spent: -1 });
    const overlapping = balanceOf({ id: 2, window: { start: DAY_MS - 1, end: 2 * DAY_MS }, held: 1_000_000_000 });
    expect(auditBalances([before, overlapping], new Map())).toEqual([
      'student 4, day from 1970-01-01T00:00:00.000Z: spent is below zero',
      'student 4, day from 1970-01-01T23:59:59.999Z: overlaps the window before it',
      'student 4, day from 1970-01-01T23:59:59.999Z: held is 1 USD above its open holds',
    ]);
  });

  test('windows of different periods may overlap', () => {
    expect(auditBalances([balanceOf(), balanceOf({ id: 2, period: 'week' })], new Map())).toEqual([]);
  });
});

const BY_BUDGETS = { studentTopUpId: 0, classTopUpId: 0, modelId: 'm', endpoint: 'chat' };

function money(amount: number): UnitAmounts {
  return { money: amount, tokens: 0, calls: 1, images: 0 };
}

describe('WindowAudit', () => {
  test('counts a call that a top-up paid in the top-up, and in no budget of its scope', () => {
    const balances = [
      balanceOf({ id: 1, scope: 'class', scopeId: 3, spent: 5 }),
      balanceOf({ id: 2, spent: 0 }),
      balanceOf({ id: 3, scope: 'top-up', scopeId: 8, spent: 5 }),
      balanceOf({ id: 4, scope: 'top-up', scopeId: 9, spent: 1 }),
    ];
    const audit = new WindowAudit(balances);
    audit.count({ ...BY_BUDGETS, studentId: 4, classId: 3, studentTopUpId: 8, at: 1, net: money(5) });
    expect([...audit.drifts()].map(({ balance, problem }) => [balance.id, problem.split(': ')[1]])).toEqual([
      [4, 'spent is 0.000000001 USD above its records'],
    ]);
  });

  test('counts each call in the wallet, its class and its student, in the window of its instant', () => {
    const balances = [
      balanceOf({ id: 1, scope: 'class', scopeId: 3, spent: 5 }),
      balanceOf({ id: 2, spent: 5 }),
      balanceOf({ id: 3, window: { start: DAY_MS, end: 2 * DAY_MS }, spent: 6 }),
      balanceOf({ id: 4, scope: 'wallet', scopeId: 0, window: { start: 0, end: 2 * DAY_MS }, spent: 12 }),
    ];
    const audit = new WindowAudit(balances);
    audit.count({ ...BY_BUDGETS, studentId: 4, classId: 3, at: DAY_MS - 1, net: money(5) });
    audit.count({ ...BY_BUDGETS, studentId: 4, classId: 0, at: DAY_MS, net: money(7) });
    expect([...audit.drifts()].map(({ balance, problem }) => [balance.id, problem.split(': ')[1]])).toEqual([
      [3, 'spent is 0.000000001 USD below its records'],
    ]);
  });

  test('counts in each unit what a selector takes, also of a call that a top-up paid', () => {
    const of = (id: number, fields: Partial<StoredBalance>) => balanceOf({ id, spent: 9, ...fields });
    const audit = new WindowAudit([
      of(1, { unit: 'tokens', spent: 40 }),
      of(2, { unit: 'tokens', selector: 'models:m,n', spent: 30 }),
      of(3, { unit: 'tokens', selector: 'models:n', spent: 10 }),
      of(4, { unit: 'calls', selector: 'endpoint:chat', spent: 1 }),
      of(5, { unit: 'calls', selector: 'endpoint:embeddings', spent: 1 }),
      of(6, { selector: 'models:m', spent: 5 }),
      of(7, { unit: 'images', spent: 2 }),
      of(8, { spent: 3 }),
    ]);
    const call = { ...BY_BUDGETS, studentId: 4, classId: 0, at: 1 };
    audit.count({ ...call, studentTopUpId: 8, net: { money: 5, tokens: 30, calls: 1, images: 0 } });
    audit.count({ ...call, modelId: 'o', endpoint: 'embeddings', net: { money: 3, tokens: 10, calls: 1, images: 2 } });
    const problems = [...audit.drifts()].map(({ problem }) => problem);
    expect(problems).toEqual([
      'student 4, tokens of models:n, day from 1970-01-01T00:00:00.000Z: spent is 10 tokens above its records',
    ]);
  });

  test('finds exactly the windows that are not the sum of their calls', () => {
    const calls = fc.array(fc.record({ at: fc.nat({ max: 10 * DAY_MS - 1 }), net: fc.nat({ max: 50 }) }));
    fc.assert(
      fc.property(calls, fc.nat({ max: 9 }), fc.integer({ min: -3, max: 3 }), (unsorted, wrong, by) => {
        const sorted = unsorted.toSorted((a, b) => a.at - b.at);
        const balances = Array.from({ length: 10 }, (_, day) => {
          const window = { start: day * DAY_MS, end: (day + 1) * DAY_MS };
          const among = sorted.filter(({ at }) => window.start <= at && at < window.end);
          const spent = among.reduce((sum, { net }) => sum + net, 0) + (day === wrong ? by : 0);
          return balanceOf({ id: day, window, spent });
        });
        const audit = new WindowAudit(balances);
        for (const { at, net } of sorted) {
          audit.count({ ...BY_BUDGETS, studentId: 4, classId: 0, at, net: money(net) });
        }
        expect([...audit.drifts()].map(({ balance }) => balance.id)).toEqual(by === 0 ? [] : [wrong]);
      }),
    );
  });
});

describe('DailyAudit', () => {
  const key = { day: '2026-11-23', student_id: 4, class_id: 3, token_id: 2, served_model: 'm' };
  const call = { ...key, input_tokens: 10, cached_input_tokens: 4, output_tokens: 5, cost: 7 };
  const totals: DayTotals = { ...call, requests: 1 };

  test('finds nothing in totals that are the sum of the calls', () => {
    const audit = new DailyAudit(0);
    audit.count(call);
    audit.count(call);
    const twice = { ...key, requests: 2, input_tokens: 20, cached_input_tokens: 8, output_tokens: 10, cost: 14 };
    expect(audit.compare(twice)).toBeNull();
    expect(audit.missing()).toEqual([]);
  });

  test('names the columns that are wrong, and days without totals', () => {
    const audit = new DailyAudit(0);
    audit.count(call);
    audit.count({ ...call, day: '2026-11-24' });
    expect(audit.compare({ ...totals, cost: 8, output_tokens: 6 })).toBe(
      'usage of 2026-11-23, student 4, class 3, token 2, m: output_tokens, cost not the sum of its records',
    );
    expect(audit.missing()).toEqual([
      'usage of 2026-11-24, student 4, class 3, token 2, m: there are records and no sums',
    ]);
  });

  test('names totals without a call', () => {
    expect(new DailyAudit(0).compare(totals)).toContain('requests, input_tokens, cached_input_tokens, output_tokens');
  });

  test('leaves out days that began before all calls are counted, in every zone', () => {
    const audit = new DailyAudit(Date.parse('2026-11-22T09:00Z'));
    expect(audit.firstDay).toBe('2026-11-23');
    audit.count({ ...call, day: '2026-11-22' });
    expect(audit.missing()).toEqual([]);
  });
});
