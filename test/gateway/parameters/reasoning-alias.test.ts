import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startApp } from '../../support/running-app.ts';
import { chatJson, chatStream, usageOf } from '../../support/scripted-upstream.ts';
import { readChatStream } from '../../support/sse.ts';

/** The cheapest way to serve a class since gpt-3.5-turbo was shut down: its name is an alias of a reasoning model. */
const app = await startApp({ env: { JIGAP_MODEL_ALIASES: 'gpt-3.5-turbo=gpt-6-luna' } });
const { upstream } = app;
afterAll(() => app.stop());
beforeEach(() => upstream.reset());

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }] };

describe('gpt-3.5-turbo, served by gpt-6-luna', () => {
  test('takes the cap under its old name, and drops parameters that change nothing', async () => {
    const { token } = await app.newStudent();
    const dropped = { frequency_penalty: 0, presence_penalty: 0, logit_bias: {}, stop: ['END'] };
    const taken = { temperature: 0.2, top_p: 0.5, logprobs: true, seed: 1 };
    expect((await app.chat(token, { ...CHAT, ...dropped, ...taken, max_tokens: 50 })).status).toBe(200);
    expect((await upstream.called()).json).toEqual({
      model: 'gpt-6-luna',
      // Reasoning would use up a small cap that a client set for a model that never reasoned.
      reasoning_effort: 'none',
      messages: CHAT.messages,
      ...taken,
      stream: false,
      service_tier: 'default',
      store: false,
      safety_identifier: expect.stringMatching(/^[0-9a-f]{32}$/),
      prompt_cache_key: expect.stringMatching(/^[0-9a-f]{32}$/),
      max_completion_tokens: 50,
    });
  });

  test.each([
    [{ frequency_penalty: 1 }, 'frequency_penalty', 'Leave it out'],
    [{ presence_penalty: -1 }, 'presence_penalty', 'Leave it out'],
    [{ logit_bias: { '1': 1 } }, 'logit_bias', 'Leave it out'],
    [{ temperature: 0, reasoning_effort: 'low' }, 'temperature', 'Set the reasoning effort to "none"'],
    [{ logprobs: true, top_logprobs: 1, reasoning_effort: 'high' }, 'logprobs', 'Set the reasoning effort to "none"'],
  ])('refuses parameters that would change the answer: %j', async (asked, param, advice) => {
    const { token } = await app.newStudent();
    const { status, body } = await app.chat(token, { ...CHAT, ...asked });
    expect([status, JSON.parse(body.toString()).error]).toEqual([
      400,
      {
        message: expect.stringMatching(new RegExp(`gpt-6-luna does not take "${param}".*${advice}`)),
        type: 'invalid_request_error',
        param,
        code: 'unsupported_parameter',
      },
    ]);
    expect(upstream.calls).toEqual([]);
  });

  test('drops a temperature that is the default, at every effort', async () => {
    const { token } = await app.newStudent();
    await app.chat(token, { ...CHAT, temperature: 1, top_p: 1, logprobs: false, reasoning_effort: 'low' });
    const { json } = await upstream.called();
    for (const name of ['temperature', 'top_p', 'logprobs']) expect(json).not.toHaveProperty(name);
  });

  test.each([
    ['none, so its bytes bound it', {}, 'less'],
    ['low, so the whole hold is charged', { reasoning_effort: 'low' }, 'all'],
  ])('an answer without a usage at effort %s', async (_what, more, charged) => {
    const { student, token } = await app.newStudent();
    upstream.next((_call, act) =>
      act.json(200, { choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }] }),
    );
    expect((await app.chat(token, { ...CHAT, ...more })).status).toBe(200);
    const [record] = await app.recordsOf(student.id);
    expect(record).toMatchObject({ outcome: 'no_usage' });
    expect(record.cost_usd === record.held_usd).toBe(charged === 'all');
    expect(record.cost_usd).toBeGreaterThan(0);
  });

  test('takes what only a reasoning model takes', async () => {
    const { token } = await app.newStudent();
    await app.chat(token, { ...CHAT, reasoning_effort: 'low', verbosity: 'low' });
    expect((await upstream.called()).json).toMatchObject({
      ...{ reasoning_effort: 'low', verbosity: 'low', max_completion_tokens: 4096 },
    });
  });

  test.each([
    [{ reasoning: { effort: null, summary: 'auto' } }, { effort: 'none', summary: 'auto' }],
    [{ reasoning: { summary: 'auto' } }, { effort: 'none', summary: 'auto' }],
    [{ reasoning: null }, { effort: 'none' }],
    [{ reasoning: { effort: 'low' } }, { effort: 'low' }],
  ])('reasons on /responses with the least effort, unless the client sets one: %j', async (asked, sent) => {
    const { token } = await app.newStudent();
    await fetch(`${app.url}/v1/responses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-3.5-turbo', input: 'hi', ...asked }),
    });
    expect((await upstream.called()).json).toMatchObject({ model: 'gpt-6-luna', reasoning: sent });
  });

  test('holds and costs the price of the model that serves', async () => {
    const { student, token } = await app.newStudent();
    upstream.next(chatJson({ usage: usageOf(1000, 300, 400), model: 'gpt-6-luna' }));
    const answer = await app.chat(token, { ...CHAT, max_tokens: 1000 });
    const bytes = Buffer.byteLength((await upstream.called()).body);
    // 600 fresh input tokens at 100 nano-USD, 400 cached at 10, 300 of output at 500.
    const cost = (600 * 100 + 400 * 10 + 300 * 500) / 1e9;
    expect(Number(answer.headers['x-jigap-cost-usd'])).toBe(cost);
    // Cache writes cost a quarter more than input, and any token may be one.
    const held = ((bytes + 64) * 125 + 1000 * 500) / 1e9;
    expect((await app.api('GET', `/api/requests?student_id=${student.id}`)).json.data).toMatchObject([
      {
        model: 'gpt-3.5-turbo',
        served_model: 'gpt-6-luna',
        price: 'gpt-6-luna@2026-09-22',
        cost_usd: cost,
        held_usd: held,
      },
    ]);
  });

  test('is streamed', async () => {
    const { token } = await app.newStudent();
    upstream.next(chatStream({ usage: usageOf(10, 5), model: 'gpt-6-luna' }));
    const { body } = await app.chat(token, { ...CHAT, stream: true, temperature: 1 });
    expect(readChatStream(body)).toMatchObject({ text: 'hello', done: true, usage: null });
    expect((await upstream.called()).json).toMatchObject({ temperature: 1, reasoning_effort: 'none' });
  });

  test('is still the only name that students may use', async () => {
    const { token } = await app.newStudent();
    const refused = await app.chat(token, { ...CHAT, model: 'gpt-6-luna' });
    expect(refused.status).toBe(404);
    expect(refused.body.toString()).toContain('Allowed: gpt-3.5-turbo.');
    expect(upstream.calls).toEqual([]);
  });
});
