import { describe, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/endpoints/endpoints.ts';
import { parseCatalogue } from '../../src/ledger/catalogue.ts';
import { type BilledUsage, compareBill, type ProviderBill } from '../../src/ledger/reconciliation.ts';
import { addUtcDays, utcDaysBetween } from '../../src/ledger/utc-days.ts';
import type { ServedUsage } from '../../src/store/served-usage.ts';

const PRICE = { input: 500_000, cached_input: 250_000, cache_write: 500_000, output: 1_500_000, source: 'a test' };
const TIER = { above_input_tokens: 100, input_percent: 200, output_percent: 200 };
const FLEX = { percent: 50, source: 'a test' };
const SHAPE = { endpoints: ['chat'], context_window: 1000, max_output: 500, default_max_output: 500 };
const REST = { ...SHAPE, inputs: ['text'], reasoning: false, shutdown_date: null };
const SPEECH = {
  ...{ endpoints: ['speech'], max_output: 0, default_max_output: 0 },
  prices: [{ from: '2026-01-01', per_character: 15_000_000, source: 'a test' }],
};
const CATALOGUE = parseCatalogue(
  {
    models: [
      { id: 'a', snapshots: ['a-2026-01-01'], ...REST, prices: [{ from: '2026-01-01', ...PRICE }] },
      { id: 'long', snapshots: [], ...REST, prices: [{ from: '2026-01-01', ...PRICE, long_context: TIER }] },
      { id: 'flexible', snapshots: [], ...REST, prices: [{ from: '2026-01-01', ...PRICE, flex: FLEX }] },
      { id: 'speech', snapshots: [], ...REST, ...SPEECH },
    ],
  },
  ENDPOINTS,
);
const DAY = '2026-11-22';

function ours(part: Partial<ServedUsage> = {}): ServedUsage {
  const counts = { requests: 10, unmeasured: 0, inputTokens: 100_000, cachedInputTokens: 0, outputTokens: 20_000 };
  return { day: DAY, model: 'a', ...counts, cost: 80_000_000, cancelledCost: 0, ...part };
}

function theirs(part: Partial<BilledUsage> = {}): BilledUsage {
  const counts = {
    requests: 10,
    inputTokens: 100_000,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 20_000,
  };
  return { day: DAY, model: 'a', ...counts, ...part };
}

function compare(left: readonly ServedUsage[], bill: Partial<ProviderBill>, thresholdPercent = 2) {
  const options = { from: DAY, to: DAY, catalogue: CATALOGUE, thresholdPercent };
  return compareBill(left, { usage: [], days: [], ...bill }, options);
}

test('two sides that agree have no drift at all', () => {
  const compared = compare([ours()], { usage: [theirs()], days: [{ day: DAY, usd: 0.08 }] });
  expect(compared).toMatchObject({ within: true, worst: null });
  expect(compared.rows).toMatchObject([{ theirs: { cost: 80_000_000 }, tokens: { amount: 0 }, money: { amount: 0 } }]);
  expect(compared.days).toEqual([
    { day: DAY, ours: 80_000_000, billed: 80_000_000, money: { amount: 0, percent: 0, within: true } },
  ]);
});

test('snapshots count under the id of their model, together with it', () => {
  const usage = [theirs({ inputTokens: 60_000, outputTokens: 20_000, model: 'a-2026-01-01' })];
  const compared = compare([ours()], { usage: [...usage, theirs({ inputTokens: 40_000, outputTokens: 0 })] });
  expect(compared.rows).toMatchObject([
    { model: 'a', theirs: { inputTokens: 100_000, requests: 20 }, tokens: { amount: 0 } },
  ]);
});

test('characters count at their price, and no call of speech as one without a usage or at a bound', () => {
  const none = { model: 'speech', inputTokens: 0, outputTokens: 0 };
  const spoken = ours({ ...none, unmeasured: 10, cost: 1_500_000_000, cancelledCost: 900_000_000 });
  const agreed = compare([spoken], { usage: [theirs({ ...none, characters: 100_000 })] });
  expect(agreed).toMatchObject({ within: true, worst: null });
  expect(agreed.rows).toMatchObject([{ ours: { unmeasured: 0 }, theirs: { cost: 1_500_000_000 } }]);
  const fewer = compare([spoken], { usage: [theirs({ ...none, characters: 50_000 })] });
  expect(fewer).toMatchObject({ within: false, worst: { model: 'speech', of: 'money', percent: 50 } });
});

test('what the provider served at its flex tier counts at the price of flex', () => {
  const flex = theirs({ model: 'flexible', isFlex: true });
  const rest = theirs({ model: 'flexible' });
  const compared = compare(
    [ours({ model: 'flexible', requests: 20, inputTokens: 200_000, outputTokens: 40_000, cost: 120_000_000 })],
    {
      usage: [flex, rest],
      days: [{ day: DAY, usd: 0.12 }],
    },
  );
  expect(compared).toMatchObject({ within: true, worst: null });
  expect(compared.rows).toMatchObject([{ theirs: { requests: 20, cost: 120_000_000 }, money: { amount: 0 } }]);
  // A model without the tier has one price.
  expect(compare([ours()], { usage: [theirs({ isFlex: true })] }).rows).toMatchObject([
    { theirs: { cost: 80_000_000 } },
  ]);
});

test('usage that only the ledger or only the provider knows is a drift', () => {
  const unknown = compare([], { usage: [theirs()] });
  expect(unknown.rows).toMatchObject([
    { ours: { requests: 0 }, tokens: { amount: 120_000, percent: 100, within: false } },
  ]);
  const unbilled = compare([ours()], {});
  expect(unbilled.rows).toMatchObject([{ theirs: { requests: 0 }, tokens: { amount: -120_000, percent: 100 } }]);
  expect([unknown.within, unbilled.within]).toEqual([false, false]);
});

test('the same tokens on another model are a drift on both', () => {
  const compared = compare([ours()], { usage: [theirs({ model: 'other' })] });
  expect(compared.rows.map(({ model, tokens }) => [model, tokens.amount])).toEqual([
    ['a', -120_000],
    ['other', 120_000],
  ]);
  // No price is known for it: the tokens alone say that something is wrong.
  expect(compared.rows[1]).toMatchObject({ theirs: { cost: null }, money: { amount: null, within: true } });
});

describe('the threshold', () => {
  // 2 % of the larger side, which is theirs.
  test.each([
    { more: 2448, within: true },
    { more: 2449, within: false },
  ])('of 2 %: $more more than 120,000 tokens are within: $within', ({ more, within }) => {
    const cost = 80_000_000 + more * 500;
    const compared = compare([ours({ cost })], { usage: [theirs({ inputTokens: 100_000 + more })] });
    expect(compared.rows[0]?.tokens.within).toBe(within);
    expect(compared.within).toBe(within);
  });

  test('allows a thousand tokens and a cent of any total', () => {
    const small = ours({ inputTokens: 0, outputTokens: 0, cost: 0, requests: 0 });
    const usage = [theirs({ inputTokens: 1000, outputTokens: 0 })];
    expect(compare([small], { usage, days: [{ day: DAY, usd: 0.01 }] }).within).toBe(true);
    expect(compare([small], { usage, days: [{ day: DAY, usd: 0.0101 }] }).within).toBe(false);
    expect(compare([small], { usage: [theirs({ inputTokens: 1001, outputTokens: 0 })] }).within).toBe(false);
  });

  test('finds a drift in money when input and output are exchanged, though the number of tokens is equal', () => {
    const compared = compare([ours()], { usage: [theirs({ inputTokens: 20_000, outputTokens: 100_000 })] });
    expect(compared.rows).toMatchObject([{ tokens: { amount: 0 }, money: { amount: 80_000_000, within: false } }]);
  });

  test('applies to the bill of a day even when the tokens agree', () => {
    const compared = compare([ours()], { usage: [theirs()], days: [{ day: DAY, usd: 0.12 }] });
    expect(compared).toMatchObject({
      within: false,
      worst: { day: DAY, model: null, of: 'money', percent: expect.closeTo(33.33, 2), within: false },
    });
  });

  test('makes a drift above it the worst one, before a larger percentage of a tiny amount', () => {
    const tiny = ours({ model: 'long', inputTokens: 1, outputTokens: 0, cost: 500 });
    const compared = compare([ours(), tiny], { usage: [theirs({ inputTokens: 110_000 })] });
    expect(compared.worst).toMatchObject({ model: 'a', of: 'tokens' });
  });
});

test('a day without a bill has no drift in money, and a day with a bill of 0 has one', () => {
  expect(compare([ours()], { usage: [theirs()] }).days).toMatchObject([{ billed: null, money: { amount: null } }]);
  const free = compare([ours()], { usage: [theirs()], days: [{ day: DAY, usd: 0 }] });
  expect(free.days).toMatchObject([{ billed: 0, money: { amount: -80_000_000, within: false } }]);
});

test('a sum of many calls is not priced as one long call', () => {
  const compared = compare([ours({ model: 'long' })], { usage: [theirs({ model: 'long' })] });
  expect(compared.rows).toMatchObject([{ theirs: { cost: 80_000_000 }, money: { amount: 0 } }]);
});

test('days are those of UTC, both ends included, across months and years', () => {
  expect(utcDaysBetween('2026-12-30', '2027-01-02')).toEqual(['2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02']);
  expect(utcDaysBetween('2026-12-30', '2026-12-29')).toEqual([]);
  expect(addUtcDays('2024-03-01', -1)).toBe('2024-02-29');
});

describe('a day with calls that were cancelled at a hang-up', () => {
  /** 80,000,000 of calls that are known, and a bound of 20,000,000 for one that was cancelled. */
  const cancelled = ours({ requests: 11, unmeasured: 1, cost: 100_000_000, cancelledCost: 20_000_000 });
  const bill = (outputTokens: number) => {
    const cost = 50_000_000 + outputTokens * 1500;
    return { usage: [theirs({ requests: 11, outputTokens })], days: [{ day: DAY, usd: cost / 1e9 }] };
  };

  test.each([
    ['nothing for it', 20_000],
    ['a part of its bound', 26_000],
    ['all of its bound', 33_333],
  ])('has no drift when the provider billed %s', (_what, outputTokens) => {
    const compared = compare([cancelled], bill(outputTokens), 0);
    expect(compared.within).toBe(true);
    expect(compared.rows).toMatchObject([{ tokens: { amount: outputTokens - 20_000 } }]);
  });

  test('has a drift when the provider billed more than the bound: it did not stop', () => {
    const compared = compare([cancelled], bill(50_000));
    expect(compared).toMatchObject({ within: false, worst: { within: false } });
    expect(compared.rows).toMatchObject([
      { tokens: { amount: 30_000, within: false }, money: { amount: 25_000_000, within: false } },
    ]);
    expect(compared.days).toMatchObject([{ money: { amount: 25_000_000, within: false } }]);
  });

  test('has a drift when the provider billed less than the calls that are known', () => {
    const compared = compare([cancelled], bill(10_000));
    expect(compared.within).toBe(false);
    expect(compared.rows).toMatchObject([{ tokens: { within: false }, money: { amount: -35_000_000, within: false } }]);
  });

  test('has a drift when the provider bills a model without a known price', () => {
    const other = { ...cancelled, model: 'other' };
    const compared = compare([other], { usage: [theirs({ model: 'other', outputTokens: 50_000 })] });
    expect(compared.rows).toMatchObject([{ tokens: { amount: 30_000, within: false } }]);
  });
});
