import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENDPOINTS } from '../../src/endpoints/endpoints.ts';
import { parseCatalogue } from '../../src/ledger/catalogue.ts';
import {
  affordableCap,
  amountsFor,
  boundInputTokens,
  type Estimate,
  estimate,
  holdFor,
  NO_MEDIA,
} from '../../src/ledger/estimate.ts';
import { costOf, type Model, NO_RATES, type Price } from '../../src/ledger/prices.ts';

const catalogue = parseCatalogue(
  JSON.parse(readFileSync(new URL('../../config/models.json', import.meta.url), 'utf8')),
  ENDPOINTS,
);
const model: Model = {
  id: 'm',
  snapshots: [],
  endpoints: ['chat'],
  inputs: ['text'],
  contextWindow: 16_385,
  maxOutput: 4096,
  defaultMaxOutput: 4096,
  reasoning: false,
  provider: 'openai',
  shutdownDate: null,
  prices: [],
};
const gpt35: Price = {
  from: '2024-01-25',
  input: 500_000,
  cachedInput: 500_000,
  cacheWrite: 500_000,
  output: 1_500_000,
  source: 'this test',
};

const rate = fc.integer({ min: 0, max: 60_000_000 });
const percent = fc.integer({ min: 100, max: 300 });
/** Any price that the catalogue accepts: cached input at most input, cache writes at least input. */
const prices: fc.Arbitrary<Price> = fc
  .record({
    input: rate,
    cachedShare: fc.integer({ min: 0, max: 100 }),
    writeExtra: rate,
    output: rate,
    tier: fc.option(
      fc.record({
        aboveInputTokens: fc.integer({ min: 1, max: 20_000 }),
        inputPercent: percent,
        outputPercent: percent,
      }),
    ),
  })
  .map(({ input, cachedShare, writeExtra, output, tier }) => ({
    from: '2026-01-01',
    input,
    cachedInput: Math.floor((input * cachedShare) / 100),
    cacheWrite: input + writeExtra,
    output,
    source: 'this test',
    ...(tier === null ? {} : { longContext: tier }),
  }));
/** Every price, at, just below and above what makes a difference. */
function* corners(): Generator<readonly [Model, Price, number, number, number, number]> {
  for (const served of new Set(catalogue.values())) {
    for (const price of served.prices) {
      const tier = price.longContext?.aboveInputTokens ?? 0;
      for (const bytes of [0, 1, tier - 64, tier - 63, served.contextWindow, 2 * served.contextWindow]) {
        for (const inputs of [1, 3]) {
          for (const n of [1, 128]) yield [served, price, Math.max(0, bytes), inputs, n, served.maxOutput];
        }
      }
    }
  }
}

const bodyBytes = fc.integer({ min: 0, max: 40_000 });
const candidates = fc.integer({ min: 1, max: 8 });
const caps = fc.integer({ min: 0, max: 4096 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('estimate', () => {
  it('is at least the cost of everything that may happen within the bounds', () => {
    fc.assert(
      fc.property(
        prices,
        bodyBytes,
        candidates,
        caps,
        fc.tuple(share, share, share, share),
        (price, bytes, n, cap, used) => {
          const worst = estimate(model, price, {
            bodyBytes: bytes,
            inputs: 1,
            candidates: n,
            slackTokens: 64,
            surplusTokens: 0,
            pictureTokens: 0,
          });
          const inputTokens = Math.round(used[0] * worst.inputTokensBound);
          const cachedInputTokens = Math.floor(used[1] * inputTokens);
          const cacheWriteTokens = Math.floor(used[2] * (inputTokens - cachedInputTokens));
          const outputTokens = Math.round(used[3] * cap * n);
          const cost = costOf(price, { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens });
          expect(cost).toBeLessThanOrEqual(holdFor(worst, cap));
        },
      ),
      { numRuns: 500 },
    );
  });

  // Between these a cost is linear in each count, so that no other usage within the bounds is dearer.
  it('is at least the cost at every corner of what may happen, for each price of the catalogue', () => {
    for (const [served, price, bytes, inputs, n, cap] of corners()) {
      const size = { bodyBytes: bytes, surplusTokens: 0, pictureTokens: 0, inputs, candidates: n, slackTokens: 64 };
      const worst = estimate(served, price, size);
      const tier = price.longContext?.aboveInputTokens ?? 0;
      const counts = [0, 1, tier, tier + 1, worst.inputTokensBound].filter((count) => count <= worst.inputTokensBound);
      for (const inputTokens of counts) {
        for (const [cachedInputTokens, cacheWriteTokens] of [
          [0, 0],
          [inputTokens, 0],
          [0, inputTokens],
        ] as const) {
          const used = { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens: cap * n };
          expect(costOf(price, used)).toBeLessThanOrEqual(holdFor(worst, cap));
        }
      }
    }
  });

  it('never counts fewer input tokens than bytes, nor more than the window', () => {
    expect(
      boundInputTokens(model, {
        bodyBytes: 100,
        inputs: 1,
        candidates: 1,
        slackTokens: 64,
        surplusTokens: 0,
        pictureTokens: 0,
      }),
    ).toBe(164);
    expect(
      boundInputTokens(model, {
        bodyBytes: 16_384,
        inputs: 1,
        candidates: 1,
        slackTokens: 64,
        surplusTokens: 0,
        pictureTokens: 0,
      }),
    ).toBe(16_385);
    expect(
      boundInputTokens(model, {
        bodyBytes: 10_000_000,
        inputs: 1,
        candidates: 1,
        slackTokens: 64,
        surplusTokens: 0,
        pictureTokens: 0,
      }),
    ).toBe(16_385);
  });

  it('gives the reference figure for gpt-3.5-turbo: a full window and a full answer for 0.0143365 USD', () => {
    expect(
      holdFor(
        estimate(model, gpt35, {
          bodyBytes: 65_536,
          inputs: 1,
          candidates: 1,
          slackTokens: 64,
          surplusTokens: 0,
          pictureTokens: 0,
        }),
        4096,
      ),
    ).toBe(14_336_500);
  });

  it('counts the input once and the output for each candidate', () => {
    const one = estimate(model, gpt35, {
      bodyBytes: 936,
      inputs: 1,
      candidates: 1,
      slackTokens: 64,
      surplusTokens: 0,
      pictureTokens: 0,
    });
    const three = estimate(model, gpt35, {
      bodyBytes: 936,
      inputs: 1,
      candidates: 3,
      slackTokens: 64,
      surplusTokens: 0,
      pictureTokens: 0,
    });
    expect(holdFor(one, 0)).toBe(500_000);
    expect(holdFor(three, 0)).toBe(500_000);
    expect(holdFor(three, 100)).toBe(500_000 + 3 * 100 * 1500);
  });

  it('takes the dearer of input and cache write', () => {
    const write = { ...gpt35, cacheWrite: 625_000 };
    expect(
      holdFor(
        estimate(model, write, {
          bodyBytes: 936,
          inputs: 1,
          candidates: 1,
          slackTokens: 64,
          surplusTokens: 0,
          pictureTokens: 0,
        }),
        0,
      ),
    ).toBe(625_000);
  });
});

describe('estimate of a call that is priced by characters', () => {
  const spoken: Price = { ...gpt35, ...NO_RATES, perCharacter: 15_000_000 };
  const size = { bodyBytes: 90_000, inputs: 1, candidates: 0, slackTokens: 64, surplusTokens: 9, pictureTokens: 0 };

  it('is its characters at their price, whatever the body is like, and no tokens', () => {
    const worst = estimate(model, spoken, { ...size, media: { ...NO_MEDIA, characters: 4096 } });
    expect(amountsFor(worst, 0)).toEqual({ money: 4096 * 15_000, tokens: 0, calls: 1, images: 0 });
  });

  it('is rounded up to the nano-dollar, once', () => {
    expect(
      holdFor(
        estimate(model, { ...spoken, perCharacter: 1 }, { ...size, media: { ...NO_MEDIA, characters: 1001 } }),
        0,
      ),
    ).toBe(2);
  });

  it('does not fit into less', () => {
    const worst = estimate(model, spoken, { ...size, media: { ...NO_MEDIA, characters: 2 } });
    expect([30_000, 29_999].map((available) => affordableCap(worst, 0, available))).toEqual([0, -1]);
  });
});

describe('affordableCap', () => {
  const estimates: fc.Arbitrary<Estimate> = fc.record({
    inputTokensBound: fc.integer({ min: 0, max: 1_050_000 }),
    candidates,
    inputPico: fc.integer({ min: 0, max: 30_000_000_000_000 }),
    picoPerCapToken: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 600_000_000 })),
  });

  it('fits, and one token more would not', () => {
    const near = fc.integer({ min: -2_000, max: 2_000 });
    const cases = fc
      .tuple(estimates, fc.integer({ min: 0, max: 128_000 }), share, near)
      .map(([worst, cap, part, offset]) => ({
        worst,
        cap,
        available: Math.round(part * holdFor(worst, cap)) + offset,
      }));
    fc.assert(
      fc.property(cases, ({ worst, cap, available }) => {
        const granted = affordableCap(worst, cap, available);
        expect(granted).toBeLessThanOrEqual(cap);
        if (granted >= 0) expect(holdFor(worst, granted)).toBeLessThanOrEqual(available);
        if (granted < cap) expect(holdFor(worst, granted + 1)).toBeGreaterThan(available);
      }),
      { numRuns: 1000 },
    );
  });

  // A call that writes nothing (embeddings) asks for a cap of 0: had "does not fit" been 0 too, it would have passed.
  it('is below 0 for a call without output whose input does not fit', () => {
    const embeddings: Estimate = { inputTokensBound: 1000, candidates: 1, inputPico: 20_000_000, picoPerCapToken: 0 };
    expect([20_000, 19_999, 1, 0, -5].map((available) => affordableCap(embeddings, 0, available))).toEqual([
      0, -1, -1, -1, -1,
    ]);
  });

  it('is the requested cap for a free call, with an empty wallet, too', () => {
    const free: Estimate = { inputTokensBound: 1000, candidates: 1, inputPico: 0, picoPerCapToken: 0 };
    expect(affordableCap(free, 10, 0)).toBe(10);
    expect(affordableCap(free, 10, -1)).toBe(-1);
  });
});
