import { describe, expect, it } from 'vitest';
import { estimate, holdFor } from '../../src/ledger/estimate.ts';
import {
  type Exit,
  type HeldCall,
  MAX_STOP_MS,
  MAX_TOKENS_PER_SECOND,
  type MeteredUsage,
  resolve,
  resolveAfterCrash,
} from '../../src/ledger/exits.ts';
import type { Resolution } from '../../src/ledger/holds.ts';
import { maxUsage } from '../../src/ledger/max-usage.ts';
import { type Model, NO_TOKENS, type Price } from '../../src/ledger/prices.ts';

const price: Price = {
  from: '2024-01-25',
  input: 500_000,
  cachedInput: 250_000,
  cacheWrite: 600_000,
  output: 1_500_000,
  source: 'this test',
};
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
  prices: [price],
};

/** 1,000 input tokens at most and 100 output tokens: 600,000 + 150,000 nano-USD. */
const bound = estimate(model, price, {
  bodyBytes: 936,
  inputs: 1,
  candidates: 1,
  slackTokens: 64,
  surplusTokens: 0,
  pictureTokens: 0,
});
const held: HeldCall = {
  amount: holdFor(bound, 100),
  quantities: { tokens: 1100, calls: 1, images: 0 },
  countsTokens: false,
  price,
  inputTokensBound: bound.inputTokensBound,
  hiddenOutput: false,
  candidates: 1,
  stopBytes: 0,
  maxUsage: maxUsage(model, { inputs: 1, candidates: 1 }, 100),
};
const tokens = { inputTokens: 200, cachedInputTokens: 100, cacheWriteTokens: 0, outputTokens: 20 };
/** 100 plain, 100 cached, 20 out. */
const realCost = 50_000 + 25_000 + 30_000;
const usage: MeteredUsage = { tokens, serviceTier: 'default' };
/** At flex. */
const HALF: Price = { ...price, input: 250_000, cachedInput: 125_000, cacheWrite: 300_000, output: 750_000 };
const tooMuch: MeteredUsage = { tokens: { ...tokens, outputTokens: 1000 }, serviceTier: null };

function finished(part: Partial<Extract<Exit, { kind: 'finished' }>>): Exit {
  return { kind: 'finished', usage, outputBytes: 500, hungUp: false, ...part };
}

function broken(by: 'upstream' | 'timeout' | 'hang-up', read: MeteredUsage | null = null): Exit {
  return { kind: 'broken', by, usage: read };
}

function cancelled(part: Partial<Extract<Exit, { kind: 'cancelled' }>>): Exit {
  return { kind: 'cancelled', usage: null, outputBytes: 40, unseenMs: 0, ...part };
}

/** A hold that no bound reaches: 100,000 output tokens. */
const LARGE_HOLD = { amount: 600_000 + 100_000 * 1500 };
/** What can be in flight after a silence of so many ms. */
const inFlight = (unseenMs: number) => ((unseenMs + MAX_STOP_MS) * MAX_TOKENS_PER_SECOND) / 1000;
const window = { inputTokens: 16_385, outputTokens: 16_385, cachedInputTokens: 0, cacheWriteTokens: 0 };
const IMPOSSIBLE = { as: 'settle', cost: held.amount, usage: NO_TOKENS, incident: 'impossible_usage' } as const;

/** DESIGN, "The exits": one row for each way in which a call can end. */
const TABLE: [what: string, exit: Exit, then: Partial<Resolution>, call?: Partial<HeldCall>][] = [
  [
    'could not connect: released',
    { kind: 'unreachable' },
    { as: 'release', cost: 0, usage: NO_TOKENS, outcome: 'upstream_unreachable', incident: null },
  ],
  [
    'upstream answered 4xx or 5xx: released',
    { kind: 'refused' },
    { as: 'release', cost: 0, usage: NO_TOKENS, outcome: 'upstream_refused', incident: null },
  ],
  [
    'finished with usage: settled at the real cost',
    finished({}),
    { as: 'settle', cost: realCost, usage: tokens, outcome: 'ok', incident: null },
  ],
  [
    'finished without usage: settled at input bound and bytes received, flagged',
    finished({ usage: null, outputBytes: 80 }),
    { as: 'settle', cost: 600_000 + 80 * 1500, usage: NO_TOKENS, outcome: 'no_usage', incident: 'no_usage' },
  ],
  [
    'finished without usage and with a long answer: never above the hold',
    finished({ usage: null, outputBytes: 1_000_000 }),
    { as: 'settle', cost: held.amount, outcome: 'no_usage', incident: 'no_usage' },
  ],
  [
    'finished without usage and perhaps at a stop string, which is billed but not sent: its bytes for each answer, too',
    finished({ usage: null, outputBytes: 10 }),
    { as: 'settle', cost: 600_000 + (10 + 2 * 20) * 1500, outcome: 'no_usage', incident: 'no_usage' },
    { candidates: 2, stopBytes: 20 },
  ],
  [
    'finished without usage by a model with hidden reasoning: the full hold',
    finished({ usage: null, outputBytes: 1 }),
    { as: 'settle', cost: held.amount, outcome: 'no_usage', incident: 'no_usage' },
    { hiddenOutput: true },
  ],
  [
    'finished without usage and without some of the answers that were asked for: the full hold',
    finished({ usage: null, outputBytes: null }),
    { as: 'settle', cost: held.amount, outcome: 'no_usage', incident: 'no_usage' },
  ],
  [
    'student hung up, upstream drained to its end: settled at the real cost',
    finished({ hungUp: true }),
    { as: 'settle', cost: realCost, usage: tokens, outcome: 'hung_up', incident: null },
  ],
  [
    'student hung up, drained to an end without usage: as any answer without usage',
    finished({ hungUp: true, usage: null, outputBytes: 80 }),
    { as: 'settle', cost: 600_000 + 80 * 1500, outcome: 'no_usage', incident: 'no_usage' },
  ],
  [
    'student hung up, past the bound of draining: the full hold, flagged',
    broken('hang-up'),
    { as: 'settle', cost: held.amount, usage: NO_TOKENS, outcome: 'abandoned', incident: 'uncertain' },
  ],
  [
    'upstream died after the request was sent: the full hold, flagged',
    broken('upstream'),
    { as: 'settle', cost: held.amount, usage: NO_TOKENS, outcome: 'upstream_died', incident: 'uncertain' },
  ],
  [
    'upstream timed out after the request was sent: the full hold, flagged',
    broken('timeout'),
    { as: 'settle', cost: held.amount, usage: NO_TOKENS, outcome: 'upstream_timeout', incident: 'uncertain' },
  ],
  [
    'upstream died after its usage was read: settled at the real cost',
    broken('upstream', usage),
    { as: 'settle', cost: realCost, usage: tokens, outcome: 'upstream_died', incident: null },
  ],
  [
    'upstream timed out after its usage was read: settled at the real cost',
    broken('timeout', usage),
    { as: 'settle', cost: realCost, usage: tokens, outcome: 'upstream_timeout', incident: null },
  ],
  [
    'abandoned after its usage was read: settled at the real cost',
    broken('hang-up', usage),
    { as: 'settle', cost: realCost, usage: tokens, outcome: 'abandoned', incident: null },
  ],
  [
    'real cost above the hold: settled in full, incident',
    finished({ usage: tooMuch }),
    { as: 'settle', cost: 75_000 + 1_500_000, usage: tooMuch.tokens, outcome: 'ok', incident: 'overrun' },
  ],
  [
    'real cost above the hold of a call that broke: settled in full, incident',
    broken('upstream', tooMuch),
    { as: 'settle', cost: 75_000 + 1_500_000, outcome: 'upstream_died', incident: 'overrun' },
  ],
  [
    'a dearer tier than the one asked for: the dearest multiplier, incident',
    finished({ usage: { tokens, serviceTier: 'priority' } }),
    { as: 'settle', cost: realCost * 2.5, outcome: 'ok', incident: 'price_tier' },
  ],
  [
    'an unknown tier: the dearest multiplier, incident',
    finished({ usage: { tokens, serviceTier: 'ultrafast' } }),
    { as: 'settle', cost: realCost * 2.5, incident: 'price_tier' },
  ],
  [
    'a cheaper tier than the one asked for: the plain price, no discount that is not certain',
    finished({ usage: { tokens, serviceTier: 'flex' } }),
    { as: 'settle', cost: realCost, incident: null },
  ],
  [
    'no flex, where it was requested: the default price',
    finished({ usage: { tokens, serviceTier: null } }),
    { as: 'settle', cost: realCost, incident: null },
    { flexPrice: HALF },
  ],
  [
    'flex, where it was requested: its price',
    finished({ usage: { tokens, serviceTier: 'flex' } }),
    { as: 'settle', cost: realCost / 2, tier: 'flex', incident: null },
    { flexPrice: HALF },
  ],
  [
    'flex, and then it broke: its price',
    broken('upstream', { tokens, serviceTier: 'flex' }),
    { as: 'settle', cost: realCost / 2, tier: 'flex', outcome: 'upstream_died', incident: null },
    { flexPrice: HALF },
  ],
  [
    'no usage, where flex was requested: the bound at the default price',
    finished({ usage: null, outputBytes: 80 }),
    { as: 'settle', cost: 600_000 + 80 * 1500, outcome: 'no_usage', incident: 'no_usage' },
    { flexPrice: HALF },
  ],
  [
    'as much as window and candidates allow: settled in full, an overrun',
    finished({ usage: { tokens: window, serviceTier: null } }),
    { as: 'settle', cost: 16_385 * 2000, usage: window, outcome: 'ok', incident: 'overrun' },
  ],
  [
    'more input than the window: the full hold, an incident of its own',
    finished({ usage: { tokens: { ...window, inputTokens: 16_386 }, serviceTier: null } }),
    { ...IMPOSSIBLE, outcome: 'no_usage' },
  ],
  [
    'more output than the window: the full hold, an incident of its own',
    finished({ hungUp: true, usage: { tokens: { ...window, outputTokens: 16_386 }, serviceTier: 'priority' } }),
    { ...IMPOSSIBLE, outcome: 'no_usage' },
  ],
  [
    'more than the window in a call that broke: the full hold, an incident of its own',
    broken('upstream', { tokens: { ...window, outputTokens: 16_386 }, serviceTier: null }),
    { ...IMPOSSIBLE, outcome: 'upstream_died' },
  ],
  [
    'output where the model writes none: the full hold, an incident of its own',
    finished({ usage: { tokens: { ...tokens, outputTokens: 1 }, serviceTier: null } }),
    { ...IMPOSSIBLE, outcome: 'no_usage' },
    { maxUsage: maxUsage(model, { inputs: 3, candidates: 0 }, 0) },
  ],
  [
    'cancelled in a stream: input bound, bytes received and what can be in flight, no incident',
    cancelled({}),
    { as: 'settle', cost: 600_000 + (40 + inFlight(0)) * 1500, outcome: 'cancelled', incident: null },
    LARGE_HOLD,
  ],
  [
    'cancelled after a silence: what can have been written meanwhile, too',
    cancelled({ unseenMs: 2500.5 }),
    { as: 'settle', cost: 600_000 + Math.ceil(40 + inFlight(2500.5)) * 1500, outcome: 'cancelled', incident: null },
    LARGE_HOLD,
  ],
  [
    'cancelled with several candidates: each may have been written',
    cancelled({}),
    { as: 'settle', cost: 600_000 + (40 + 4 * inFlight(0)) * 1500, outcome: 'cancelled', incident: null },
    { ...LARGE_HOLD, candidates: 4 },
  ],
  [
    'cancelled late: never above the hold',
    cancelled({ outputBytes: 1_000_000 }),
    { as: 'settle', cost: held.amount, usage: NO_TOKENS, outcome: 'cancelled', incident: null },
  ],
  [
    'cancelled where nothing is seen before the end: the full hold',
    cancelled({ outputBytes: 0, unseenMs: null }),
    { as: 'settle', cost: LARGE_HOLD.amount, outcome: 'cancelled', incident: null },
    LARGE_HOLD,
  ],
  [
    'cancelled during hidden reasoning: the full hold',
    cancelled({ outputBytes: 0 }),
    { as: 'settle', cost: LARGE_HOLD.amount, outcome: 'cancelled', incident: null },
    { ...LARGE_HOLD, hiddenOutput: true },
  ],
  [
    'cancelled after its usage was read: settled at the real cost',
    cancelled({ usage }),
    { as: 'settle', cost: realCost, usage: tokens, outcome: 'cancelled', incident: null },
  ],
  [
    'cancelled after an impossible usage was read: the full hold, an incident of its own',
    cancelled({ usage: { tokens: { ...tokens, outputTokens: 2 ** 31 }, serviceTier: null } }),
    { ...IMPOSSIBLE, outcome: 'cancelled' },
  ],
];

/** Two images at $30 per million tokens: 20 input tokens, and 392 of the images. */
const IMAGE_PRICE: Price = { ...price, imageInput: 8_000_000, imageOutput: 30_000_000, output: 30_000_000 };
const TWO_IMAGES: Partial<HeldCall> = {
  amount: 80_000_000,
  quantities: { tokens: 2692, calls: 1, images: 2 },
  price: IMAGE_PRICE,
  candidates: 2,
  hiddenOutput: true,
  images: { count: 2, size: { width: 1024, height: 1024 }, grid: 16, partialImages: 0, isExact: true },
};
const OF_IMAGES = { inputTokens: 20, cachedInputTokens: 0, cacheWriteTokens: 0, imageInputTokens: 0 };
const saysImages = (outputTokens: number, imageOutputTokens = outputTokens): MeteredUsage => ({
  tokens: { ...OF_IMAGES, outputTokens, imageOutputTokens },
  serviceTier: null,
});
const IMAGES_TABLE: [what: string, exit: Exit, then: Partial<Resolution>, call?: Partial<HeldCall>][] = [
  [
    'with the usage of the formula: settled at it, with every image',
    finished({ usage: saysImages(392) }),
    { cost: 10_000 + 392 * 30_000, quantities: { tokens: 412, calls: 1, images: 2 }, incident: null },
  ],
  [
    'with more tokens than the formula says: settled at them, an incident of its own',
    finished({ usage: saysImages(393) }),
    { cost: 10_000 + 393 * 30_000, outcome: 'ok', incident: 'unexpected_usage' },
  ],
  [
    'with fewer tokens: the same',
    finished({ usage: saysImages(391) }),
    { cost: 10_000 + 391 * 30_000, outcome: 'ok', incident: 'unexpected_usage' },
  ],
  [
    'with more than is held: an overrun, charged in full',
    finished({ usage: saysImages(3000) }),
    { cost: 10_000 + 3000 * 30_000, outcome: 'ok', incident: 'overrun' },
  ],
  [
    'with text beside the images: only the images are compared',
    finished({ usage: saysImages(400, 392) }),
    { cost: 10_000 + 400 * 30_000, outcome: 'ok', incident: null },
  ],
  [
    'without a usage: the whole hold, whatever the bytes of the answer',
    finished({ usage: null, outputBytes: 10 }),
    { cost: 80_000_000, quantities: { tokens: 2692, calls: 1, images: 2 }, outcome: 'no_usage', incident: 'no_usage' },
  ],
  [
    'cancelled at a hang-up: the whole hold',
    cancelled({ outputBytes: 10, unseenMs: 0 }),
    { cost: 80_000_000, quantities: { tokens: 2692, calls: 1, images: 2 }, outcome: 'cancelled', incident: null },
  ],
  [
    'refused by the provider: released, and no image counts',
    { kind: 'refused' },
    { as: 'release', cost: 0, quantities: { tokens: 0, calls: 0, images: 0 }, incident: null },
  ],
  [
    'at a grid that is only an upper bound: no incident below it',
    finished({ usage: saysImages(300) }),
    { cost: 10_000 + 300 * 30_000, incident: null },
    { images: { count: 2, size: { width: 1024, height: 1024 }, grid: 96, partialImages: 0, isExact: false } },
  ],
  [
    'in a stream with partial images: as many of them as came',
    finished({ usage: saysImages(296) }),
    { cost: 10_000 + 296 * 30_000, incident: null },
    { images: { count: 1, size: { width: 1024, height: 1024 }, grid: 16, partialImages: 3, isExact: true } },
  ],
  [
    'for free: no incident',
    finished({ usage: saysImages(7) }),
    { cost: 0, incident: null },
    {
      amount: 0,
      price: { ...IMAGE_PRICE, input: 0, cacheWrite: 0, cachedInput: 0, output: 0, imageInput: 0, imageOutput: 0 },
    },
  ],
];

/** Nothing is held for a model whose price is 0. */
const FREE_CALL: HeldCall = {
  ...held,
  amount: 0,
  price: { ...price, input: 0, cachedInput: 0, cacheWrite: 0, output: 0 },
};

describe('resolve', () => {
  it.each(TABLE)('%s', (_what, exit, then, call) => {
    expect(resolve(exit, { ...held, ...call })).toMatchObject(then);
  });

  it.each(IMAGES_TABLE)('images %s', (_what, exit, then, call) => {
    expect(resolve(exit, { ...held, ...TWO_IMAGES, ...call })).toMatchObject(then);
  });

  it('resolveAfterCrash charges the full hold and raises an incident', () => {
    expect(resolveAfterCrash(held)).toEqual({
      as: 'expire',
      cost: held.amount,
      quantities: held.quantities,
      usage: NO_TOKENS,
      outcome: 'crash',
      incident: 'crash',
    });
  });

  it('raises no incident and costs nothing when nothing was held', () => {
    for (const [what, exit] of TABLE) expect(resolve(exit, FREE_CALL), what).toMatchObject({ cost: 0, incident: null });
    expect(resolveAfterCrash(FREE_CALL)).toMatchObject({ as: 'expire', cost: 0, incident: null });
  });

  it('never settles a sent call at 0 because its usage is missing', () => {
    const unread = TABLE.filter(([, exit]) => (exit.kind === 'finished' || exit.kind === 'broken') && !exit.usage);
    expect(unread.length).toBeGreaterThan(5);
    for (const [what, exit] of unread) {
      const { cost, incident } = resolve(exit, held);
      expect(cost, what).toBeGreaterThanOrEqual(600_000);
      expect(incident, what).not.toBeNull();
    }
  });
});

describe('resolve of a call whose price was exact', () => {
  const spoken: HeldCall = { ...held, amount: 61_440, quantities: { tokens: 0, calls: 1, images: 0 }, isExact: true };
  const none: MeteredUsage = { tokens: NO_TOKENS, serviceTier: null };
  const whole = { as: 'settle', cost: 61_440, quantities: spoken.quantities, usage: NO_TOKENS };

  it.each<[string, Exit, Partial<Resolution>]>([
    ['finished', { kind: 'finished', usage: none, outputBytes: 9, hungUp: false }, { outcome: 'ok', incident: null }],
    [
      'finished for nobody',
      { kind: 'finished', usage: none, outputBytes: 9, hungUp: true },
      { outcome: 'hung_up', incident: null },
    ],
    [
      'cancelled',
      { kind: 'cancelled', usage: null, outputBytes: 0, unseenMs: null },
      { outcome: 'cancelled', incident: null },
    ],
    ['broken', { kind: 'broken', by: 'upstream', usage: null }, { outcome: 'upstream_died', incident: 'uncertain' }],
  ])('charges all of it when it %s', (_how, exit, expected) => {
    expect(resolve(exit, spoken)).toEqual({ ...whole, ...expected });
  });

  it.each<[string, Exit]>([
    ['nothing was sent', { kind: 'unreachable' }],
    ['the provider refused it', { kind: 'refused' }],
  ])('charges nothing when %s', (_how, exit) => {
    expect(resolve(exit, spoken)).toMatchObject({ as: 'release', cost: 0, incident: null });
  });
});

describe('tokens of a call', () => {
  const free: HeldCall = { ...FREE_CALL, countsTokens: true };
  const tokensOf = (exit: Exit, call = free) => {
    const { quantities, incident, cost } = resolve(exit, call);
    expect(cost).toBe(0);
    return [quantities.tokens, quantities.calls, incident];
  };

  it.each<[string, Exit, number, number, string | null]>([
    ['nothing for what was not sent', { kind: 'unreachable' }, 0, 0, null],
    ['nothing for what was refused', { kind: 'refused' }, 0, 0, null],
    ['what the usage says', finished({}), 220, 1, null],
    ['the bound of the bytes', finished({ usage: null, outputBytes: 40 }), 1040, 1, 'no_usage'],
    ['at most the hold by the bytes', finished({ usage: null, outputBytes: 4000 }), 1100, 1, 'no_usage'],
    ['the whole hold of an answer that is cut', broken('upstream', null), 1100, 1, 'uncertain'],
    ['the usage that came before the cut', broken('upstream', usage), 220, 1, null],
    ['what can be in flight at a hang-up', cancelled({ outputBytes: 40 }), 1100, 1, null],
    ['the whole hold of a hang-up before a JSON answer', cancelled({ unseenMs: null }), 1100, 1, null],
    ['more than the hold, with an incident', finished({ usage: tooMuch }), 1200, 1, 'overrun'],
  ])('are %s', (_, exit, tokens, calls, incident) => {
    expect(tokensOf(exit)).toEqual([tokens, calls, incident]);
    expect(tokensOf(exit, { ...free, countsTokens: false })).toEqual([tokens, calls, null]);
  });

  it('are all of them after a crash, with an incident where a budget counts them', () => {
    expect(resolveAfterCrash(free)).toMatchObject({ quantities: held.quantities, incident: 'crash' });
    expect(resolveAfterCrash({ ...free, countsTokens: false })).toMatchObject({ incident: null });
  });

  it('raise no incident after a crash of a call that another one would have answered', () => {
    const quantities = { tokens: 0, calls: 1, images: 0 };
    expect(resolveAfterCrash({ ...free, quantities })).toMatchObject({ as: 'expire', quantities, incident: null });
  });

  it('raise no incident about a tier of a call that costs nothing', () => {
    expect(tokensOf(finished({ usage: { tokens, serviceTier: 'priority' } }))).toEqual([220, 1, null]);
  });
});
