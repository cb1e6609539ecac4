import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { formatUsd, usdToNano } from '../../../src/ledger/money.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { connectRaw } from '../../support/raw-client.ts';
import { startApp } from '../../support/running-app.ts';
import {
  type ChatStream,
  chatStream,
  chatStreamText,
  FRAMINGS,
  requestedUsage,
  STRANGE_USAGES,
  usageOf,
} from '../../support/scripted-upstream.ts';
import { readChatStream } from '../../support/sse.ts';

const app = await startApp();
const { upstream } = app;
afterAll(() => app.stop());
beforeEach(() => upstream.reset());

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: '안녕, how are you?' }] };

/** gpt-3.5-turbo: 10 input tokens at 500 nano-USD and 5 output tokens at 1500. */
const COST_USD = 0.0000125;
const WEEKLY = [{ period: 'week', limit_usd: 0.5 }] as const;

const STREAM_HEADERS = [
  'cache-control',
  'connection',
  'content-type',
  'date',
  'keep-alive',
  'transfer-encoding',
  'x-accel-buffering',
  'x-jigap-remaining-usd',
  'x-jigap-resets-at',
  'x-jigap-served-model',
  'x-request-id',
];

describe('a stream', () => {
  test('passes event by event with the gateway’s headers, and is settled at its real cost', async () => {
    const { student, token } = await app.newStudent({ budgets: WEEKLY });
    const response = await app.chat(token, { ...CHAT, stream: true });
    expect(response.status).toBe(200);
    expect(Object.keys(response.headers).sort()).toEqual(STREAM_HEADERS);
    const [record] = await app.recordsOf(student.id);
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-request-id': expect.stringMatching(/^req_[0-9a-f]{32}$/),
      'x-jigap-remaining-usd': formatUsd(usdToNano(0.5) - usdToNano(record.held_usd)),
      'x-jigap-resets-at': '2026-11-29T15:00:00.000Z',
      'x-jigap-served-model': 'gpt-3.5-turbo',
    });
    expect(readChatStream(response.body)).toMatchObject({ text: '안녕, how are you?', done: true });
    expect(record).toMatchObject({ outcome: 'ok', input_tokens: 10, output_tokens: 5, cost_usd: COST_USD });
    expect(await app.budgetsOf(student.id)).toMatchObject([{ spent_usd: COST_USD, held_usd: 0 }]);
  });

  test('passes each event at once, not at the end', async () => {
    const { token } = await app.newStudent();
    upstream.next(async (call, act) => {
      const [role = '', hel = '', ...rest] = chatStreamText(call, { usage: usageOf(10, 5) });
      act.head(200, { 'content-type': 'text/event-stream' });
      await act.write(role + hel);
      await act.gate('rest');
      await act.write(rest.join(''));
      act.end();
    });
    const client = await connectRaw(app.url);
    await client.request({
      path: '/v1/chat/completions',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...CHAT, stream: true }),
    });
    await client.until('"hel"');
    expect(client.received().toString()).not.toContain('[DONE]');
    upstream.open('rest');
    expect(readChatStream((await client.response()).body)).toMatchObject({ text: 'hello', done: true });
    client.hangUp();
  });

  test('hides the usage chunk from a student who did not ask for it', async () => {
    const { token } = await app.newStudent();
    for (const options of [{}, { stream_options: null }, { stream_options: { include_usage: false } }]) {
      const { chunks, usage } = readChatStream((await app.chat(token, { ...CHAT, stream: true, ...options })).body);
      expect(usage).toBeNull();
      expect(chunks.map(({ choices }) => (choices as unknown[]).length)).toEqual([1, 1, 1, 1]);
    }
  });

  test('shows the usage chunk, with what the call cost, to a student who asked for it', async () => {
    const { token } = await app.newStudent();
    const asking = { ...CHAT, stream: true, stream_options: { include_usage: true } };
    const { chunks } = readChatStream((await app.chat(token, asking)).body);
    expect(chunks).toHaveLength(5);
    expect(chunks.at(-1)).toEqual({
      id: 'chatcmpl-scripted',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'gpt-3.5-turbo',
      service_tier: 'default',
      choices: [],
      usage: { ...(requestedUsage(await upstream.called()) as object), cost_usd: COST_USD },
    });
  });
});

/** Naive clients read choices[0] of every chunk: one without choices must not reach those who did not ask for it. */
test.each(Object.entries(STRANGE_USAGES))(
  'hides a usage chunk that is %s from a student who did not ask for it',
  async (_name, usage) => {
    const { token } = await app.newStudent();
    upstream.next(chatStream({ usage }));
    const { chunks, done } = readChatStream((await app.chat(token, { ...CHAT, stream: true })).body);
    expect(done).toBe(true);
    expect(chunks.map(({ choices }) => (choices as unknown[]).length)).toEqual([1, 1, 1, 1]);
  },
);

/** Small, so that every place to cut it can be tried; the text holds a character of four bytes and looks like SSE. */
const SMALL: ChatStream = {
  model: 'm',
  chunks: [{ choices: [{ index: 0, delta: { content: '\r\n\r\ndata: "usage": {👋' } }] }],
  usage: { prompt_tokens: 10, completion_tokens: 5 },
};

for (const framing of FRAMINGS)
  describe(`a stream framed with ${JSON.stringify(framing)}`, framing === FRAMINGS[0] ? {} : LONG_RUN, () => {
    const events = chatStreamText({ json: {} }, { ...SMALL, framing });
    const whole = Buffer.from(events.join(''));
    const withoutUsage = Buffer.from(events.filter((event) => !event.includes('"choices":[],')).join(''));

    test('has a usage chunk where the tests expect it', () => {
      expect(events).toHaveLength(5);
      expect(withoutUsage.length).toBeLessThan(whole.length);
    });

    test('passes unchanged but for the cost when it arrives byte by byte, with and without the usage', async () => {
      const { student, token } = await app.newStudent();
      upstream.always(chatStream({ ...SMALL, framing, split: 1 }));
      const asking = { ...CHAT, stream: true, stream_options: { include_usage: true } };
      expect((await app.chat(token, asking)).body.toString()).toBe(
        whole.toString().replace('"completion_tokens":5}', '"completion_tokens":5,"cost_usd":0.0000125}'),
      );
      expect((await app.chat(token, { ...CHAT, stream: true })).body.toString()).toBe(withoutUsage.toString());
      expect(await app.recordsOf(student.id)).toMatchObject([{ cost_usd: COST_USD }, { cost_usd: COST_USD }]);
    });

    test('passes without its usage and costs the same, wherever it is cut in two', LONG_RUN, async () => {
      const { student, token } = await app.newStudent({ budgets: WEEKLY });
      // The place travels in the message, so that calls may overlap.
      upstream.always(async ({ json: sent }, act) => {
        const at = Number((sent as typeof CHAT).messages[0]?.content);
        act.head(200, { 'content-type': 'text/event-stream' });
        await act.write(whole.subarray(0, at));
        await act.write(whole.subarray(at));
        act.end();
      });
      const places = Array.from({ length: whole.length - 1 }, (_, index) => index + 1);
      const wrong: string[] = [];
      await eightAtOnce(places, async (at) => {
        const messages = [{ role: 'user', content: String(at) }];
        const { body } = await app.chat(token, { model: 'gpt-3.5-turbo', messages, stream: true });
        if (!body.equals(withoutUsage)) wrong.push(`cut at ${at}: ${JSON.stringify(body.toString())}`);
      });
      expect(wrong).toEqual([]);
      const spent = (places.length * 12_500) / 1e9;
      expect(await app.budgetsOf(student.id)).toMatchObject([{ spent_usd: spent, held_usd: 0 }]);
    });
  });

async function eightAtOnce<Item>(items: readonly Item[], run: (item: Item) => Promise<void>): Promise<void> {
  const rest = items.values();
  const worker = async () => {
    for (const item of rest) await run(item);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}
