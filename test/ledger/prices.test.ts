import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  costOf,
  type Model,
  nanoFromPico,
  type Price,
  priceAt,
  priceVersion,
  ratesFor,
} from '../../src/ledger/prices.ts';

const price: Price = {
  from: '2026-01-01',
  input: 500_000,
  cachedInput: 50_000,
  cacheWrite: 625_000,
  output: 1_500_000,
  source: 'this test',
};
const tiered: Price = { ...price, longContext: { aboveInputTokens: 1000, inputPercent: 200, outputPercent: 150 } };
const used = { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0 };

describe('costOf', () => {
  it('is rounded up to the nano-dollar, once, and never by a whole one', () => {
    const rate = fc.integer({ min: 0, max: 100_000_000 });
    const prices = fc.record({ input: rate, cachedInput: rate, cacheWrite: rate, output: rate });
    const count = fc.integer({ min: 0, max: 2_000_000 });
    fc.assert(
      fc.property(prices, count, count, count, count, (rates, plain, cached, written, output) => {
        const cost = costOf(
          { ...price, ...rates },
          {
            inputTokens: plain + cached + written,
            cachedInputTokens: cached,
            cacheWriteTokens: written,
            outputTokens: output,
          },
        );
        const exactPico =
          BigInt(plain) * BigInt(rates.input) +
          BigInt(cached) * BigInt(rates.cachedInput) +
          BigInt(written) * BigInt(rates.cacheWrite) +
          BigInt(output) * BigInt(rates.output);
        expect(BigInt(cost) * 1000n).toBeGreaterThanOrEqual(exactPico);
        expect((BigInt(cost) - 1n) * 1000n).toBeLessThan(exactPico);
      }),
    );
  });

  it('rounds up exactly over the whole range of safe integers', () => {
    const pico = fc.oneof(
      fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      fc.integer({ min: 0, max: 9_007_199_254_740 }).map((nano) => nano * 1000 + 1),
    );
    fc.assert(
      fc.property(pico.filter(Number.isSafeInteger), (amount) => {
        expect(BigInt(nanoFromPico(amount))).toBe((BigInt(amount) + 999n) / 1000n);
      }),
    );
  });

  it('counts each kind of token at its own price', () => {
    const usage = { inputTokens: 100, cachedInputTokens: 30, cacheWriteTokens: 20, outputTokens: 7 };
    // 50 plain, 30 cached, 20 written, 7 out; pico-USD a token, 1000 of them a nano-USD
    expect(costOf(price, usage)).toBe((50 * 500_000 + 30 * 50_000 + 20 * 625_000 + 7 * 1_500_000) / 1000);
  });

  it('does not believe parts that exceed their total, and charges the dearest case', () => {
    const nonsense = { ...used, inputTokens: 10, cachedInputTokens: 11 };
    expect(costOf(price, nonsense)).toBe((10 * 625_000) / 1000);
  });

  it('charges more for a whole request above the tier, and not for one at it', () => {
    const at = { ...used, inputTokens: 1000, outputTokens: 10 };
    const above = { ...used, inputTokens: 1001, outputTokens: 10 };
    expect(costOf(tiered, at)).toBe(costOf(price, at));
    expect(costOf(tiered, above)).toBe((1001 * 1_000_000 + 10 * 2_250_000) / 1000);
    expect(ratesFor(tiered, 1001)).toEqual({
      input: 1_000_000,
      cachedInput: 100_000,
      cacheWrite: 1_250_000,
      output: 2_250_000,
    });
  });
});

describe('priceAt', () => {
  const model: Model = {
    id: 'm',
    snapshots: [],
    endpoints: ['chat'],
    inputs: ['text'],
    contextWindow: 1000,
    maxOutput: 100,
    defaultMaxOutput: 100,
    reasoning: false,
    provider: 'openai',
    shutdownDate: null,
    prices: [price, { ...price, from: '2026-07-30', input: 1 }, { ...price, from: '2026-08-21', input: 2 }],
  };
  const inputAt = (instant: string) => priceAt(model, Date.parse(instant)).input;

  it('returns a price from the first millisecond of its UTC day', () => {
    expect(inputAt('2026-07-29T23:59:59.999Z')).toBe(500_000);
    expect(inputAt('2026-07-30T00:00:00.000Z')).toBe(1);
    expect(inputAt('2026-08-20T23:59:59.999Z')).toBe(1);
    expect(inputAt('2026-08-21T00:00:00.000Z')).toBe(2);
    expect(inputAt('2030-01-01T00:00:00.000Z')).toBe(2);
  });

  it('returns the first price before its day, so that no time is free', () => {
    expect(inputAt('2020-01-01T00:00:00.000Z')).toBe(500_000);
  });

  it('gives every price a version that names it', () => {
    expect(priceVersion(model, priceAt(model, Date.parse('2026-08-01')))).toBe('m@2026-07-30');
  });

  it('throws for a model without prices, because it is not free', () => {
    expect(() => priceAt({ ...model, prices: [] }, 0)).toThrow(/no price for m/);
  });
});
