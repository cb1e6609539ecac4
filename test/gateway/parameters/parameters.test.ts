import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startApp } from '../../support/running-app.ts';

const app = await startApp();
const { upstream } = app;
const { token } = await app.newStudent({ budgets: [{ period: 'month', limit_usd: 4 }] });
afterAll(() => app.stop());
beforeEach(() => upstream.reset());

const MESSAGES = [{ role: 'user', content: 'hi' }];
const CHAT = { model: 'gpt-3.5-turbo', messages: MESSAGES };
const MAX_OUTPUT = 4096;

/** The exact body that may go upstream; only the pseudonym is not known beforehand. */
function bodySent(fields: object, cap: object = { max_tokens: MAX_OUTPUT }, model = CHAT.model): string {
  const gatewayFields = { service_tier: 'default', store: false, safety_identifier: 'WHO', prompt_cache_key: 'WHO' };
  // Some servers stream when nothing is said.
  const stream = 'stream' in fields ? {} : { stream: false };
  return JSON.stringify({ model, ...fields, ...stream, ...gatewayFields, ...cap });
}

async function post(body: unknown, bearer = token) {
  const response = await fetch(`${app.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function expectSent(body: object, sent: string): Promise<void> {
  const { status, text } = await post(body);
  expect(status, text).toBe(200);
  expect(upstream.calls.map((call) => call.body.replace(/"[0-9a-f]{32}"/g, '"WHO"'))).toEqual([sent]);
}

const TOOL = { type: 'function', function: { name: 'f', parameters: { type: 'object' }, strict: true } };
const CALL = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a":"한글"}' } };

describe('parameters that pass unchanged', () => {
  test.each<[string, object]>([
    ['temperature', { temperature: 0.7 }],
    ['top_p', { top_p: 0.1 }],
    ['penalties', { frequency_penalty: -2, presence_penalty: 2 }],
    ['stop, one', { stop: '\n' }],
    ['stop, several', { stop: ['a', 'b'] }],
    ['seed', { seed: 42 }],
    ['logit_bias', { logit_bias: { '50256': -100 } }],
    ['logprobs', { logprobs: true, top_logprobs: 20 }],
    ['n', { n: 3 }],
    ['n at its most', { n: 128 }],
    ['stream: false', { stream: false }],
    ['a function tool', { tools: [TOOL], tool_choice: 'auto', parallel_tool_calls: false }],
    ['a chosen function', { tools: [TOOL], tool_choice: { type: 'function', function: { name: 'f' } } }],
    ['a custom tool', { tools: [{ type: 'custom', custom: { name: 'c', format: { type: 'text' } } }] }],
    ['old functions', { functions: [{ name: 'f', parameters: {} }], function_call: { name: 'f' } }],
    ['text format', { response_format: { type: 'text' } }],
    ['JSON mode', { response_format: { type: 'json_object' } }],
    ['a schema', { response_format: { type: 'json_schema', json_schema: { name: 's', schema: {}, strict: true } } }],
    ['modalities of text', { modalities: ['text'] }],
  ])('%s', async (_what, more) => {
    await expectSent({ ...CHAT, ...more }, bodySent({ messages: MESSAGES, ...more }));
  });

  test.each<[string, object[]]>([
    ['every role', ['system', 'developer', 'user', 'assistant'].map((role) => ({ role, content: 'x', name: 'n' }))],
    ['text parts', [{ role: 'user', content: [{ type: 'text', text: '한글 👋' }] }]],
    ['a refusal part', [{ role: 'assistant', content: [{ type: 'refusal', refusal: 'no' }] }]],
    [
      'a tool call and its result',
      [
        { role: 'assistant', content: null, tool_calls: [CALL] },
        { role: 'tool', content: 'r', tool_call_id: 'call_1' },
      ],
    ],
    [
      'an old function call',
      [
        { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
        { role: 'function', name: 'f', content: 'r' },
      ],
    ],
    ['an answer sent back whole', [{ role: 'assistant', content: 'a', refusal: null, annotations: [], audio: null }]],
    ['half of a surrogate pair', [{ role: 'user', content: '\ud83d' }]],
    ['a key named __proto__ inside a text', [{ role: 'user', content: '{"__proto__":1}' }]],
  ])('messages: %s', async (_what, messages) => {
    await expectSent({ ...CHAT, messages }, bodySent({ messages }));
  });
});

describe('parameters that the gateway sets', () => {
  test.each<[string, object]>([
    ['service_tier', { service_tier: 'priority' }],
    ['store', { store: true }],
    ['metadata', { metadata: { a: 'b' } }],
    ['user', { user: 'Kim Minji' }],
    ['safety_identifier', { safety_identifier: 'me' }],
    ['prompt_cache_key', { prompt_cache_key: 'mine' }],
    ['prompt_cache_retention', { prompt_cache_retention: '24h' }],
    ['prompt_cache_options', { prompt_cache_options: { mode: 'explicit', ttl: '12h' } }],
  ])('%s', async (_what, more) => {
    await expectSent({ ...more, ...CHAT }, bodySent({ messages: MESSAGES }));
  });

  test.each<[string, object, object]>([
    ['include_usage is always asked for', {}, { include_usage: true }],
    ['also when it is declined', { stream_options: { include_usage: false } }, { include_usage: true }],
    [
      'obfuscation is the client’s choice',
      { stream_options: { include_obfuscation: false } },
      { include_obfuscation: false, include_usage: true },
    ],
  ])('in a stream, %s', async (_what, more, stream_options) => {
    await expectSent(
      { ...CHAT, stream: true, ...more },
      bodySent({ messages: MESSAGES, stream: true, stream_options }),
    );
  });
});

describe('the output cap', () => {
  test.each<[string, object, object]>([
    ['is the model’s default when none is named', {}, { max_tokens: 4096 }],
    ['is kept', { max_tokens: 7 }, { max_tokens: 7 }],
    ['is sent under the name that every server knows', { max_completion_tokens: 7 }, { max_tokens: 7 }],
    ['is never above what the model can give', { max_tokens: 1_000_000 }, { max_tokens: 4096 }],
    ['null is none', { max_tokens: null, max_completion_tokens: 9 }, { max_tokens: 9 }],
    ['both null are none', { max_tokens: null, max_completion_tokens: null }, { max_tokens: 4096 }],
  ])('%s', async (_what, more, cap) => {
    await expectSent({ ...more, ...CHAT }, bodySent({ messages: MESSAGES }, cap));
  });

  test('is lowered to what is affordable when the client set none, and a header says so', async () => {
    const poor = await app.newStudent({ budgets: [{ period: 'week', limit_usd: 0.001 }] });
    const { status, headers } = await post(CHAT, poor.token);
    const sent = (await upstream.called()).json as { max_tokens: number };
    expect(status).toBe(200);
    expect(sent.max_tokens).toBeLessThan(700);
    expect(headers.get('x-jigap-max-tokens')).toBe(String(sent.max_tokens));
  });

  test('is never lowered when the client set it', async () => {
    const poor = await app.newStudent({ budgets: [{ period: 'week', limit_usd: 0.001 }] });
    const { status } = await post({ ...CHAT, max_tokens: 700 }, poor.token);
    expect(status).toBe(402);
    expect(upstream.calls).toEqual([]);
  });
});

test('null counts as absent for every parameter', async () => {
  const names = [
    ...['audio', 'frequency_penalty', 'function_call', 'functions', 'logit_bias', 'logprobs', 'max_completion_tokens'],
    ...['max_tokens', 'metadata', 'modalities', 'moderation', 'n', 'parallel_tool_calls', 'prediction'],
    ...['presence_penalty', 'prompt_cache_key', 'prompt_cache_options', 'prompt_cache_retention', 'reasoning_effort'],
    ...['response_format', 'safety_identifier', 'seed', 'service_tier', 'stop', 'store', 'stream', 'stream_options'],
    ...['temperature', 'tool_choice', 'tools', 'top_logprobs', 'top_p', 'user', 'verbosity', 'web_search_options'],
  ];
  const nulls = Object.fromEntries(names.map((name) => [name, null]));
  // With model and messages, all 37 of the specification.
  expect(names).toHaveLength(35);
  await expectSent({ ...nulls, ...CHAT }, bodySent({ messages: MESSAGES }));
});
