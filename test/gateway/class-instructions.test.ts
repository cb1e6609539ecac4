import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { TestBrowser } from '../pages/test-browser.ts';
import { startAppFixture } from '../support/app-fixture.ts';
import { responses, responsesUsage } from '../support/responses-scripts.ts';
import { chatJson, chatStream, usageOf } from '../support/scripted-upstream.ts';
import { clientOf, expectRefused, lastHold, post, sent, sentBytes } from './endpoints/endpoint-calls.ts';

const WORDS = '한국어로 답하세요.\n"Explain" first, <then> code. \u202e😀';
const MODEL = 'gpt-3.5-turbo';
/** Nano-USD per token, and tokens that a provider may add. */
const [INPUT, OUTPUT, SLACK] = [500, 1500, 64];

const fixture = await startAppFixture({
  env: { JIGAP_ALLOWED_MODELS: `${MODEL},gpt-6-luna,gpt-3.5-turbo-instruct,text-embedding-3-small` },
});
const { app, upstream, classId } = fixture;
const instruct = (instructions: string | null) => app.api('PATCH', `/api/classes/${classId}`, { instructions });
const student = await fixture.addStudent();
afterAll(() => fixture.stop());
beforeEach(async () => {
  upstream.reset();
  upstream.always(chatJson({ usage: usageOf(10, 5) }));
  await instruct(WORDS);
});

const chat = (messages: readonly object[], more: object = {}) =>
  post(fixture, student, '/chat/completions', { model: MODEL, messages, max_tokens: 100, ...more });

describe('the instructions of a class in a chat', () => {
  const HI = { role: 'user', content: 'hi' };

  test('are a first message of their own when the student sends none', async () => {
    const { status } = await chat([HI, { role: 'developer', content: 'Be brief.' }]);
    expect(status).toBe(200);
    expect(sent(fixture).messages).toEqual([
      { role: 'system', content: WORDS },
      HI,
      { role: 'developer', content: 'Be brief.' },
    ]);
  });

  test.each(['system', 'developer'])('stand before what the student’s first %s message says', async (role) => {
    await chat([{ role, content: 'Be brief.', name: 'me' }, HI]);
    expect(sent(fixture).messages).toEqual([{ role, content: `${WORDS}\n\nBe brief.`, name: 'me' }, HI]);
    const parts = [
      { type: 'text', text: 'Be' },
      { type: 'text', text: 'brief.' },
    ];
    await chat([{ role, content: parts }, HI]);
    expect(sent(fixture).messages).toEqual([
      { role, content: [{ type: 'text', text: `${WORDS}\n\nBe` }, parts[1]] },
      HI,
    ]);
    await chat([{ role, content: '' }, HI]);
    expect(sent(fixture).messages).toEqual([{ role, content: WORDS }, HI]);
  });

  test('are held for: every byte that is sent counts', async () => {
    await chat([HI]);
    const whole = sentBytes(fixture);
    expect(lastHold(fixture)).toBe((whole + SLACK) * INPUT + 100 * OUTPUT);
    await instruct(null);
    await chat([HI]);
    expect(sent(fixture).messages).toEqual([HI]);
    expect(whole - sentBytes(fixture)).toBe(Buffer.byteLength(JSON.stringify({ role: 'system', content: WORDS })) + 1);
  });

  test('count in a dry run as in the call', async () => {
    const body = { model: MODEL, messages: [HI], max_tokens: 100 };
    const dry = await post(fixture, student, '/dry-run/chat/completions', body);
    await chat([HI]);
    expect(dry.json.worst_case_usd * 1e9).toBe(lastHold(fixture));
    expect(dry.json.input_tokens_bound).toBe(sentBytes(fixture) + SLACK);
  });

  test('are never in an answer, a record, the log of a refusal or a header', async () => {
    const answer = await chat([HI]);
    const refused = await chat([{ role: 'user' }]);
    for (const { text, headers } of [answer, refused]) {
      expect(text).not.toContain('Explain');
      expect(JSON.stringify([...headers])).not.toContain('Explain');
    }
    expect(JSON.stringify(await fixture.recordsOf(student))).not.toContain('Explain');
    expect(app.logLines.join('\n')).not.toContain('Explain');
  });

  test('do not shift the names of parameters: errors name what the student wrote', async () => {
    const wrong = (messages: readonly object[]) => ({ model: MODEL, messages });
    await expectRefused(fixture, student, '/chat/completions', wrong([HI, { role: 'pope', content: 'x' }]), {
      ...{ status: 400, param: 'messages[1].role', code: 'invalid_value' },
    });
    await expectRefused(fixture, student, '/chat/completions', wrong([]), {
      ...{ status: 400, param: 'messages', code: 'missing_required_parameter' },
    });
    const provider = (at: number) =>
      upstream.next((_call, act) =>
        act.json(400, {
          error: {
            message: `Invalid 'messages[${at}].content': see messages[${at}] and messages[0].`,
            type: 'invalid_request_error',
            param: `messages[${at}].content`,
            code: 'invalid_value',
          },
        }),
      );
    provider(2);
    const { error } = (await chat([HI, HI])).json;
    expect(error).toMatchObject({ param: 'messages[1].content', code: 'invalid_value' });
    expect(error.message).toContain("Invalid 'messages[1].content': see messages[1] and messages.");
    provider(1);
    const system = { role: 'system', content: 'Be brief.' };
    expect((await chat([system, HI])).json.error).toMatchObject({ param: 'messages[1].content' });
  });

  test('reach an alias and its model alike, and every student of the class only', async () => {
    await chat([HI], { model: 'gpt-6-luna', max_tokens: undefined, max_completion_tokens: 100 });
    expect(sent(fixture).messages[0]).toEqual({ role: 'system', content: WORDS });
    const outside = await app.newStudent();
    await app.chat(outside.token, { model: MODEL, messages: [HI], max_tokens: 100 });
    expect(sent(fixture).messages).toEqual([HI]);
  });

  test('count for the very next call when they are changed', async () => {
    await instruct('Use English.');
    await chat([HI]);
    expect(sent(fixture).messages[0].content).toBe('Use English.');
  });
});

describe('the instructions of a class in a response', () => {
  const ask = (fields: object) =>
    post(fixture, student, '/responses', { model: MODEL, max_output_tokens: 100, ...fields });
  beforeEach(() => upstream.always(responses({ usage: responsesUsage(10, 5) })));

  test('are its parameter, before the student’s own', async () => {
    await ask({ input: 'hi' });
    expect(sent(fixture)).toMatchObject({ instructions: WORDS, input: 'hi' });
    expect(lastHold(fixture)).toBe((sentBytes(fixture) + SLACK) * INPUT + 100 * OUTPUT);
    await ask({ input: 'hi', instructions: 'Be brief.' });
    expect(sent(fixture).instructions).toBe(`${WORDS}\n\nBe brief.`);
    await ask({ input: 'hi', instructions: null });
    expect(sent(fixture).instructions).toBe(WORDS);
  });

  test('are not doubled when a client sends back what a response repeated', async () => {
    for (const instructions of [WORDS, `${WORDS}\n\nBe brief.`]) {
      await ask({ input: 'hi', instructions });
      expect(sent(fixture).instructions).toBe(instructions);
    }
  });

  test('are in no conversation: a later turn gets those of that moment, once', async () => {
    upstream.always((call, act) =>
      act.json(200, {
        ...{ id: 'resp_1', object: 'response', created_at: 1, status: 'completed', model: MODEL, error: null },
        instructions: (call.json as { instructions: string }).instructions,
        output: [{ id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content: [] }],
        usage: responsesUsage(10, 5),
      }),
    );
    await ask({ input: 'one' });
    await instruct('Now in English.');
    await ask({ input: 'two', previous_response_id: 'resp_1' });
    expect(sent(fixture).instructions).toBe('Now in English.');
    expect(JSON.stringify(sent(fixture).input)).not.toContain('Explain');
    expect(sent(fixture).input).toHaveLength(3);
    // The index that the provider names is that of the student's own item.
    upstream.next((_call, act) =>
      act.json(400, { error: { message: "Invalid 'input[4]'", type: 'invalid_request_error', param: 'input[4]' } }),
    );
    const { error } = (await ask({ input: [{ role: 'user', content: 'x' }], previous_response_id: 'resp_1' })).json;
    expect(error.param).toBe('input[0]');
    expect(error.message).toContain("Invalid 'input[0]'");
  });
});

test('the try-it box of the student’s page is sent with the instructions of the class', async () => {
  const browser = new TestBrowser(app.url);
  await browser.signInAsStudent(student.token);
  const page = (await browser.get('/me')).text;
  const csrf = /data-csrf="([^"]*)"/.exec(page)?.[1] ?? '';
  upstream.always(chatStream({ usage: usageOf(10, 5) }));
  const body = { model: MODEL, message: 'hi' };
  expect((await browser.postJson('/me/try', body, { headers: { 'x-csrf': csrf } })).status).toBe(200);
  expect(sent(fixture).messages).toEqual([
    { role: 'system', content: WORDS },
    { role: 'user', content: 'hi' },
  ]);
});

test('completions and embeddings are sent without the instructions of the class', async () => {
  upstream.always((call, act) =>
    act.json(200, { object: 'list', data: [], choices: [], model: (call.json as { model: string }).model, usage: {} }),
  );
  await post(fixture, student, '/completions', { model: 'gpt-3.5-turbo-instruct', prompt: 'hi', max_tokens: 5 });
  await post(fixture, student, '/embeddings', { model: 'text-embedding-3-small', input: 'hi' });
  expect(upstream.calls).toHaveLength(2);
  expect(upstream.calls.map(({ body }) => body.toString()).join()).not.toContain('Explain');
});

describe('with the OpenAI client and the demo model', async () => {
  const demo = await startAppFixture({ env: { OPENAI_API_KEY: '' } });
  afterAll(() => demo.stop());
  await demo.app.api('PATCH', `/api/classes/${demo.classId}`, { instructions: WORDS });
  const client = clientOf(demo, await demo.addStudent());
  const messages: ChatCompletionMessageParam[] = [{ role: 'user', content: 'What is the weather in Seoul?' }];
  const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };

  test('an answer, a stream, a structured output and a call of a function come as without', async () => {
    const whole = await client.chat.completions.create({ model: MODEL, messages });
    expect(whole.choices[0]?.message.content).toMatch(/./);
    expect(whole.usage?.prompt_tokens).toBeGreaterThan(20);
    const stream = client.chat.completions.stream({ model: MODEL, messages });
    expect(await stream.finalContent()).toBe(whole.choices[0]?.message.content);
    const parsed = await client.chat.completions.create({
      ...{ model: MODEL, messages },
      response_format: { type: 'json_schema', json_schema: { name: 'place', schema, strict: true } },
    });
    expect(JSON.parse(parsed.choices[0]?.message.content ?? '')).toHaveProperty('city');
    const called = await client.chat.completions.create({
      ...{ model: MODEL, messages },
      tools: [{ type: 'function', function: { name: 'weather', parameters: schema } }],
      tool_choice: 'required',
    });
    expect(called.choices[0]?.message.tool_calls?.[0]).toMatchObject({ function: { name: 'weather' } });
  });

  test('a response, its stream and the next turn come as without', async () => {
    const first = await client.responses.create({ model: MODEL, input: 'Hello' });
    expect(first.output_text).toMatch(/./);
    expect(first.instructions).toBe(WORDS);
    const stream = client.responses.stream({ model: MODEL, input: 'And?', previous_response_id: first.id });
    expect((await stream.finalResponse()).output_text).toMatch(/./);
  });
});
