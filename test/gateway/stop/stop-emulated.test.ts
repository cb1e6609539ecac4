import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import { chatJson, type Script, usageOf } from '../../support/scripted-upstream.ts';
import { clientOf } from '../endpoints/endpoint-calls.ts';

/** The class of the README: students ask for gpt-3.5-turbo, and a model that refuses `stop` answers. */
const fixture = await startAppFixture({ env: { JIGAP_MODEL_ALIASES: 'gpt-3.5-turbo=gpt-6-luna' } });
const { upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => upstream.reset());

const bodiesSent = () => upstream.calls.map(({ json }) => json as Record<string, unknown>);

const REACT = 'Thought: look it up\nAction: search\nObservation: made up by the model\nFinal Answer: 3';
const LEFT = 'Thought: look it up\nAction: search';
const ASK = {
  model: 'gpt-3.5-turbo',
  messages: [{ role: 'user' as const, content: 'hi' }],
  stop: ['\nObservation:', 'Human:'],
};
const USAGE = usageOf(20, 30);
/** 20 input tokens at 100 nano-USD, 30 of output at 500. */
const COST = 20 * 100 + 30 * 500;

async function someone() {
  const student = await fixture.addStudent();
  return { student, client: clientOf(fixture, student) };
}

async function expectBilled(student: TestStudent): Promise<void> {
  await fixture.settled();
  const records = await fixture.recordsOf(student);
  expect(records).toMatchObject([{ outcome: 'ok', cost: COST, inputTokens: 20, outputTokens: 30 }]);
  expect(await fixture.incidentsOf(student)).toEqual([]);
}

/** A text as a stream whose HTTP chunks end after every so many bytes, inside of characters and of lines too. */
function streamOf(text: string, bytesAtOnce: number, candidates = 1): Script {
  return async (_call, act) => {
    const event = (choices: object[], more: object = {}) =>
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'gpt-6-luna', choices, ...more })}\n\n`;
    const indexes = Array.from({ length: candidates }, (_, index) => index);
    const pieces = text.match(/[\s\S]{1,3}/gu) ?? [];
    const events = [
      event(indexes.map((index) => ({ index, delta: { role: 'assistant', content: '' }, finish_reason: null }))),
      ...pieces.map((content) => event(indexes.map((index) => ({ index, delta: { content }, finish_reason: null })))),
      event(indexes.map((index) => ({ index, delta: {}, finish_reason: 'length' }))),
      event([], { usage: USAGE }),
      'data: [DONE]\n\n',
    ];
    const bytes = Buffer.from(events.join(''));
    act.head(200, { 'content-type': 'text/event-stream' });
    for (let at = 0; at < bytes.length; at += bytesAtOnce) await act.write(bytes.subarray(at, at + bytesAtOnce));
    act.end();
  };
}

describe('stop for a model that does not take it', () => {
  test('is not sent, and ends a JSON answer where it occurs, at its full usage', async () => {
    const { student, client } = await someone();
    upstream.next(chatJson({ content: REACT, usage: USAGE }));
    const answer = await client.chat.completions.create(ASK);
    expect(answer.choices).toMatchObject([{ message: { content: LEFT }, finish_reason: 'stop' }]);
    expect(answer.usage).toMatchObject({ prompt_tokens: 20, completion_tokens: 30 });
    expect(bodiesSent().map((body) => 'stop' in body)).toEqual([false]);
    await expectBilled(student);
  });

  test.each([1, 7, 4096])(
    'ends every choice of a stream in pieces of %i bytes, at its full usage',
    async (bytesAtOnce) => {
      const { student, client } = await someone();
      const text = `가나다😀${REACT}`;
      upstream.next(streamOf(text, bytesAtOnce, 2));
      const stream = client.chat.completions.stream({ ...ASK, n: 2, stream_options: { include_usage: true } });
      const answer = await stream.finalChatCompletion();
      for (const choice of [0, 1]) {
        expect(answer.choices[choice]).toMatchObject({
          message: { content: `가나다😀${LEFT}` },
          finish_reason: 'stop',
        });
      }
      expect(answer.usage).toMatchObject({ completion_tokens: 30 });
      await expectBilled(student);
    },
  );

  test('passes a text without it whole, with its own finish_reason', async () => {
    const { student, client } = await someone();
    const text = 'Thought\nObservatio';
    upstream.next(streamOf(text, 5));
    let streamed = '';
    let reason: string | null = null;
    for await (const { choices } of await client.chat.completions.create({ ...ASK, stream: true })) {
      streamed += choices[0]?.delta.content ?? '';
      reason = choices[0]?.finish_reason ?? reason;
    }
    expect([streamed, reason]).toEqual([text, 'length']);
    await expectBilled(student);
  });

  test('passes each piece at once, unless it may be the beginning of a stop string', async () => {
    const { client } = await someone();
    const piece = (content: string) =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`;
    upstream.next(async (_call, act) => {
      act.head(200, { 'content-type': 'text/event-stream' });
      await act.write(piece('Thought'));
      await act.gate('read');
      await act.write(`${piece('\nObs')}${piece('cure')}`);
      await act.gate('end');
      await act.write(`data: ${JSON.stringify({ choices: [], usage: USAGE })}\n\ndata: [DONE]\n\n`);
      act.end();
    });
    const chunks = await client.chat.completions.create({ ...ASK, stream: true });
    const read: (string | null | undefined)[] = [];
    for await (const { choices } of chunks) {
      read.push(choices[0]?.delta.content);
      upstream.open(read.length === 1 ? 'read' : 'end');
    }
    expect(read).toEqual(['Thought', '\nObscure']);
  });

  test('ends a broken stream in an error, not in the text that was held back', async () => {
    const { student, client } = await someone();
    upstream.next(async (_call, act) => {
      act.head(200, { 'content-type': 'text/event-stream' });
      await act.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'a\nObs' } }] })}\n\n`);
      await act.gate('reset');
      act.reset();
    });
    const stream = await client.chat.completions.create({ ...ASK, stream: true });
    const read = async () => {
      for await (const { choices } of stream) {
        expect(choices[0]?.delta.content).toBe('a');
        upstream.open('reset');
      }
    };
    await expect(read()).rejects.toMatchObject({ code: 'upstream_error' });
    await fixture.settled();
    expect(await fixture.recordsOf(student)).toMatchObject([{ outcome: 'upstream_died' }]);
  });

  test.each([true, false])('survives an answer nested too deeply to be serialised (stream: %s)', async (stream) => {
    const { student, client } = await someone();
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const choice = `{"index":0,"message":{"content":"a"},"delta":{"content":"a"},"finish_reason":null,"x":${deep}}`;
    const body = `{"choices":[${choice}],"usage":${JSON.stringify(USAGE)}}`;
    upstream.next(async (_call, act) => {
      act.head(200, { 'content-type': stream ? 'text/event-stream' : 'application/json' });
      await act.write(stream ? `data: ${body}\n\ndata: [DONE]\n\n` : body);
      act.end();
    });
    const read = async () => {
      const answer = await client.chat.completions.create({ ...ASK, stream });
      if (Symbol.asyncIterator in answer) for await (const { choices } of answer) expect(choices).toEqual([]);
    };
    await read().catch((error: unknown) => expect(error).toMatchObject({ status: 502 }));
    await fixture.settled();
    const [record] = await fixture.recordsOf(student);
    expect(record?.cost).toBeGreaterThan(0);
    upstream.next(chatJson({ content: REACT, usage: USAGE }));
    expect((await client.chat.completions.create(ASK)).choices[0]?.message.content).toBe(LEFT);
  });

  test('passes no error off as an answer', async () => {
    const { client } = await someone();
    upstream.next((_call, act) =>
      act.json(400, { error: { message: 'no', type: 'invalid_request_error', code: 'x' } }),
    );
    await expect(client.chat.completions.create(ASK)).rejects.toMatchObject({ status: 400, code: 'x' });
  });

  test('works with logprobs in a stream, and is refused for one large JSON answer', async () => {
    const { client } = await someone();
    const request = { ...ASK, logprobs: true, top_logprobs: 20 };
    const refused = client.chat.completions.create(request);
    await expect(refused).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter', param: 'stop' });
    upstream.next(streamOf(REACT, 100));
    const stream = client.chat.completions.stream({ ...request, stream_options: { include_usage: true } });
    expect((await stream.finalChatCompletion()).choices[0]?.message.content).toBe(LEFT);
    expect(bodiesSent().map((body) => body.top_logprobs)).toEqual([20]);
  });
});
