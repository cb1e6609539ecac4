import type { ResponseInput } from 'openai/resources/responses/responses';
import { afterAll, describe, expect, test } from 'vitest';
import { startAppFixture } from '../../support/app-fixture.ts';
import { clientOf, eventsIn, post } from './endpoint-calls.ts';

/** Without a key: what a first user sees, with every kind of model allowed. */
const fixture = await startAppFixture({
  env: {
    OPENAI_API_KEY: '',
    JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo,gpt-3.5-turbo-instruct,text-embedding-3-small,omni-moderation-latest',
  },
});
afterAll(async () => {
  // The client has its answer at [DONE], a moment before the call has ended.
  await fixture.callsInFlight(0);
  await fixture.stop();
});

const MODEL = 'gpt-3.5-turbo';
const ASK = { model: MODEL, input: 'How is the weather in Seoul?' };
const WEATHER = {
  type: 'function' as const,
  name: 'get_weather',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  strict: true,
};
const LABEL = /^\[jigap demo\] ./;

async function askClient() {
  const student = await fixture.addStudent();
  return { student, client: clientOf(fixture, student) };
}

describe('the demo: responses', () => {
  test('an answer says that it is simulated, and its record has the usage that the client saw', async () => {
    const { student, client } = await askClient();
    const { data: answer, response } = await client.responses.create(ASK).withResponse();
    expect(answer).toMatchObject({ object: 'response', status: 'completed', model: MODEL, store: false, error: null });
    expect(answer.output_text).toMatch(LABEL);
    expect(response.headers.get('x-jigap-demo')).toBe('simulated answer');
    const { input_tokens = 0, output_tokens = 0 } = answer.usage ?? {};
    expect(answer.usage).toEqual({
      input_tokens,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      output_tokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: input_tokens + output_tokens,
    });
    expect(await fixture.recordsOf(student)).toMatchObject([
      { outcome: 'ok', inputTokens: input_tokens, cost: input_tokens * 500 + output_tokens * 1500 },
    ]);
  });

  test('a stream has the numbered events of a real one, and the same answer', async () => {
    const { student, client } = await askClient();
    const events = eventsIn(await post(fixture, student, '/responses', { ...ASK, stream: true }));
    const kinds = events.map(({ type }) => type);
    expect(kinds.filter((kind, index) => kind !== kinds[index - 1])).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(kinds.filter((kind) => kind === 'response.output_text.delta').length).toBeGreaterThan(5);
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
    expect(events[0].response).toMatchObject({ status: 'in_progress', output: [], usage: null });
    const whole = await client.responses.create(ASK);
    const joined = events.flatMap(({ delta }) => delta ?? []).join('');
    expect(joined).toBe(whole.output_text);
    expect(events.at(-1).response).toMatchObject({ status: 'completed', usage: whole.usage });
    const stream = client.responses.stream(ASK);
    expect((await stream.finalResponse()).output_text).toBe(joined);
  });

  test('an answer that reaches its cap is incomplete, with the reason', async () => {
    const { student, client } = await askClient();
    const short = { ...ASK, max_output_tokens: 16 };
    const answer = await client.responses.create(short);
    const ended = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } };
    expect(answer).toMatchObject({ ...ended, usage: { output_tokens: 16 } });
    const events = eventsIn(await post(fixture, student, '/responses', { ...short, stream: true }));
    expect(events.at(-1)).toMatchObject({ type: 'response.incomplete', response: ended });
    expect(await fixture.recordsOf(student)).toMatchObject([{ outputTokens: 16 }, { outputTokens: 16 }]);
  });

  test('a cap below 16, which no provider takes, becomes 16', async () => {
    const { student } = await askClient();
    const answer = await post(fixture, student, '/responses', { ...ASK, max_output_tokens: 5 });
    expect([answer.status, answer.json.max_output_tokens]).toEqual([200, 16]);
  });

  test('a function is called, its result is sent back with the earlier items, and answered', async () => {
    const { client } = await askClient();
    const first = await client.responses.create({ ...ASK, tools: [WEATHER], tool_choice: 'required' });
    const [call] = first.output;
    if (call?.type !== 'function_call') throw new Error('no function was called');
    expect(call).toMatchObject({ name: 'get_weather', status: 'completed' });
    expect(JSON.parse(call.arguments)).toEqual({ city: expect.any(String) });
    const result = { type: 'function_call_output' as const, call_id: call.call_id, output: 'sunny, 21 degrees' };
    const second = await client.responses.create({
      model: MODEL,
      tools: [WEATHER],
      input: [{ role: 'user', content: ASK.input }, ...(first.output as ResponseInput), result],
    });
    expect(second.output_text).toMatch(/sunny, 21 degrees/);
    const third = await client.responses.create({
      model: MODEL,
      input: [...(second.output as ResponseInput), ...ROUND],
    });
    expect(third.output_text).toMatch(LABEL);
  });

  test('the arguments of a function call stream piece by piece', async () => {
    const { student } = await askClient();
    const tools = { tools: [WEATHER], tool_choice: { type: 'function', name: 'get_weather' } };
    const events = eventsIn(await post(fixture, student, '/responses', { ...ASK, ...tools, stream: true }));
    const done = events.find(({ type }) => type === 'response.function_call_arguments.done');
    const pieces = events.filter(({ type }) => type === 'response.function_call_arguments.delta');
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.map(({ delta }) => delta).join('')).toBe(done.arguments);
    expect(events.at(-1).response.output).toMatchObject([{ type: 'function_call', arguments: done.arguments }]);
  });

  test('JSON mode and schemas are followed, and instructions are counted', async () => {
    const { client } = await askClient();
    const object = await client.responses.create({ ...ASK, text: { format: { type: 'json_object' } } });
    expect(JSON.parse(object.output_text)).toMatchObject({ simulated: true });
    const properties = { name: { type: 'string' }, year: { type: 'integer' } };
    const schema = { type: 'object', properties, required: ['name', 'year'], additionalProperties: false };
    const parsed = await client.responses.parse({
      ...{ ...ASK, instructions: 'Answer in JSON.' },
      text: { format: { type: 'json_schema', name: 'event', strict: true, schema } },
    });
    expect(parsed.output_parsed).toEqual({ name: expect.any(String), year: expect.any(Number) });
    expect(parsed.instructions).toBe('Answer in JSON.');
    expect(parsed.usage?.input_tokens).toBeGreaterThan(object.usage?.input_tokens ?? 0);
  });
});

const ROUND = [{ role: 'user' as const, content: 'Thank you.' }];

describe('the demo: embeddings', () => {
  const EMBED = { model: 'text-embedding-3-small' };
  const cosine = (a: number[] = [], b: number[] = []) => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

  test('are unit vectors: equal for equal texts, near for similar ones, in both formats and any size', async () => {
    const { client } = await askClient();
    const input = ['the cat sat on the mat', 'a cat sat on a mat', 'quarterly tax report', 'the cat sat on the mat'];
    const { data, usage } = await client.embeddings.create({ ...EMBED, input });
    const [one, near, far, same] = data.map(({ embedding }) => Array.from(embedding));
    expect(one).toHaveLength(1536);
    expect(cosine(one, one)).toBeCloseTo(1, 5);
    expect(same).toEqual(one);
    expect(cosine(one, near)).toBeGreaterThan(cosine(one, far) + 0.3);
    expect(usage.prompt_tokens).toBe(usage.total_tokens);
    const floats = await client.embeddings.create({ ...EMBED, input, encoding_format: 'float' });
    expect(floats.data[0]?.embedding).toEqual(one);
    const short = await client.embeddings.create({ ...EMBED, input: [[1, 2], [3]], dimensions: 8 });
    expect(short.data.map(({ embedding }) => embedding.length)).toEqual([8, 8]);
    const [first] = short.data.map(({ embedding }) => Array.from(embedding));
    expect(cosine(first, first)).toBeCloseTo(1, 5);
    expect(short.usage.prompt_tokens).toBe(3);
  });

  test('cost the tokens of their input', async () => {
    const { student, client } = await askClient();
    const { usage } = await client.embeddings.create({ ...EMBED, input: 'hello' });
    expect(await fixture.recordsOf(student)).toMatchObject([{ outcome: 'ok', cost: usage.prompt_tokens * 20 }]);
  });

  test.each([{ input: 'hi', dimensions: 1537 }, { input: 'word '.repeat(20_000) }])(
    'refuse what the provider refuses',
    async (fields) => {
      const { student } = await askClient();
      expect((await post(fixture, student, '/embeddings', { ...EMBED, ...fields })).status).toBe(400);
      expect(await fixture.recordsOf(student)).toMatchObject([{ outcome: 'upstream_refused', cost: 0 }]);
    },
  );
});

describe('the demo: moderations', () => {
  test('flag obvious words only, in the format of the API', async () => {
    const { client } = await askClient();
    const input = ['How do I bake bread?', 'I will kill you', '자살하고 싶다'];
    const { results, model } = await client.moderations.create({ input });
    expect(model).toBe('omni-moderation-latest');
    expect(results.map(({ flagged }) => flagged)).toEqual([false, true, true]);
    expect(results[1]?.categories).toMatchObject({ violence: true, hate: false, 'self-harm': false });
    expect(results[2]?.categories['self-harm']).toBe(true);
    expect(Object.keys(results[0]?.categories ?? {})).toHaveLength(13);
    expect(Object.keys(results[0]?.category_scores ?? {})).toHaveLength(13);
    const parts = [
      { type: 'text' as const, text: 'I will ' },
      { type: 'text' as const, text: 'kill you' },
    ];
    expect((await client.moderations.create({ input: parts })).results.map(({ flagged }) => flagged)).toEqual([true]);
  });
});

describe('the demo: completions', () => {
  const COMPLETE = { model: 'gpt-3.5-turbo-instruct', prompt: 'Once upon a time' };

  test('continue for 16 tokens by default, n times for every prompt, and cost all of them', async () => {
    const { student, client } = await askClient();
    const { choices, usage } = await client.completions.create({ ...COMPLETE, prompt: ['a', 'b'], n: 2, best_of: 3 });
    expect(choices.map(({ index, finish_reason }) => [index, finish_reason])).toEqual(
      [0, 1, 2, 3].map((index) => [index, 'length']),
    );
    expect(usage?.completion_tokens).toBe(2 * 3 * 16);
    expect(await fixture.recordsOf(student)).toMatchObject([{ outcome: 'ok', outputTokens: 96 }]);
  });

  test('repeat the prompt on request, and stream the same text', async () => {
    const { client } = await askClient();
    const request = { ...COMPLETE, echo: true, max_tokens: 40 };
    const whole = await client.completions.create(request);
    expect(whole.choices[0]?.text).toMatch(/^Once upon a time\[jigap demo\] ./);
    const chunks = [];
    for await (const chunk of await client.completions.create({ ...request, stream: true })) chunks.push(chunk);
    expect(chunks.map(({ choices }) => choices[0]?.text).join('')).toBe(whole.choices[0]?.text);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe(whole.choices[0]?.finish_reason);
  });
});
