import OpenAI, { BadRequestError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scheduledMs } from '../../support/scheduled-time.ts';
import { type LlamaServer, startLlamaServer } from './llama-server.ts';
import { type LocalCaller, type LocalClass, startLocalClass, WINDOW } from './local-class.ts';
import { type Relay, startRelay } from './relay.ts';

let llama: LlamaServer;
let relay: Relay;
let local: LocalClass;
beforeAll(async () => {
  llama = await startLlamaServer('llama');
  relay = await startRelay(llama.baseUrl);
  local = await startLocalClass({ ...llama, baseUrl: relay.baseUrl });
});
afterAll(async () => {
  await local.stop();
  await relay.stop();
  await llama.stop();
});

/** From a hang-up to the free slot, and how often it is tried. */
const MAX_FREEING_MS = 200;
const ROUNDS = 5;
const QUIET_MS = 1500;

const HELLO = [{ role: 'user', content: 'Hello!' }] as const;
const ask = (more: object = {}) => ({ model: 'tiny-llama', messages: [...HELLO], max_tokens: 20, ...more });
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
    const first = await client.responses.create({ model: 'tiny-llama', input: 'Hello!', max_output_tokens: 16 });
    const second = await client.responses.create({
      model: 'tiny-llama',
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
    const error = await counted.embeddings
      .create({ model: 'tiny-llama', input: 'hi' })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 400, code: 'unsupported_operation' });
    expect(sent).toBe(1);
    expect(await incidents()).toEqual([]);
  });

  it('a hang-up of every student frees both slots within 0.2 s', async () => {
    const callers = await Promise.all(Array.from({ length: 4 }, () => local.addCaller()));
    const closedAfterMs: number[] = [];
    const freedAfterMs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { hangUp } = await beginLongCalls(callers, true);
      const hungUpAt = performance.now();
      const closed = relay.lastCallsClosed(callers.length);
      closedAfterMs.push(await scheduledMs(() => Promise.all([hangUp(), closed])));
      await llama.slotsAreBusy(0);
      freedAfterMs.push(performance.now() - hungUpAt);
    }
    expect(closedAfterMs.filter((ms) => ms >= MAX_FREEING_MS)).toEqual([]);
    // The quickest: what follows the closing is the server's own, and a busy machine may keep any of them waiting.
    expect(Math.min(...freedAfterMs)).toBeLessThan(MAX_FREEING_MS);
    expect(await incidents()).toEqual([]);
    for (const { id } of callers) await expectFree(id);
  });

  // llama.cpp looks for hung-up clients of whole answers when it has produced nothing for anybody for a second, and an
  // answer to /slots counts as something.
  it('a hang-up before a whole answer frees both slots, too', async () => {
    const callers = await Promise.all(Array.from({ length: 4 }, () => local.addCaller()));
    const { hangUp } = await beginLongCalls(callers, false);
    await hangUp();
    await llama.slotsAreBusy(0, QUIET_MS);
    for (const { id } of callers) await expectFree(id);
  });
});

/** Calls that would take minutes, two of them in the server's slots. */
async function beginLongCalls(callers: readonly LocalCaller[], stream: boolean) {
  const hangUp = new AbortController();
  const body = { ...ask({ max_tokens: WINDOW - 100 }), stream };
  const calls = callers.map(({ client }) => client.chat.completions.create(body, { signal: hangUp.signal }));
  const ended = Promise.allSettled(calls);
  await llama.slotsAreBusy(2);
  return {
    hangUp: () => {
      hangUp.abort();
      return ended;
    },
  };
}

async function expectFree(studentId: number): Promise<void> {
  for (const record of await local.app.recordsOf(studentId)) expect(record).toMatchObject({ cost_usd: 0 });
}
