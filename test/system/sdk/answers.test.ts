import OpenAI from 'openai';
import { afterAll, describe, expect, test } from 'vitest';
import { CHAT, MODEL, QUESTION, startSdkFixture } from './sdk-fixture.ts';

/** Without a key: what a first user sees. */
const fixture = await startSdkFixture({ env: { OPENAI_API_KEY: '' } });
afterAll(() => fixture.stop());

const WEATHER = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    description: 'The weather in a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

test('a chat is answered like OpenAI’s, and is in the ledger with the usage that the client saw', async () => {
  const caller = await fixture.addCaller();
  const completion = await caller.client.chat.completions.create(CHAT);
  expect(completion).toMatchObject({ object: 'chat.completion', model: MODEL });
  expect(completion.choices).toMatchObject([{ index: 0, finish_reason: 'stop', message: { role: 'assistant' } }]);
  expect(completion.choices[0]?.message.content).toMatch(/^\[jigap demo\] ./);
  expect(completion._request_id).toMatch(/^req_[0-9a-f]{32}$/);
  const { prompt_tokens, completion_tokens, total_tokens } = completion.usage ?? {};
  expect(total_tokens).toBe((prompt_tokens ?? 0) + (completion_tokens ?? 0));
  expect(await fixture.recordsOf(caller)).toMatchObject([
    {
      outcome: 'ok',
      input_tokens: prompt_tokens,
      output_tokens: completion_tokens,
      cost_usd: ((prompt_tokens ?? 0) * 500 + (completion_tokens ?? 0) * 1500) / 1e9,
    },
  ]);
});

test('withResponse() shows the cost of the call, the available money and its reset', async () => {
  const caller = await fixture.addCaller({ budgets: [{ period: 'week', limit_usd: 0.25 }] });
  const { data, response, request_id } = await caller.client.chat.completions.create(CHAT).withResponse();
  const { prompt_tokens = 0, completion_tokens = 0 } = data.usage ?? {};
  const nano = prompt_tokens * 500 + completion_tokens * 1500;
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'x-request-id': request_id,
    'x-jigap-cost-usd': expect.stringMatching(/^0\.000\d+$/),
    'x-jigap-resets-at': '2026-11-29T15:00:00.000Z',
    'x-jigap-demo': 'simulated answer',
    'x-jigap-served-model': data.model,
  });
  expect(Number(response.headers.get('x-jigap-cost-usd'))).toBe(nano / 1e9);
  expect(Number(response.headers.get('x-jigap-remaining-usd'))).toBe((250_000_000 - nano) / 1e9);
});

test('a cap is obeyed, and the finish_reason names it', async () => {
  const { client } = await fixture.addCaller();
  for (const cap of [{ max_tokens: 1 }, { max_completion_tokens: 1 }]) {
    const { choices, usage } = await client.chat.completions.create({ ...CHAT, ...cap });
    expect(choices[0]?.finish_reason).toBe('length');
    expect(usage?.completion_tokens).toBe(1);
  }
});

test('n = 2 gives two answers, both paid', async () => {
  const caller = await fixture.addCaller();
  const { choices, usage } = await caller.client.chat.completions.create({ ...CHAT, n: 2, max_tokens: 3 });
  expect(choices.map(({ index, message }) => [index, typeof message.content])).toEqual([
    [0, 'string'],
    [1, 'string'],
  ]);
  expect(usage?.completion_tokens).toBe(6);
  expect(await fixture.recordsOf(caller)).toMatchObject([{ output_tokens: 6 }]);
});

describe('tools', () => {
  test('a call, its result, and the answer to it: the whole message of the answer is sent back as it came', async () => {
    const { client } = await fixture.addCaller();
    const tools = [WEATHER];
    const first = await client.chat.completions.create({ ...CHAT, tools, tool_choice: 'required' });
    const message = first.choices[0]?.message;
    const [call] = message?.tool_calls ?? [];
    if (message === undefined || call?.type !== 'function') throw new Error('no function was called');
    expect(call.function.name).toBe('get_weather');
    expect(JSON.parse(call.function.arguments)).toEqual({ city: expect.any(String) });
    const result = { role: 'tool' as const, tool_call_id: call.id, content: 'sunny, 21 degrees' };
    const second = await client.chat.completions.create({ ...CHAT, messages: [...QUESTION, message, result], tools });
    expect(second.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { content: expect.stringMatching(/./) },
    });
  });

  test('a call streams piece by piece and is put together by the client', async () => {
    const { client } = await fixture.addCaller();
    const runner = client.chat.completions.stream({ ...CHAT, tools: [WEATHER], tool_choice: 'required' });
    const [call] = (await runner.finalMessage()).tool_calls ?? [];
    expect(call?.type === 'function' && JSON.parse(call.function.arguments)).toEqual({ city: expect.any(String) });
  });

  test('the tool runner of the client runs to the end', async () => {
    const { client } = await fixture.addCaller();
    const cities: unknown[] = [];
    const run = (args: unknown) => {
      cities.push(args);
      return 'sunny';
    };
    const tool = { type: 'function' as const, function: { ...WEATHER.function, parse: JSON.parse, function: run } };
    const messages = [{ role: 'user' as const, content: 'Call get_weather for Seoul' }];
    const runner = client.chat.completions.runTools({ model: MODEL, messages, tools: [tool] });
    expect(await runner.finalContent()).toMatch(/./);
    expect(cities).toEqual([{ city: expect.any(String) }]);
  });
});

describe('JSON', () => {
  test('JSON mode answers with an object', async () => {
    const { client } = await fixture.addCaller();
    const messages = [{ role: 'user' as const, content: 'Answer in JSON: who are you?' }];
    const completion = await client.chat.completions.create({
      ...{ model: MODEL, messages, response_format: { type: 'json_object' } },
    });
    expect(JSON.parse(completion.choices[0]?.message.content ?? '')).toEqual(expect.any(Object));
  });

  test('the answer fits the schema', async () => {
    const { client } = await fixture.addCaller();
    const properties = { name: { type: 'string' }, year: { type: 'integer' } };
    const schema = { type: 'object', properties, required: ['name', 'year'], additionalProperties: false };
    const completion = await client.chat.completions.parse({
      ...CHAT,
      response_format: { type: 'json_schema', json_schema: { name: 'event', strict: true, schema } },
    });
    const parsed: unknown = completion.choices[0]?.message.parsed;
    expect(parsed).toEqual({ name: expect.any(String), year: expect.any(Number) });
  });
});

describe('addresses', () => {
  test('a base URL without /v1 works, too', async () => {
    const { token } = await fixture.addCaller();
    const client = new OpenAI({ baseURL: fixture.wire.url, apiKey: token });
    fixture.wire.reset();
    expect((await client.chat.completions.create(CHAT)).choices).toHaveLength(1);
    expect((await client.models.list()).data).toHaveLength(1);
    expect(fixture.wire.requests).toEqual(['POST /chat/completions', 'GET /models']);
  });

  test('the models are those that the class may use, under the gateway’s own name', async () => {
    const { client } = await fixture.addCaller();
    const models = [];
    for await (const model of client.models.list()) models.push(model);
    const model = { id: MODEL, object: 'model', created: Date.parse('2024-01-25') / 1000, owned_by: 'jigap' };
    const listed = { ...model, served_by: [MODEL] };
    expect(models).toEqual([listed]);
    expect(await client.models.retrieve(MODEL)).toMatchObject(listed);
  });

  test('several calls at once are all answered', async () => {
    const caller = await fixture.addCaller();
    const calls = Array.from({ length: 6 }, () => caller.client.chat.completions.create({ ...CHAT, max_tokens: 4 }));
    expect((await Promise.all(calls)).map(({ choices }) => choices.length)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(await fixture.recordsOf(caller)).toHaveLength(6);
  });
});
