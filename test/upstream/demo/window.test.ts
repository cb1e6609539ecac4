import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readerIn } from '../../../src/access/owner-titles.ts';
import { loadConfig } from '../../../src/config/config.ts';
import { DEMO_ANSWERS } from '../../../src/endpoints/demo-answers.ts';
import type { Endpoint } from '../../../src/endpoints/endpoint.ts';
import { ENDPOINTS } from '../../../src/endpoints/endpoints.ts';
import { prepare } from '../../../src/gateway/prepare.ts';
import { Refusal } from '../../../src/gateway/refusals/refusal.ts';
import { holdFor } from '../../../src/ledger/estimate.ts';
import { costOf } from '../../../src/ledger/prices.ts';
import { createDemoUpstream } from '../../../src/upstream/demo/demo.ts';
import { listen } from './listener.ts';

const ALLOWED = 'gpt-3.5-turbo,gpt-3.5-turbo-instruct,gpt-4-0613,text-embedding-3-small';
const { models, limits } = loadConfig({ JIGAP_ALLOWED_MODELS: ALLOWED });
const upstream = createDemoUpstream({ answers: DEMO_ANSWERS, chunkDelayMs: 0, catalogue: models.catalogue });

async function send(body: object | Buffer, path = '/chat/completions') {
  const answer = await listen(upstream, Buffer.isBuffer(body) ? body.toString() : body, undefined, path).over;
  return { status: answer.status, json: JSON.parse(Buffer.concat(answer.chunks).toString()) };
}

const tooLong = (param: string) => ({
  status: 400,
  json: {
    error: {
      message: expect.stringContaining('maximum context length is '),
      type: 'invalid_request_error',
      param,
      code: 'context_length_exceeded',
    },
  },
});

describe('the window of a demo model', () => {
  const HANGUL = '가'.repeat(200_000);

  test('refuses 200,000 Hangul as OpenAI does, at every endpoint', async () => {
    const model = 'gpt-3.5-turbo';
    const messages = [{ role: 'user', content: HANGUL }];
    expect(await send({ model, messages })).toEqual(tooLong('messages'));
    expect(await send({ model, messages, stream: true, max_tokens: 5 })).toEqual(tooLong('messages'));
    expect(await send({ model, input: HANGUL }, '/responses')).toEqual(tooLong('input'));
    const instruct = 'gpt-3.5-turbo-instruct';
    expect(await send({ model: instruct, prompt: ['hi', HANGUL] }, '/completions')).toEqual(tooLong('prompt'));
    const embedding = { model: 'text-embedding-3-small', input: ['hi', HANGUL] };
    expect(await send(embedding, '/embeddings')).toEqual(tooLong('input'));
  });

  test('is shared by the input and the cap, to the token', async () => {
    // 3 tokens of a message, 3 of a reply, one of each syllable.
    const body = (syllables: number) => ({
      model: 'gpt-4-0613',
      messages: [{ role: 'user', content: '가'.repeat(syllables) }],
      max_tokens: 192,
    });
    const { status, json } = await send(body(8192 - 192 - 6));
    expect([status, json.usage.prompt_tokens]).toEqual([200, 8000]);
    expect(await send(body(8192 - 192 - 5))).toEqual(tooLong('messages'));
  });

  test('ends an answer whose body names no cap', async () => {
    const messages = [{ role: 'user', content: '가'.repeat(8192 - 6 - 3) }];
    const { json } = await send({ model: 'gpt-4-0613', messages });
    expect(json.usage).toMatchObject({ prompt_tokens: 8189, completion_tokens: 3, total_tokens: 8192 });
    expect(json.choices[0].finish_reason).toBe('length');
  });
});

/** Texts from empty to longer than a window, of signs with one to four bytes, and halves of pairs. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .tuple(fc.constantFrom('가', 'a', '😀', '\ud800', '\u0000', '"', '\n', '0,'), fc.nat(20_000))
    .map(([s, n]) => s.repeat(n)),
);
const custom = fc.record({
  type: fc.constant('custom'),
  custom: fc.record({ name: text.filter((name) => name !== '') }),
});
const called = fc.record({
  type: fc.constant('function'),
  function: fc.record({
    name: fc.constantFrom('a', 'get_weather'),
    description: text,
    parameters: fc.record({ type: fc.constant('object'), properties: fc.dictionary(fc.string(), fc.jsonValue()) }),
  }),
});
const count = (max: number) => fc.option(fc.integer({ min: 1, max }), { nil: undefined });
const cap = count(5000);
const chat = fc.record({
  model: fc.constantFrom('gpt-3.5-turbo', 'gpt-4-0613'),
  messages: fc.array(fc.record({ role: fc.constantFrom('system', 'user', 'assistant', 'tool'), content: text }), {
    minLength: 1,
    maxLength: 4,
  }),
  tools: fc.option(fc.array(fc.oneof(called, custom), { minLength: 1, maxLength: 3 }), { nil: undefined }),
  tool_choice: fc.constantFrom(undefined, 'auto', 'required'),
  n: count(4),
  max_tokens: cap,
  response_format: fc.constantFrom(undefined, { type: 'json_object' }),
});
const responses = fc.record({ model: fc.constant('gpt-3.5-turbo'), input: text, max_output_tokens: cap });
const completions = fc.record({
  model: fc.constant('gpt-3.5-turbo-instruct'),
  prompt: fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 }), fc.array(fc.nat(9), { minLength: 1 })),
  n: count(3),
  best_of: count(4),
  echo: fc.boolean(),
  max_tokens: cap,
});
const embeddings = fc.record({
  model: fc.constant('text-embedding-3-small'),
  input: fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })),
});

const deps = {
  policy: () => models,
  inputSlackTokens: limits.inputSlackTokens,
  lowestCap: 1,
  maxBodyBytes: 1_048_576,
  now: () => Date.parse('2026-09-01'),
  wantsOpenAiFields: () => true,
  pseudonymOf: () => 'someone',
};
const call = {
  reader: readerIn('en', null),
  caller: { student: { id: 1 }, schoolClass: null },
} as unknown as Parameters<typeof prepare>[0];

/** What is held and what is billed, in nano-USD; null for a body that one of the two refuses. */
async function heldAndBilled(endpoint: Endpoint, body: object): Promise<{ held: number; billed: number } | null> {
  try {
    const prepared = prepare(call, endpoint, JSON.parse(JSON.stringify(body)), deps);
    const { status, json } = await send(prepared.bodyWith(prepared.cap), endpoint.path);
    if (status !== 200) return null;
    const usage = endpoint.readUsage(json);
    if (usage === null) throw new Error('the demo did not say what it used');
    return { held: holdFor(prepared.estimate, prepared.cap), billed: costOf(prepared.price, usage.tokens) };
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

describe('the bill of the demo', () => {
  test.each([
    ['chat', chat],
    ['responses', responses],
    ['completions', completions],
    ['embeddings', embeddings],
  ] as const)('is at most what was held, for any body of %s', async (kind, bodies: fc.Arbitrary<object>) => {
    const endpoint = ENDPOINTS.find((one) => one.kind === kind) as Endpoint;
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const money = await heldAndBilled(endpoint, body);
        if (money === null) return;
        answered++;
        expect(money.billed).toBeLessThanOrEqual(money.held);
      }),
      { numRuns: 150 },
    );
    expect(answered).toBeGreaterThan(10);
  });
});
