import type OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { DEMO_ANSWERS } from '../../../src/endpoints/demo-answers.ts';
import { createDemoUpstream } from '../../../src/upstream/demo/demo.ts';
import { listen } from './listener.ts';

type Completion = OpenAI.Chat.ChatCompletion;
type Chunk = OpenAI.Chat.ChatCompletionChunk;
type Body = Record<string, unknown>;

const upstream = createDemoUpstream({ answers: DEMO_ANSWERS, chunkDelayMs: 0 });
const bodyWith = (content: string, more: Body = {}): Body => ({
  model: 'gpt-3.5-turbo',
  messages: [{ role: 'user', content }],
  ...more,
});
const HI = bodyWith('Hello, who are you?');
const WEATHER = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, unit: { enum: ['fahrenheit', 'celsius'] } },
      required: ['city', 'unit'],
    },
  },
};
const ASK_WEATHER = bodyWith('How is the weather in Seoul, in celsius?', { tools: [WEATHER] });

async function complete(body: Body): Promise<Completion> {
  const answer = await listen(upstream, body).over;
  expect(answer.status).toBe(200);
  expect(answer.headers?.contentType).toBe('application/json');
  return JSON.parse(Buffer.concat(answer.chunks).toString()) as Completion;
}

/** Every event of a stream, checked to be one well-formed SSE event a chunk and to end with [DONE]. */
async function stream(body: Body): Promise<Chunk[]> {
  const answer = await listen(upstream, { ...body, stream: true }).over;
  expect(answer.headers?.contentType).toMatch(/^text\/event-stream/);
  const events = answer.chunks.map((chunk) => {
    const [, data] = /^data: (.+)\n\n$/.exec(chunk.toString()) ?? [];
    expect(data).toBeDefined();
    return data ?? '';
  });
  expect(events.pop()).toBe('[DONE]');
  return events.map((data) => JSON.parse(data) as Chunk);
}

const textOf = (completion: Completion, index = 0) => completion.choices[index]?.message.content ?? '';
const textIn = (chunks: Chunk[], index = 0) =>
  chunks
    .flatMap((chunk) => chunk.choices.filter((choice) => choice.index === index))
    .map((c) => c.delta.content ?? '')
    .join('');
const reasonsIn = (chunks: Chunk[]) =>
  chunks.flatMap((chunk) => chunk.choices.map((choice) => choice.finish_reason)).filter((reason) => reason !== null);

async function refused(body: unknown, path?: string): Promise<{ status: number; error: Record<string, unknown> }> {
  const answer = await listen(upstream, body, undefined, path).over;
  expect(answer.events).toEqual(['sent', 'headers', 'data', 'end']);
  return { status: answer.status, ...JSON.parse(Buffer.concat(answer.chunks).toString()) };
}

describe('a JSON answer of the demo', () => {
  test('is labelled as simulated, repeats the question and has the shape of a chat completion', async () => {
    const completion = await complete(HI);
    expect(completion).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-demo-\w+$/),
      object: 'chat.completion',
      model: 'gpt-3.5-turbo',
      system_fingerprint: 'jigap_demo',
      choices: [{ index: 0, finish_reason: 'stop', logprobs: null, message: { role: 'assistant', refusal: null } }],
    });
    expect(textOf(completion)).toMatch(/^\[jigap demo\] .*Hello, who are you\?.*19 characters.*OPENAI_API_KEY/);
  });

  test('is Korean when the last user message is Korean', async () => {
    expect(textOf(await complete(bodyWith('지갑이 뭐예요?')))).toMatch(
      /^\[jigap 데모\] .*지갑이 뭐예요\?.*8자.*OPENAI_API_KEY/,
    );
  });

  test('counts its usage by text, with details, never above the bytes of the body', async () => {
    const { usage } = await complete(HI);
    // 19 ASCII characters are 5 tokens, plus 3 for the message and 3 for the reply.
    expect(usage).toMatchObject({
      prompt_tokens: 11,
      total_tokens: 11 + (usage?.completion_tokens ?? 0),
      prompt_tokens_details: { cached_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0 },
    });
    const korean = bodyWith('가'.repeat(3000));
    const counted = (await complete(korean)).usage?.prompt_tokens ?? 0;
    expect(counted).toBe(3006);
    expect(counted).toBeLessThan(Buffer.byteLength(JSON.stringify(korean)));
  });
});

describe('a streamed answer of the demo', () => {
  test('has the role, then a few words at a time, then the finish reason, and adds up to the JSON answer', async () => {
    const chunks = await stream(HI);
    expect(chunks[0]?.choices[0]?.delta).toMatchObject({ role: 'assistant', content: '' });
    expect(chunks.at(-1)?.choices).toEqual([{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' }]);
    expect(reasonsIn(chunks)).toEqual(['stop']);
    expect(chunks.length).toBeGreaterThan(10);
    expect(textIn(chunks)).toBe(textOf(await complete(HI)));
    expect(new Set(chunks.map((chunk) => `${chunk.id} ${chunk.object} ${chunk.model}`)).size).toBe(1);
    expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
  });

  test.each([
    ['a text', HI],
    ['three candidates', { ...HI, n: 3, max_tokens: 7 }],
    ['a tool call', ASK_WEATHER],
    ['a Korean JSON answer', bodyWith('요약', { response_format: { type: 'json_object' } })],
  ])('ends with the same usage as the JSON answer when include_usage is set: %s', async (_, body) => {
    const chunks = await stream({ ...body, stream_options: { include_usage: true } });
    const last = chunks.pop();
    expect(last?.choices).toEqual([]);
    expect(last?.usage).toEqual((await complete(body)).usage);
    expect(chunks.every((chunk) => chunk.usage === null)).toBe(true);
  });
});

describe('the demo with limits in the request', () => {
  test.each(['max_tokens', 'max_completion_tokens'])('cuts the answer and its count at %s', async (field) => {
    const completion = await complete({ ...HI, [field]: 10 });
    expect(completion.choices[0]?.finish_reason).toBe('length');
    expect(completion.usage?.completion_tokens).toBe(10);
    expect(textOf(await complete(HI)).startsWith(textOf(completion))).toBe(true);
    expect(reasonsIn(await stream({ ...HI, [field]: 10 }))).toEqual(['length']);
  });

  test('keeps to a cap of 1 in texts and in tool calls', async () => {
    expect((await complete({ ...HI, max_tokens: 1 })).usage?.completion_tokens).toBe(1);
    const call = await complete({ ...ASK_WEATHER, max_tokens: 1 });
    expect(call.usage?.completion_tokens).toBe(1);
    expect(call.choices[0]?.finish_reason).toBe('length');
  });

  test('gives n candidates, each within the cap', async () => {
    const body = { ...HI, n: 3, max_tokens: 10 };
    const completion = await complete(body);
    expect(completion.choices.map((choice) => choice.index)).toEqual([0, 1, 2]);
    expect(completion.usage?.completion_tokens).toBe(30);
    const chunks = await stream(body);
    expect(reasonsIn(chunks)).toEqual(['length', 'length', 'length']);
    expect([0, 1, 2].map((index) => textIn(chunks, index))).toEqual(
      [0, 1, 2].map((index) => textOf(completion, index)),
    );
  });

  test.each([
    ['one', ' simulated'],
    ['several', ['never said', ' simulated', 'OPENAI']],
  ])('cuts the text before a stop string: %s', async (_, stop) => {
    const completion = await complete({ ...HI, stop });
    expect(textOf(completion)).toMatch(/This answer is$/);
    expect(completion.choices[0]?.finish_reason).toBe('stop');
  });
});

describe('the demo in JSON mode', () => {
  test('answers json_object with an object that says it is simulated', async () => {
    const answer: unknown = JSON.parse(textOf(await complete({ ...HI, response_format: { type: 'json_object' } })));
    expect(answer).toMatchObject({ simulated: true, answer: expect.stringContaining('[jigap demo]'), characters: 19 });
  });

  test('answers json_schema with a labelled instance of the schema', async () => {
    const schema = { type: 'object', properties: { summary: { type: 'string' }, score: { type: 'integer' } } };
    const body = { ...HI, response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } };
    expect(JSON.parse(textOf(await complete(body)))).toEqual({ summary: '[jigap demo] summary', score: 1 });
  });
});

describe('an error of the demo', () => {
  test.each([
    ['no JSON', '{"model":', 400, null, null],
    ['no object', '[]', 400, null, null],
    ['no model', { messages: [{ role: 'user', content: 'a' }] }, 400, 'model', null],
    ['no messages', { model: 'm', messages: [] }, 400, 'messages', null],
    ['no role', { model: 'm', messages: ['a'] }, 400, 'messages[0]', null],
    ['n of 0', { ...HI, n: 0 }, 400, 'n', null],
    ['a fraction of a token', { ...HI, max_tokens: 1.5 }, 400, 'max_tokens', null],
    [
      'both caps',
      { ...HI, max_tokens: 1, max_completion_tokens: 1 },
      400,
      'max_tokens',
      'invalid_parameter_combination',
    ],
    ['stream_options alone', { ...HI, stream_options: {} }, 400, 'stream_options', null],
    [
      'an unknown tool',
      { ...HI, tool_choice: { type: 'function', function: { name: 'x' } } },
      400,
      'tool_choice',
      null,
    ],
  ])('%s', async (_, body, status, param, code) => {
    const refusal = await refused(body);
    expect(refusal.status).toBe(status);
    expect(refusal.error).toEqual({ message: expect.any(String), type: 'invalid_request_error', param, code });
  });

  test('is 404 for an endpoint that is not simulated', async () => {
    expect(await refused(HI, '/images/edits')).toMatchObject({
      status: 404,
      error: { code: 'unknown_url', param: null },
    });
  });

  test('ends only the call whose body is nested beyond the stack', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const answer = await refused(`{"model":"m","messages":[{"role":"user","content":"a"}],"tools":${deep}}`);
    // Node 24 parses JSON recursively; Node 26 does not, and the demo then answers.
    expect(answer.status).toBe(parses(deep) ? 200 : 500);
    const next = await refused('{"model":"m","messages":[{"role":"user","content":"a"}]}');
    expect(next.status).toBe(200);
  });
});

function parses(json: string): boolean {
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}
