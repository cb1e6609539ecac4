import OpenAI, { BadRequestError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTempFolder, remove } from '../../support/temp-folder.ts';
import { type LlamaServer, makeLlamaPython, startLlamaServer } from './llama-server.ts';
import { type LocalClass, startLocalClass, WINDOW } from './local-class.ts';

const folder = makeTempFolder();
let interpreter: string;
let llama: LlamaServer;
let local: LocalClass;
beforeAll(async () => {
  interpreter = await makeLlamaPython(folder);
  llama = await startLlamaServer(interpreter, 'chat');
  local = await startLocalClass(llama);
});
afterAll(async () => {
  await local.stop();
  await llama.stop();
  remove(folder);
});

const HELLO = [{ role: 'user', content: 'Hello!' }] as const;
const ask = (more: object = {}) => ({ model: 'tiny', messages: [...HELLO], max_tokens: 20, ...more });
const incidents = async () => (await local.app.api('GET', '/api/incidents')).json.data;

describe('a llama.cpp server behind jigap', () => {
  it('a llama.cpp server behind jigap answers a chat; what it used is recorded, and costs nothing', async () => {
    const { client, id } = await local.addCaller();
    const answer = await client.chat.completions.create(ask());
    expect(answer.usage).toMatchObject({ completion_tokens: 20 });
    expect(await local.app.recordsOf(id)).toMatchObject([
      { outcome: 'ok', cost_usd: 0, held_usd: 0, input_tokens: answer.usage?.prompt_tokens, output_tokens: 20 },
    ]);
    expect(await incidents()).toEqual([]);
  });

  it('streams, with the usage only for clients that requested it', async () => {
    const { client, id } = await local.addCaller();
    for (const wantsUsage of [false, true]) {
      const stream = await client.chat.completions.create({
        ...ask(),
        stream: true,
        ...(wantsUsage ? { stream_options: { include_usage: true } } : {}),
      });
      const usages = [];
      for await (const chunk of stream) if (chunk.usage) usages.push(chunk.usage.completion_tokens);
      expect(usages).toEqual(wantsUsage ? [20] : []);
    }
    expect(await local.app.recordsOf(id)).toMatchObject([
      { outcome: 'ok', output_tokens: 20 },
      { outcome: 'ok', output_tokens: 20 },
    ]);
  });

  it('a llama.cpp server behind jigap keeps to a JSON schema', async () => {
    const { client } = await local.addCaller();
    const schema = {
      type: 'object',
      properties: { colour: { enum: ['red', 'blue'] } },
      required: ['colour'],
      additionalProperties: false,
    };
    const answer = await client.chat.completions.create(
      ask({ max_tokens: 80, response_format: { type: 'json_schema', json_schema: { name: 'paint', schema } } }),
    );
    expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toEqual({
      colour: expect.stringMatching(/^(?:red|blue)$/),
    });
  });

  it('a llama.cpp server behind jigap stops at a stop sequence', async () => {
    const { client } = await local.addCaller();
    const same = ask({ max_tokens: 300, temperature: 0, seed: 1 });
    const whole = (await client.chat.completions.create(same)).choices[0]?.message.content ?? '';
    const [stop = ''] = /[!-~]/.exec(whole) ?? [];
    expect(stop).not.toBe('');
    const cut = await client.chat.completions.create({ ...same, stop: [stop] });
    expect(cut.choices[0]).toMatchObject({ finish_reason: 'stop' });
    expect(cut.choices[0]?.message.content).not.toContain(stop);
  });

  it('a llama.cpp server behind jigap answers /v1/responses, and goes on with the answer before', async () => {
    const { client } = await local.addCaller();
    const first = await client.responses.create({ model: 'tiny', input: 'Hello!', max_output_tokens: 16 });
    const second = await client.responses.create({
      model: 'tiny',
      input: 'And then?',
      previous_response_id: first.id,
      max_output_tokens: 16,
    });
    expect(second.usage?.input_tokens).toBeGreaterThan(first.usage?.input_tokens ?? Number.NaN);
  });

  it('a llama.cpp server behind jigap refuses a prompt beyond its window with context_length_exceeded', async () => {
    const { client, id } = await local.addCaller();
    const tooLong = ask({ messages: [{ role: 'user', content: 'a'.repeat(WINDOW + 1) }] });
    const error = await client.chat.completions.create(tooLong).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ status: 400, code: 'context_length_exceeded' });
    expect(await local.app.recordsOf(id)).toMatchObject([{ outcome: 'upstream_refused', cost_usd: 0 }]);
  });

  it('a llama.cpp server behind jigap refuses embeddings, without an incident about the owner’s address', async () => {
    const { client } = await local.addCaller();
    let sent = 0;
    const counted = new OpenAI({
      apiKey: client.apiKey,
      baseURL: client.baseURL,
      fetch: (url, init) => {
        sent++;
        return fetch(url, init);
      },
    });
    const error = await counted.embeddings.create({ model: 'tiny', input: 'hi' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 400, code: 'unsupported_operation' });
    expect(sent).toBe(1);
    expect(await incidents()).toEqual([]);
  });

  it('a llama.cpp server behind jigap is free for a seventh student at once when six have hung up, though it has two slots', async () => {
    const long = { ...ask({ max_tokens: 4000, temperature: 1.5 }), stream: true as const };
    const startedAt = performance.now();
    const { client: patient } = await local.addCaller();
    const whole = await patient.chat.completions.create(long);
    for await (const _chunk of whole);
    const wholeMs = performance.now() - startedAt;

    const callers = await Promise.all(Array.from({ length: 6 }, () => local.addCaller()));
    const streams = callers.map(({ client }) => client.chat.completions.create(long));
    const opened = await Promise.all(streams.slice(0, 2));
    for (const stream of opened) {
      const { done } = await stream[Symbol.asyncIterator]().next();
      expect(done).toBe(false);
    }
    const waiting = Promise.all(streams.slice(2).map(async (stream) => (await stream).controller.abort()));
    for (const stream of opened) stream.controller.abort();
    await waiting;
    const seventh = await local.addCaller();
    const sentAt = performance.now();
    await seventh.client.chat.completions.create(ask({ max_tokens: 1 }));
    // Six answers in two slots would take three times as long as one.
    expect(performance.now() - sentAt).toBeLessThan(wholeMs);
    expect(await incidents()).toEqual([]);
    for (const { id } of callers) expect(await local.app.recordsOf(id)).toMatchObject([{ cost_usd: 0 }]);
  });
});

describe('a llama.cpp server that embeds', () => {
  it('a llama.cpp server that embeds answers embeddings, whose tokens are recorded', async () => {
    const embedding = await startLlamaServer(interpreter, 'embedding');
    const fixture = await startLocalClass(embedding);
    try {
      const { client, id } = await fixture.addCaller();
      const { data } = await client.embeddings.create({ model: 'tiny', input: ['Hello', 'you'] });
      expect(data).toHaveLength(2);
      expect(data[0]?.embedding.length).toBe(64);
      expect(await fixture.app.recordsOf(id)).toMatchObject([{ outcome: 'ok', input_tokens: 8, cost_usd: 0 }]);
    } finally {
      await fixture.stop();
      await embedding.stop();
    }
  });
});
