import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { STREAM, startAppFixture } from '../../support/app-fixture.ts';
import { chatStream, usageOf } from '../../support/scripted-upstream.ts';
import { parseSse, readChatStream } from '../../support/sse.ts';

const fixture = await startAppFixture();
afterAll(() => fixture.stop());
beforeEach(() => fixture.upstream.reset());

const ASKING = { ...STREAM, stream_options: { include_usage: true } };

/** The usages that a client reads in a stream, and the nano-USD of the record. */
async function streamWith(script: Parameters<typeof fixture.callWith>[0], body: object = ASKING) {
  const student = await fixture.addStudent();
  const { chunks } = readChatStream((await fixture.callWith(script, student, body)).body);
  const usages = chunks.map(({ usage }) => usage ?? null).filter((usage) => usage !== null);
  const [record] = await fixture.recordsOf(student);
  return { usages: usages as Record<string, unknown>[], cost: record?.cost ?? Number.NaN };
}

describe('the cost in the usage of a stream', () => {
  test('is what the call is settled at', async () => {
    const { usages, cost } = await streamWith(chatStream({ usage: usageOf(11, 7, 3) }));
    expect(cost).toBeGreaterThan(0);
    expect(usages).toEqual([{ ...usageOf(11, 7, 3), cost_usd: cost / 1e9 }]);
  });

  test('is the whole hold where the usage is impossible', async () => {
    const { usages, cost } = await streamWith(chatStream({ usage: usageOf(10, 1_000_000) }));
    expect(usages).toMatchObject([{ cost_usd: cost / 1e9 }]);
  });

  test('is the dearer one where the provider says a dearer tier', async () => {
    const plain = await streamWith(chatStream({ usage: usageOf(10, 5) }));
    const { usages, cost } = await streamWith(chatStream({ usage: usageOf(10, 5), serviceTier: 'priority' }));
    expect(cost).toBe(Math.ceil(plain.cost * 2.5));
    expect(usages).toMatchObject([{ cost_usd: cost / 1e9 }]);
  });

  test('is never the provider’s own', async () => {
    const usage = { ...usageOf(10, 5), cost_usd: 99, cost: 98 };
    const { usages, cost } = await streamWith(chatStream({ usage }));
    expect(usages).toEqual([{ ...usageOf(10, 5), cost_usd: cost / 1e9 }]);
  });

  test('stands beside the last choice where the provider says its usage there', async () => {
    const last = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: usageOf(10, 5) };
    const { usages, cost } = await streamWith(chatStream({ chunks: ['hi', last] }));
    expect(usages).toEqual([{ ...usageOf(10, 5), cost_usd: cost / 1e9 }]);
  });

  test('is not sent to a client that did not ask for the usage', async () => {
    const student = await fixture.addStudent();
    const { body } = await fixture.callWith(chatStream({ usage: usageOf(10, 5) }), student, STREAM);
    expect(body.toString()).not.toContain('cost_usd');
    expect(parseSse(body).length).toBeGreaterThan(2);
  });

  test('adds nothing where the provider says no usage that can be read', async () => {
    const { usages } = await streamWith(chatStream({ usage: { prompt_tokens: '10' } }));
    expect(JSON.stringify(usages)).not.toContain('cost_usd');
  });

  test('is not added to a stream of responses, whose last event may be large', async () => {
    const student = await fixture.addStudent();
    const response = { id: 'resp_1', output: [], usage: { input_tokens: 10, output_tokens: 5, total_tokens: 15 } };
    const event = { type: 'response.completed', sequence_number: 0, response };
    const { body } = await fixture.callWith(
      (_call, act) => {
        act.head(200, { 'content-type': 'text/event-stream' });
        void act.write(`event: response.completed\ndata: ${JSON.stringify(event)}\n\n`).then(() => act.end());
      },
      student,
      { model: 'gpt-3.5-turbo', input: 'hi', stream: true },
      '/v1/responses',
    );
    expect(body.toString()).toContain('"output_tokens":5');
    expect(body.toString()).not.toContain('cost_usd');
  });
});
