import OpenAI from 'openai';
import type { ResponseInput } from 'openai/resources/responses/responses';
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
    const answer = await listen(upstream, String(init?.body), () => {}, '/responses').over;
    const headers = { 'content-type': answer.headers?.contentType ?? '' };
    return new Response(Buffer.concat(answer.chunks), { status: answer.status, headers });
  },
});

const ASK = { model: 'gpt-6-luna', input: 'Hello', include: ['reasoning.encrypted_content' as const] };

describe('the demo with a reasoning model', () => {
  test('begins its answer with encrypted reasoning when the request includes it', async () => {
    const { output, output_text } = await client.responses.create(ASK);
    expect(output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
    expect(output[0]).toMatchObject({ summary: [], encrypted_content: expect.stringMatching(/^demo_/) });
    expect(output_text).toMatch(/^\[jigap demo\] ./);
  });

  test('streams the same items in the same order', async () => {
    const places: [string, number][] = [];
    const stream = client.responses.stream(ASK);
    for await (const event of stream) if ('output_index' in event) places.push([event.type, event.output_index]);
    expect(places.filter(([type]) => type === 'response.output_item.done')).toEqual([
      ['response.output_item.done', 0],
      ['response.output_item.done', 1],
    ]);
    expect(new Set(places.filter(([type]) => type.endsWith('.delta')).map(([, index]) => index))).toEqual(new Set([1]));
    expect((await stream.finalResponse()).output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
  });

  test.each([
    ['nobody asks for it', { ...ASK, include: [] }],
    ['it is told not to reason', { ...ASK, reasoning: { effort: 'none' as const } }],
  ])('shows no reasoning when %s', async (_, ask) => {
    const { output } = await client.responses.create(ask);
    expect(output.map(({ type }) => type)).toEqual(['message']);
  });

  test('accepts its reasoning back, and refuses reasoning without encrypted content, as OpenAI does when nothing is stored', async () => {
    const { output } = await client.responses.create(ASK);
    const [reasoning, message] = output as ResponseInput;
    const again = { role: 'user' as const, content: 'Again' };
    const input = [reasoning, message, again] as ResponseInput;
    expect((await client.responses.create({ ...ASK, input })).output_text).toMatch(/Again/);
    const bare = { ...reasoning, encrypted_content: null };
    const refused = client.responses.create({ ...ASK, input: [bare, message, again] as ResponseInput });
    await expect(refused).rejects.toMatchObject({ status: 404, param: 'input[0]' });
  });
});
