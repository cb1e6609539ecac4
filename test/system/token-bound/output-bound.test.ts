import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holdFor } from '../../../src/ledger/estimate.ts';
import { costOf } from '../../../src/ledger/prices.ts';
import type { JsonObject } from '../../../src/upstream/json/json-object.ts';
import { endpointOf } from './first-requests.ts';
import { prepareBody } from './input-bounds.ts';

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(fc.option(value, { nil: null }), { nil: undefined });
const count = fc.oneof(fc.integer({ min: -1, max: 200 }), fc.constantFrom(1, 16, 20, 21, 128, 129, 5000, 5001, 1e9));
const text = fc.constantFrom('', 'a', '가', '\n');
const tokenNumbers = fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 4 });

const BODIES = {
  chat: fc.record({
    messages: fc.array(fc.record({ role: fc.constant('user'), content: text }), { minLength: 1, maxLength: 3 }),
    n: maybe(count),
    max_tokens: maybe(count),
    max_completion_tokens: maybe(count),
    stop: maybe(fc.array(text, { maxLength: 4 })),
  }),
  responses: fc.record({ input: text, max_output_tokens: maybe(count) }),
  completions: fc.record({
    prompt: fc.oneof(text, fc.array(text, { maxLength: 4 }), tokenNumbers, fc.array(tokenNumbers, { maxLength: 4 })),
    n: maybe(count),
    best_of: maybe(count),
    max_tokens: maybe(count),
    echo: maybe(fc.boolean()),
    suffix: maybe(text),
  }),
} as const satisfies Readonly<Record<string, fc.Arbitrary<JsonObject>>>;

/** All that a provider may write for what it was sent, read as its documentation says and not as the gateway reads it. */
function mostOutput(sent: JsonObject): number {
  const cap = Number(sent.max_tokens ?? sent.max_completion_tokens ?? sent.max_output_tokens);
  const answers = Math.max(Number(sent.n ?? 1), Number(sent.best_of ?? 1));
  const { prompt } = sent;
  const prompts = Array.isArray(prompt) && typeof prompt[0] !== 'number' ? prompt.length : 1;
  return prompts * answers * cap;
}

test.each(Object.entries(BODIES))('a hold covers all that may be written: %s', (kind, bodies) => {
  let served = 0;
  const endpoint = endpointOf(kind as keyof typeof BODIES);
  fc.assert(
    fc.property(bodies, fc.integer({ min: 1, max: 5000 }), (body, affordable) => {
      const prepared = prepareBody(endpoint, { model: 'm', ...body });
      if (prepared === null) return;
      served++;
      const { cap, lowestCap, price, estimate } = prepared;
      for (const granted of [cap, Math.max(lowestCap, Math.min(cap, affordable))]) {
        const sent: JsonObject = JSON.parse(prepared.bodyWith(granted).toString());
        const outputTokens = mostOutput(sent);
        expect(outputTokens).toBeGreaterThan(0);
        const inputTokens = estimate.inputTokensBound;
        const usage = { inputTokens, cachedInputTokens: 0, cacheWriteTokens: inputTokens, outputTokens };
        expect(costOf(price, usage)).toBeLessThanOrEqual(holdFor(estimate, granted));
      }
    }),
    { numRuns: 3000, seed: 1 },
  );
  expect(served).toBeGreaterThan(200);
});
