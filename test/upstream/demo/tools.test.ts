import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { DEMO_ANSWERS } from '../../../src/endpoints/demo-answers.ts';
import { createDemoUpstream } from '../../../src/upstream/demo/demo.ts';
import { listen } from './listener.ts';

const upstream = createDemoUpstream({ answers: DEMO_ANSWERS, chunkDelayMs: 0 });

/** The official client, with the demo upstream in place of the network. */
const client = new OpenAI({
  apiKey: 'none',
  baseURL: 'http://demo.invalid/v1',
  maxRetries: 0,
  fetch: async (_url, init) => {
    const answer = await listen(upstream, String(init?.body)).over;
    const headers = { 'content-type': answer.headers?.contentType ?? '' };
    return new Response(Buffer.concat(answer.chunks), { status: answer.status, headers });
  },
});

const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, unit: { enum: ['fahrenheit', 'celsius'] }, days: { type: 'integer' } },
      required: ['city'],
    },
  },
} as const;
const add = {
  type: 'function',
  function: {
    name: 'add',
    parameters: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } }, required: ['a', 'b'] },
  },
} as const;

const ask = (content: string) => ({ model: 'gpt-3.5-turbo', messages: [{ role: 'user' as const, content }] });
const ASK_WEATHER = { ...ask('How is the weather in Seoul for 3 days, in celsius?'), tools: [add, weather] as never };

function callIn(completion: OpenAI.Chat.ChatCompletion) {
  const call = completion.choices[0]?.message.tool_calls?.[0];
  if (call?.type !== 'function') throw new Error('there is no call of a function');
  return { id: call.id, name: call.function.name, arguments: JSON.parse(call.function.arguments) as unknown };
}

describe('the demo with tools', () => {
  test('calls a tool that the user mentions, with plausible arguments', async () => {
    const completion = await client.chat.completions.create(ASK_WEATHER);
    expect(completion.choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } });
    expect(callIn(completion)).toMatchObject({
      id: expect.stringMatching(/^call_/),
      name: 'get_weather',
      arguments: { city: 'Seoul', unit: 'celsius', days: 3 },
    });
  });

  test('streams a call in pieces that the official client joins to the same call', async () => {
    const streamed = client.chat.completions.stream(ASK_WEATHER);
    let pieces = 0;
    streamed.on('chunk', (chunk) => {
      if (chunk.choices[0]?.delta.tool_calls !== undefined) pieces++;
    });
    const whole = callIn(await client.chat.completions.create(ASK_WEATHER));
    expect(callIn(await streamed.finalChatCompletion())).toEqual({ ...whole, id: expect.stringMatching(/^call_/) });
    expect(pieces).toBeGreaterThan(2);
  });

  test('answers the result of a tool with a text that quotes it', async () => {
    const called = await client.chat.completions.create(ASK_WEATHER);
    const answered = await client.chat.completions.create({
      ...ASK_WEATHER,
      messages: [
        ...ASK_WEATHER.messages,
        called.choices[0]?.message as OpenAI.Chat.ChatCompletionMessage,
        { role: 'tool', tool_call_id: callIn(called).id, content: 'sunny, 21 degrees' },
      ],
    });
    expect(answered.choices[0]?.finish_reason).toBe('stop');
    expect(answered.choices[0]?.message.content).toMatch(/^\[jigap demo\] .*sunny, 21 degrees/);
    expect(answered.choices[0]?.message.tool_calls).toBeUndefined();
  });

  test('takes arguments from the numbers in the user’s words', async () => {
    const completion = await client.chat.completions.create({ ...ask('add 2 and 40'), tools: [weather, add] as never });
    expect(callIn(completion)).toMatchObject({ name: 'add', arguments: { a: 2, b: 40 } });
  });

  test('answers with a text when the user mentions no tool, and with tool_choice none', async () => {
    const idle = await client.chat.completions.create({ ...ask('Get me an address.'), tools: [weather, add] as never });
    expect(idle.choices[0]?.message.content).toContain('[jigap demo]');
    const none = await client.chat.completions.create({ ...ASK_WEATHER, tool_choice: 'none' });
    expect(none.choices[0]?.message.content).toContain('[jigap demo]');
  });

  test('calls the first function with tool_choice required, and a named one when it is chosen', async () => {
    const silent = { ...ask('Hello'), tools: [weather, add] as never };
    const required = await client.chat.completions.create({ ...silent, tool_choice: 'required' });
    expect(callIn(required).name).toBe('get_weather');
    const named = { type: 'function' as const, function: { name: 'add' } };
    const chosen = await client.chat.completions.create({ ...silent, tool_choice: named });
    expect(callIn(chosen).name).toBe('add');
  });

  test.each([
    ['required', 'required', 'get_weather'],
    ['a named function', { type: 'function', function: { name: 'add' } }, 'add'],
    [
      'one of the allowed tools',
      {
        type: 'allowed_tools',
        allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'add' } }] },
      },
      'add',
    ],
  ] as const)('follows a choice of %s after the result of a tool, too', async (_, choice, name) => {
    const called = await client.chat.completions.create(ASK_WEATHER);
    const again = await client.chat.completions.create({
      ...ASK_WEATHER,
      tool_choice: choice as never,
      messages: [
        ...ASK_WEATHER.messages,
        called.choices[0]?.message as OpenAI.Chat.ChatCompletionMessage,
        { role: 'tool', tool_call_id: callIn(called).id, content: 'sunny, 21 degrees' },
      ],
    });
    expect(again.choices[0]?.finish_reason).toBe('tool_calls');
    expect(callIn(again).name).toBe(name);
  });

  test('never calls a tool that is not allowed, even when the user mentions it', async () => {
    const tools = [{ type: 'function', function: { name: 'add' } }];
    const choice = { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools } };
    const completion = await client.chat.completions.create({ ...ASK_WEATHER, tool_choice: choice as never });
    expect(completion.choices[0]?.message.tool_calls).toBeUndefined();
  });

  test('calls a required custom tool with a text, streamed or not, at both endpoints', async () => {
    const custom = { type: 'custom' as const, custom: { name: 'sql' } };
    const body = { ...ask('Count the users'), tools: [custom], tool_choice: 'required' as const };
    const expected = { type: 'custom', custom: { name: 'sql', input: 'Count the users' } };
    const whole = await client.chat.completions.create(body);
    expect(whole.choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { tool_calls: [expected] } });
    let input = '';
    for await (const { choices } of await client.chat.completions.create({ ...body, stream: true })) {
      const [call] = (choices[0]?.delta.tool_calls ?? []) as { custom?: { input?: string } }[];
      input += call?.custom?.input ?? '';
    }
    expect(input).toBe('Count the users');
    const request = { model: 'gpt-3.5-turbo', input: 'Count the users', tools: [{ type: 'custom', name: 'sql' }] };
    const choice = { tool_choice: { type: 'custom', name: 'sql' }, stream: true };
    const answer = await listen(upstream, { ...request, ...choice }, undefined, '/responses').over;
    const events = Buffer.concat(answer.chunks).toString();
    expect(events).toContain('response.custom_tool_call_input.delta');
    expect(events).toMatch(/"type":"custom_tool_call",[^}]*"input":"Count the users"/);
    expect(events).not.toContain('function_call');
  });

  test('finishes a call that the cap cuts by length, within the cap', async () => {
    const completion = await client.chat.completions.create({ ...ASK_WEATHER, max_tokens: 6 });
    expect(completion.choices[0]?.finish_reason).toBe('length');
    expect(completion.usage?.completion_tokens).toBe(6);
  });

  test('calls legacy functions as function_call, streamed or not, and quotes their result', async () => {
    const body = { ...ask('How is the weather in Busan?'), functions: [weather.function] as never };
    const expected = { name: 'get_weather', arguments: '{"city":"Busan","unit":"fahrenheit","days":1}' };
    const completion = await client.chat.completions.create(body);
    expect(completion.choices[0]).toMatchObject({
      finish_reason: 'function_call',
      message: { content: null, function_call: expected },
    });
    const streamed = await client.chat.completions.stream(body).finalChatCompletion();
    expect(streamed.choices[0]?.message.function_call).toEqual(expected);
    const result = { role: 'function' as const, name: 'get_weather', content: 'rain' };
    const answered = await client.chat.completions.create({ ...body, messages: [...body.messages, result] });
    expect(answered.choices[0]?.message.content).toContain('“rain”');
  });
});
