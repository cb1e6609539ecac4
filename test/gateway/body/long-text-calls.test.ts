import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startAppFixture } from '../../support/app-fixture.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { responses, responsesUsage } from '../../support/responses-scripts.ts';
import { chatJson, usageOf } from '../../support/scripted-upstream.ts';
import { lastHold, post, sent, sentBytes } from '../endpoints/endpoint-calls.ts';

const MODEL = 'gpt-3.5-turbo';
const [INPUT, OUTPUT, SLACK] = [500, 1500, 64];
/** Longer than what is parsed, and within the window of the model. */
const LONG = '하늘이 "파란" 까닭은\n\t무엇인가요? \\ 😀'.repeat(200);

const fixture = await startAppFixture({
  env: {
    JIGAP_ALLOWED_MODELS: `${MODEL},gpt-6-luna,gpt-3.5-turbo-instruct,text-embedding-3-small,omni-moderation-latest`,
  },
});
const { app, upstream, classId } = fixture;
const student = await fixture.addStudent();
afterAll(() => fixture.stop());
beforeEach(async () => {
  upstream.reset();
  upstream.always(chatJson({ usage: usageOf(10, 5) }));
  await app.api('PATCH', `/api/classes/${classId}`, { instructions: null, shares_answers: false });
});

const user = (content: unknown) => ({ role: 'user', content });
const chat = (messages: readonly object[], more: object = {}) =>
  post(fixture, student, '/chat/completions', { model: MODEL, messages, max_tokens: 100, ...more });

describe('a call with a long text', () => {
  test.each<[string, object, object]>([
    ['/chat/completions', { messages: [user(LONG)] }, {}],
    [
      '/chat/completions',
      {
        messages: [
          user([
            { type: 'text', text: LONG },
            { type: 'text', text: 'hi' },
          ]),
          user(LONG),
        ],
      },
      {},
    ],
    ['/responses', { input: LONG }, {}],
    ['/responses', { input: [user(LONG), user([{ type: 'input_text', text: LONG }])] }, {}],
    ['/responses', { input: [{ type: 'function_call_output', call_id: 'c', output: LONG }] }, {}],
    ['/completions', { prompt: LONG }, { model: 'gpt-3.5-turbo-instruct' }],
    ['/completions', { prompt: ['hi', LONG] }, { model: 'gpt-3.5-turbo-instruct' }],
    ['/embeddings', { input: [LONG, 'hi', LONG] }, { model: 'text-embedding-3-small' }],
    ['/moderations', { input: LONG }, { model: 'omni-moderation-latest' }],
    ['/moderations', { input: [{ type: 'text', text: LONG }] }, { model: 'omni-moderation-latest' }],
  ])('reaches the provider as one with a short text does: %s', async (path, body, more) => {
    await post(fixture, student, path, { model: MODEL, ...body, ...more });
    expect(sent(fixture)).toMatchObject(body);
    const long = upstream.calls.at(-1)?.body ?? '';
    await post(fixture, student, path, { model: MODEL, ...shortened(body), ...more });
    expect(upstream.calls).toHaveLength(2);
    // Nothing else is different, not even the order.
    expect(long).toBe(upstream.calls.at(-1)?.body.replaceAll('"short"', JSON.stringify(LONG)));
  });

  test('holds for every byte of it, and a dry run says so', async () => {
    const body = { model: MODEL, messages: [user(LONG)], max_tokens: 100 };
    const dry = await post(fixture, student, '/dry-run/chat/completions', body);
    expect((await chat([user(LONG)])).status).toBe(200);
    const bound = Math.min(sentBytes(fixture) + SLACK, 16_385);
    expect(dry.json.input_tokens_bound).toBe(bound);
    expect(lastHold(fixture)).toBe(bound * INPUT + 100 * OUTPUT);
  });

  test('has the instructions of its class before it', async () => {
    await app.api('PATCH', `/api/classes/${classId}`, { instructions: 'Be brief.' });
    await chat([{ role: 'system', content: LONG }, user('hi')]);
    expect(sent(fixture).messages).toEqual([{ role: 'system', content: `Be brief.\n\n${LONG}` }, user('hi')]);
    await chat([{ role: 'system', content: [{ type: 'text', text: LONG }] }]);
    expect(sent(fixture).messages[0].content).toEqual([{ type: 'text', text: `Be brief.\n\n${LONG}` }]);
    await chat([user(LONG)]);
    expect(sent(fixture).messages).toEqual([{ role: 'system', content: 'Be brief.' }, user(LONG)]);
    upstream.always(responses({ usage: responsesUsage(10, 5) }));
    await post(fixture, student, '/responses', { model: MODEL, input: 'hi', instructions: LONG });
    expect(sent(fixture).instructions).toBe(`Be brief.\n\n${LONG}`);
  });

  test.each([
    ['model', (text: string) => ({ model: text })],
    ['text', (text: string) => ({ text })],
    ['messages[0].role', (text: string) => ({ messages: [{ role: text, content: 'hi' }] })],
    ['messages[0].content[0].type', (text: string) => ({ messages: [user([{ type: text, text: 'hi' }])] })],
    [
      'messages[0].content[0].image_url',
      (text: string) => ({ messages: [user([{ type: 'text', text: 'a', image_url: text }])] }),
    ],
    ['messages[0]', (text: string) => ({ messages: [text] })],
    ['messages', (text: string) => ({ messages: text })],
    ['input', (text: string) => ({ input: text })],
    ['prompt', (text: string) => ({ prompt: [text] })],
    ['tools', (text: string) => ({ tools: text })],
    ['stop[0]', (text: string) => ({ stop: [[text]] })],
  ])('is refused at %s as one with a short text is', async (_param, bodyWith) => {
    const texts = ['short', LONG];
    const answers = await Promise.all(texts.map((text) => chat([user('hi')], bodyWith(text))));
    const [short, long] = answers.map(({ status, json }, index) => [
      status,
      JSON.parse(JSON.stringify(json).replaceAll(JSON.stringify(texts[index]?.slice(0, 100)).slice(1, -1), '')),
    ]);
    expect(long).toEqual(short);
    expect(long?.[0]).toBeGreaterThanOrEqual(400);
    expect(upstream.calls).toEqual([]);
  });

  test('stops at a long stop string that the model does not take', async () => {
    const body = { model: 'gpt-6-luna', messages: [user(LONG)], stop: [LONG], max_tokens: 100 };
    upstream.always(chatJson({ content: `before${LONG}behind`, usage: usageOf(10, 5) }));
    const { json } = await post(fixture, student, '/chat/completions', body);
    expect(json.choices[0].message.content).toBe('before');
  });

  test('is kept whole in a conversation', async () => {
    upstream.always(responses({ usage: responsesUsage(10, 5) }));
    const first = await post(fixture, student, '/responses', { model: MODEL, input: LONG });
    await post(fixture, student, '/responses', {
      model: MODEL,
      input: [user(LONG)],
      previous_response_id: first.json.id,
    });
    const { input } = sent(fixture);
    expect(input[0]).toEqual({ type: 'message', role: 'user', content: LONG });
    expect(input.at(-1)).toEqual(user(LONG));
  });

  test('shares its answer with a call that has the same text, and no other', async () => {
    await app.api('PATCH', `/api/classes/${classId}`, { shares_answers: true });
    upstream.always(async (call, act) => {
      await act.gate('everybody');
      await chatJson({ usage: usageOf(10, 5) })(call, act);
    });
    const others = await Promise.all([1, 2].map(() => fixture.addStudent()));
    const ask = (one: typeof student, content: string) =>
      fixture.ask(one, { model: MODEL, messages: [user(content)], temperature: 0, max_tokens: 10 });
    const clients = await Promise.all([
      ask(student, LONG),
      ask(others[0] ?? student, LONG),
      ask(others[1] ?? student, `${LONG}!`),
    ]);
    await fixture.callsInFlight(3);
    upstream.open('everybody');
    const answers = await Promise.all(clients.map((client) => client.response()));
    for (const client of clients) client.hangUp();
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    await fixture.settled();
    expect(upstream.calls).toHaveLength(2);
  });

  test('keeps no bytes of a body once its call is settled', { timeout: 60_000, ...LONG_RUN }, async () => {
    upstream.always(responses({ usage: responsesUsage(10, 5) }));
    const text = 'a'.repeat(900_000);
    const bodies: readonly [string, object][] = [
      ['/chat/completions', { messages: [user(text)] }],
      ['/responses', { input: text, store: false }],
      ['/responses', { input: [user(text), user('a'.repeat(140_000))], store: false }],
    ];
    const before = await arrayBufferBytes();
    for (let round = 0; round < 8; round++) {
      for (const [path, body] of bodies) await post(fixture, student, path, { model: MODEL, ...body });
    }
    await fixture.settled();
    upstream.reset();
    await expectLessThan(4_000_000, before);
  });

  test('keeps of a conversation what it counts, and not the body around it', { timeout: 60_000 }, async () => {
    upstream.always(responses({ usage: responsesUsage(10, 5) }));
    const others = await Promise.all(Array.from({ length: 8 }, () => fixture.addStudent()));
    const before = await arrayBufferBytes();
    // What is not kept: an item that the policy drops from the request.
    const dropped = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'a'.repeat(800_000) };
    for (const other of others) {
      await post(fixture, other, '/responses', { model: MODEL, input: [dropped, user('b'.repeat(100_000))] });
    }
    await fixture.settled();
    upstream.reset();
    await expectLessThan(8 * 200_000, before);
  });

  test('is nowhere in the log', async () => {
    await chat([user(LONG)]);
    await chat([user(LONG)], { messages: [{ role: 'user', content: LONG, tool_calls: LONG }] });
    expect(app.logLines.join('\n')).not.toContain('무엇인가요');
  });
});

/** Sockets let go of their last bytes a moment after the call. */
async function expectLessThan(bytes: number, before: number): Promise<void> {
  await vi.waitFor(async () => expect((await arrayBufferBytes()) - before).toBeLessThan(bytes), {
    ...{ timeout: 20_000, interval: 100 },
  });
}

/** Of the whole process, once nothing is left that could be collected. */
async function arrayBufferBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 4; round++) {
    await setImmediate();
    collect();
  }
  return process.memoryUsage().arrayBuffers;
}

/** The same body, with a short text in place of each long one. */
function shortened(value: object): object {
  return JSON.parse(JSON.stringify(value).replaceAll(JSON.stringify(LONG), '"short"')) as object;
}
