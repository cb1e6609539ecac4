import { BadRequestError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LlamaServer, type ModelFamily, startLlamaServer } from './llama-server.ts';
import { BERT_WINDOW, type LocalClass, startLocalClass } from './local-class.ts';

const TEXT_FAMILIES = ['llama', 'phi3', 'gemma'] as const satisfies readonly ModelFamily[];

describe.each(TEXT_FAMILIES)('a real server with a tiny model of the family %s', (family) => {
  let llama: LlamaServer;
  let local: LocalClass;
  beforeAll(async () => {
    llama = await startLlamaServer(family);
    local = await startLocalClass(llama);
  });
  afterAll(async () => {
    await local.stop();
    await llama.stop();
  });

  it('answers a chat of several turns under the instructions of a system message', async () => {
    const { client, id } = await local.addCaller();
    const answer = await client.chat.completions.create({
      model: llama.model,
      messages: [
        { role: 'system', content: 'You are brief.' },
        { role: 'user', content: 'Hello!' },
        { role: 'assistant', content: 'Hi.' },
        { role: 'user', content: '안녕?' },
      ],
      max_tokens: 12,
    });
    expect(answer.model).toBe(llama.model);
    expect(answer.usage).toMatchObject({ completion_tokens: 12 });
    expect(await local.app.recordsOf(id)).toMatchObject([
      { outcome: 'ok', cost_usd: 0, input_tokens: answer.usage?.prompt_tokens, output_tokens: 12 },
    ]);
  });

  it('streams in chunks, and its usage is recorded', async () => {
    const { client, id } = await local.addCaller();
    const stream = await client.chat.completions.create({
      model: llama.model,
      messages: [{ role: 'user', content: 'Hello!' }],
      max_tokens: 12,
      stream: true,
    });
    let chunks = 0;
    let finish: string | null = null;
    for await (const chunk of stream) {
      chunks++;
      finish = chunk.choices[0]?.finish_reason ?? finish;
    }
    expect(finish).toBe('length');
    expect(chunks).toBeGreaterThan(2);
    expect(await local.app.recordsOf(id)).toMatchObject([{ outcome: 'ok', cost_usd: 0, output_tokens: 12 }]);
  });
});

describe('a real server with a tiny BERT', () => {
  let llama: LlamaServer;
  let local: LocalClass;
  beforeAll(async () => {
    llama = await startLlamaServer('bert');
    local = await startLocalClass(llama);
  });
  afterAll(async () => {
    await local.stop();
    await llama.stop();
  });

  it('embeds a list of texts: the same vectors in the base64 that the SDK asks for, and in numbers', async () => {
    const { client, id } = await local.addCaller();
    const request = { model: llama.model, input: ['Hello', 'you'] };
    const packed = await client.embeddings.create(request);
    const plain = await client.embeddings.create({ ...request, encoding_format: 'float' });
    expect(packed.data).toHaveLength(2);
    for (const [n, { embedding }] of packed.data.entries()) {
      expect(embedding).toHaveLength(64);
      expect(embedding).toEqual(plain.data[n]?.embedding.map((number) => expect.closeTo(number, 5)));
    }
    expect(packed.data[0]?.embedding).not.toEqual(packed.data[1]?.embedding);
    // A token a letter, and two around each text.
    const record = {
      outcome: 'ok',
      input_tokens: 'Hello'.length + 'you'.length + 2 * 2,
      output_tokens: 0,
      cost_usd: 0,
    };
    expect(await local.app.recordsOf(id)).toMatchObject([record, record]);
  });

  it('tells a student whose text is beyond its window how long a text may be, without a retry', async () => {
    const { client, id } = await local.addCaller();
    const input = ['short', 'a'.repeat(BERT_WINDOW + 1)];
    const error = await client.embeddings.create({ model: llama.model, input }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ code: 'context_length_exceeded', param: 'input' });
    expect((error as Error).message).toContain(`${BERT_WINDOW} tokens`);
    expect((error as Error).message).not.toContain('max_tokens');
    expect((error as BadRequestError).headers?.get('x-should-retry')).toBe('false');
    expect(await local.app.recordsOf(id)).toMatchObject([{ outcome: 'upstream_refused', cost_usd: 0 }]);
    expect((await local.app.api('GET', '/api/incidents')).json.data).toEqual([]);
  });
});
