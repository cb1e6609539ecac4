import OpenAI from 'openai';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { STREAM, startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import { chatBody, choice, type Script, usageOf } from '../../support/scripted-upstream.ts';
import { readChatStream } from '../../support/sse.ts';
import { errorOf, expectBrokenStream, expectExit, HELD_STREAM } from '../exits/exit-check.ts';

const fixture = await startAppFixture();
const { upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => upstream.reset());

const USAGE = usageOf(10, 5);
const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`;
const PIECE = event({ choices: [{ index: 0, delta: { content: 'hi' }, finish_reason: 'stop' }] });
const DONE = 'data: [DONE]\n\n';
const EVENTS = PIECE + event({ choices: [], usage: USAGE }) + DONE;
const OK = { as: 'settle', cost: 12_500, outcome: 'ok', incident: null, tokens: [10, 5], held: HELD_STREAM } as const;

/** A whole body under a content type, cut in two. */
const body =
  (bytes: string, type: string | undefined, at = bytes.length): Script =>
  async (_call, act) => {
    act.head(200, type === undefined ? {} : { 'content-type': type });
    await act.write(bytes.slice(0, at));
    if (at < bytes.length) await act.write(bytes.slice(at));
    act.end();
  };

describe('a stream under another content type', () => {
  const TYPES = ['text/plain', 'application/json', 'application/x-ndjson', 'application/octet-stream', undefined];

  test.each(TYPES)('is recognised by its first bytes, and costs its usage: %s', async (type) => {
    for (const before of ['', '\ufeff', '\r\n\n', ': hello\n\n', 'event: x\n', 'id: 1\n', 'retry: 5\n\n']) {
      const student = await fixture.addStudent();
      const response = await fixture.callWith(body(before + EVENTS, type), student, STREAM);
      expect(response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
      expect(readChatStream(response.body)).toMatchObject({ text: 'hi', done: true });
      await expectExit(fixture, student, OK);
    }
  });

  test('is recognised wherever its first bytes are cut', async () => {
    const text = `\ufeff\n${EVENTS}`;
    for (let at = 1; at < 20; at++) {
      const student = await fixture.addStudent();
      const response = await fixture.callWith(body(text, 'text/plain', at), student, STREAM);
      expect(readChatStream(response.body), `cut at ${at}`).toMatchObject({ text: 'hi', done: true });
      await expectExit(fixture, student, OK);
    }
  });

  test('costs the hold when it breaks off', async () => {
    const student = await fixture.addStudent();
    const response = await fixture.callWith(
      async (_call, act) => {
        act.head(200, { 'content-type': 'text/plain' });
        await act.write(PIECE);
        act.reset();
      },
      student,
      STREAM,
    );
    expectBrokenStream(response, 'upstream_error');
    await expectExit(fixture, student, {
      ...{ as: 'settle', cost: HELD_STREAM, outcome: 'upstream_died', incident: 'uncertain', held: HELD_STREAM },
    });
  });
});

const TOOL_CALLS = [{ id: 'call_1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } }];
const CHAT_JSON = {
  ...chatBody({ json: STREAM } as never, { usage: USAGE, choices: [choice(0, '안녕'), choice(1, 'hi')] }),
  organization: 'org-Owner',
};
const RESPONSE_JSON = {
  id: 'resp_1',
  object: 'response',
  status: 'completed',
  output: [
    {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', annotations: [], text: '안녕' }],
    },
    { id: 'fc_1', type: 'function_call', status: 'completed', call_id: 'call_1', name: 'add', arguments: '{"a":1}' },
  ],
  usage: { input_tokens: 10, output_tokens: 5, total_tokens: 15 },
  organization: 'org-Owner',
};

describe('a JSON answer to a streaming call', () => {
  const sdk = ({ token }: TestStudent) =>
    new OpenAI({ apiKey: token, baseURL: `${fixture.app.url}/v1`, maxRetries: 0 });

  test.each(['application/json', 'text/event-stream', undefined])(
    'becomes a stream of chat that costs its usage: as %s',
    async (type) => {
      const student = await fixture.addStudent();
      upstream.next(body(JSON.stringify(CHAT_JSON), type, 1));
      const texts = ['', ''];
      const ends: unknown[] = [];
      const messages = [{ role: 'user' as const, content: 'hi' }];
      const request = { model: STREAM.model, n: 2, stream: true as const, messages };
      for await (const chunk of await sdk(student).chat.completions.create(request)) {
        expect(chunk).toMatchObject({ object: 'chat.completion.chunk', id: CHAT_JSON.id });
        expect(JSON.stringify(chunk)).not.toContain('org-Owner');
        for (const { index, delta, finish_reason } of chunk.choices) {
          texts[index] += delta.content ?? '';
          if (finish_reason !== null) ends.push(finish_reason);
        }
        expect(chunk.usage ?? null).toBeNull();
      }
      expect([texts, ends]).toEqual([
        ['안녕', 'hi'],
        ['stop', 'stop'],
      ]);
      expect(await fixture.recordsOf(student)).toMatchObject([{ cost: 12_500, outcome: 'ok' }]);
    },
  );

  test('shows its usage to a client that asked for it, and the index of its tool calls', async () => {
    const student = await fixture.addStudent();
    const message = { role: 'assistant', content: null, tool_calls: TOOL_CALLS };
    const answer = { id: 'c', choices: [{ index: 0, message, finish_reason: 'tool_calls' }], usage: USAGE };
    const asking = { ...STREAM, stream_options: { include_usage: true } };
    const { chunks, usage, done } = readChatStream(
      (await fixture.callWith(body(JSON.stringify(answer), 'application/json'), student, asking)).body,
    );
    const [record] = await fixture.recordsOf(student);
    expect([usage, done]).toEqual([{ ...USAGE, cost_usd: (record?.cost ?? 0) / 1e9 }, true]);
    expect(chunks[0]?.choices).toMatchObject([{ delta: { tool_calls: [{ index: 0, ...TOOL_CALLS[0] }] } }]);
    expect(chunks.at(-1)).toMatchObject({ choices: [] });
  });

  test('becomes a stream of a response', async () => {
    const student = await fixture.addStudent();
    upstream.next(body(JSON.stringify(RESPONSE_JSON), 'application/json'));
    const request = { model: 'gpt-3.5-turbo', input: 'hi', max_output_tokens: 1000 } as const;
    const stream = sdk(student).responses.stream(request);
    const response = await stream.finalResponse();
    expect(JSON.stringify(response)).not.toContain('org-Owner');
    expect(response.output_text).toBe('안녕');
    expect(response.output).toMatchObject(RESPONSE_JSON.output);
    expect(await fixture.recordsOf(student)).toMatchObject([{ cost: 12_500, outcome: 'ok' }]);
  });

  test('is a 502 when it is an error under a success status', async () => {
    const student = await fixture.addStudent();
    const text = JSON.stringify({ error: { message: 'org-Owner' }, usage: USAGE });
    const response = await fixture.callWith(body(text, 'application/json'), student, STREAM);
    expect([response.status, errorOf(response).code]).toEqual([502, 'upstream_error']);
    expect(response.body.toString()).not.toContain('org-Owner');
    await expectExit(fixture, student, OK);
  });
});
