import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { RawResponse } from '../../support/http-response.ts';
import { newName } from '../../support/new-name.ts';
import { startApp, UPSTREAM_KEY } from '../../support/running-app.ts';
import { usageOf } from '../../support/scripted-upstream.ts';

const app = await startApp();
const { upstream } = app;
afterAll(() => app.stop());
beforeEach(() => upstream.reset());

const MESSAGES = [{ role: 'user', content: '안녕, how are you?' }];
const CHAT = { model: 'gpt-3.5-turbo', messages: MESSAGES };

/** gpt-3.5-turbo: 10 input tokens at 500 nano-USD and 5 output tokens at 1500. */
const COST_USD = 0.0000125;
const WEEKLY = [{ period: 'week', limit_usd: 0.5 }] as const;

/** What a student may see on an answer: nothing else may ever be added by a provider. */
const JSON_HEADERS = [
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'x-jigap-cost-usd',
  'x-jigap-remaining-usd',
  'x-jigap-resets-at',
  'x-jigap-served-model',
  'x-request-id',
];
const json = (response: RawResponse) => JSON.parse(response.body.toString());
const headerNames = (response: RawResponse) => Object.keys(response.headers).sort();

describe('a JSON answer', () => {
  test('passes as the provider sent it, with its cost and what is left', async () => {
    const { token } = await app.newStudent({ budgets: WEEKLY });
    const response = await app.chat(token, CHAT);
    expect(response.status).toBe(200);
    expect(headerNames(response)).toEqual(JSON_HEADERS);
    expect(response.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-request-id': expect.stringMatching(/^req_[0-9a-f]{32}$/),
      'x-jigap-cost-usd': '0.0000125',
      'x-jigap-remaining-usd': '0.4999875',
      'x-jigap-resets-at': '2026-11-29T15:00:00.000Z',
      'x-jigap-served-model': 'gpt-3.5-turbo',
    });
    expect(json(response)).toEqual({
      id: 'chatcmpl-scripted',
      object: 'chat.completion',
      created: 1,
      model: 'gpt-3.5-turbo',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: '안녕, how are you?', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: usageOf(10, 5),
      service_tier: 'default',
    });
  });

  test('writes one usage record, and charges the budget exactly its cost', async () => {
    const { student, token } = await app.newStudent({ budgets: WEEKLY });
    await app.chat(token, CHAT);
    const [record, ...others] = await app.recordsOf(student.id);
    expect(others).toEqual([]);
    expect(record).toEqual({
      id: expect.any(Number),
      student_id: student.id,
      student_name: 'A student',
      class_id: null,
      class_name: null,
      token_id: expect.any(Number),
      endpoint: 'chat',
      model: 'gpt-3.5-turbo',
      served_model: 'gpt-3.5-turbo',
      price: 'gpt-3.5-turbo@2024-01-25',
      input_tokens: 10,
      cached_input_tokens: 0,
      cache_write_tokens: 0,
      output_tokens: 5,
      images: 0,
      held_usd: expect.any(Number),
      cost_usd: COST_USD,
      refunded_usd: 0,
      saved_usd: 0,
      outcome: 'ok',
      started_at: '2026-11-23T03:00:00.000Z',
      duration_ms: expect.any(Number),
      first_byte_ms: expect.any(Number),
    });
    expect(record.held_usd).toBeGreaterThanOrEqual(4096 * 0.0000015);
    expect(await app.budgetsOf(student.id)).toEqual([
      {
        id: expect.any(Number),
        scope: 'student',
        scope_id: student.id,
        period: 'week',
        unit: 'money',
        selector: null,
        ...{ limit: 0.5, spent: COST_USD, held: 0, available: 0.4999875, carried: 0 },
        limit_usd: 0.5,
        spent_usd: COST_USD,
        held_usd: 0,
        available_usd: 0.4999875,
        carry_over: false,
        carried_usd: 0,
        period_start: '2026-11-22T15:00:00.000Z',
        resets_at: '2026-11-29T15:00:00.000Z',
        source: 'own',
      },
    ]);
  });

  test('holds the worst case in the budget while the provider works', async () => {
    const { student, token } = await app.newStudent({ budgets: WEEKLY });
    upstream.next(async (_call, act) => {
      await act.gate('answer');
      act.json(200, { choices: [], usage: usageOf(10, 5) });
    });
    const answered = app.chat(token, { ...CHAT, max_tokens: 100 });
    await upstream.waitsAt('answer');
    const sentBytes = Buffer.byteLength((await upstream.called()).body);
    const [held] = await app.budgetsOf(student.id);
    expect(held).toMatchObject({ spent_usd: 0, held_usd: ((sentBytes + 64) * 500 + 100 * 1500) / 1e9 });
    upstream.open('answer');
    expect((await answered).status).toBe(200);
    const [settled] = await app.budgetsOf(student.id);
    expect(settled).toMatchObject({ spent_usd: COST_USD, held_usd: 0 });
  });

  test('costs what each of several candidates under a cap used', async () => {
    const { student, token } = await app.newStudent({ budgets: WEEKLY });
    const response = await app.chat(token, { ...CHAT, n: 3, max_tokens: 2 });
    expect(json(response)).toMatchObject({
      choices: [{ index: 0 }, { index: 1 }, { index: 2 }],
      usage: usageOf(10, 6),
    });
    expect(response.headers['x-jigap-cost-usd']).toBe('0.000014');
    expect(await app.recordsOf(student.id)).toMatchObject([{ output_tokens: 6, cost_usd: 0.000014 }]);
  });
});

describe('the request to the provider', () => {
  test('is written anew: the served model, the gateway’s tier, nothing stored, a pseudonym, a cap', async () => {
    const { student, token } = await app.newStudent({ name: 'Kim Minji' });
    const meddling = {
      ...{ user: 'Kim Minji', safety_identifier: 'me', service_tier: 'priority', store: true },
      ...{ metadata: { a: 'b' }, prompt_cache_key: 'mine', temperature: 0.5, seed: null },
    };
    await app.chat(token, { ...CHAT, ...meddling });
    const { method, path, json: sent } = await upstream.called();
    expect(`${method} ${path}`).toBe('POST /v1/chat/completions');
    expect(sent).toEqual({
      model: 'gpt-3.5-turbo',
      messages: MESSAGES,
      temperature: 0.5,
      stream: false,
      service_tier: 'default',
      store: false,
      safety_identifier: expect.stringMatching(/^[0-9a-f]{32}$/),
      prompt_cache_key: expect.stringMatching(/^[0-9a-f]{32}$/),
      max_tokens: 4096,
    });
    expect(JSON.stringify(sent)).not.toContain('Minji');
    expect(JSON.stringify(sent)).not.toContain(`"${student.id}"`);
  });

  test('names each student by a pseudonym that is always the same', async () => {
    const [one, other] = [await app.newStudent(), await app.newStudent()];
    for (const { token } of [one, one, other]) await app.chat(token, CHAT);
    const [first, second, third] = upstream.calls.map(({ json: sent }) => sent as Record<string, unknown>);
    expect(first?.safety_identifier).toBe(second?.safety_identifier);
    expect(first?.safety_identifier).not.toBe(third?.safety_identifier);
    expect(first?.prompt_cache_key).not.toBe(third?.prompt_cache_key);
  });

  test('always asks for the usage of a stream, and keeps the student’s own cap', async () => {
    const { token } = await app.newStudent();
    await app.chat(token, { ...CHAT, stream: true, stream_options: { include_obfuscation: false }, max_tokens: 7 });
    expect((await upstream.called()).json).toMatchObject({
      stream: true,
      stream_options: { include_usage: true, include_obfuscation: false },
      max_tokens: 7,
    });
  });

  test('has the owner’s key, and no header of the student', async () => {
    const { token } = await app.newStudent();
    await app.chat(token, CHAT, {
      ...{ 'OpenAI-Organization': 'org-mine', 'OpenAI-Project': 'proj_mine', 'OpenAI-Beta': 'assistants=v2' },
      ...{ 'Idempotency-Key': 'k', 'X-Client-Request-Id': 'c', 'x-stainless-lang': 'js', cookie: 'a=b' },
      ...{ 'X-Forwarded-For': '203.0.113.7', 'user-agent': 'OpenAI/JS 7.57.0', 'x-api-key': token },
    });
    const { headers, rawHeaders, body } = await upstream.called();
    expect(headers).toEqual({
      host: new URL(upstream.url).host,
      connection: 'keep-alive',
      authorization: `Bearer ${UPSTREAM_KEY}`,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      accept: 'application/json, text/event-stream, audio/*',
      'user-agent': 'jigap',
      'accept-encoding': 'identity',
    });
    expect(rawHeaders).toHaveLength(2 * Object.keys(headers).length);
  });

  test('is the parsed object: of a repeated key, gateway and provider read the same value', async () => {
    const { token } = await app.newStudent();
    const twice = `{"model":"gpt-4","max_tokens":1000,"max_tokens":3,"model":"gpt-3.5-turbo","messages":${JSON.stringify(MESSAGES)}}`;
    expect((await app.chat(token, twice)).status).toBe(200);
    const { body, json: sent } = await upstream.called();
    expect(sent).toMatchObject({ model: 'gpt-3.5-turbo', max_tokens: 3 });
    expect(body.split('"max_tokens"')).toHaveLength(2);
  });

  test('is not sent when the model is not allowed or the money is spent', async () => {
    const { token } = await app.newStudent({ budgets: [{ period: 'week', limit_usd: 0 }] });
    const other = await app.chat(token, { ...CHAT, model: 'gpt-4' });
    expect(other.status).toBe(404);
    expect(json(other).error).toMatchObject({
      code: 'model_not_found',
      message: expect.stringMatching('gpt-3.5-turbo'),
    });
    const poor = await app.chat(token, CHAT);
    expect(poor.status).toBe(402);
    expect(json(poor).error).toMatchObject({ code: 'insufficient_quota', type: 'insufficient_quota' });
    expect(poor.headers).toMatchObject({ 'x-should-retry': 'false', 'x-jigap-resets-at': '2026-11-29T15:00:00.000Z' });
    expect(upstream.calls).toEqual([]);
  });
});

describe('a budget that would reset after the class has ended', () => {
  const classUntil = async (ends_on: string, language = 'en') =>
    (await app.api('POST', '/api/classes', { name: newName('3-2'), language, ends_on })).json.id;
  const week = (limit_usd: number) => [{ period: 'week', limit_usd }] as const;

  test('promises no reset in any header or sentence', async () => {
    const classId = await classUntil('2026-11-29');
    const rich = await app.newStudent({ classId, budgets: week(1) });
    expect((await app.chat(rich.token, CHAT)).headers['x-jigap-resets-at']).toBe('never');
    const poor = await app.newStudent({ classId, budgets: week(0) });
    const refused = await app.chat(poor.token, CHAT);
    expect([refused.status, refused.headers['x-jigap-resets-at']]).toEqual([402, 'never']);
    expect(json(refused).error.message).toMatch(
      /It does not reset: ask your teacher for more on your page \(the base_url with \/me in place of \/v1\)\.$/,
    );
    const korean = await app.newStudent({ classId: await classUntil('2026-11-29', 'ko'), budgets: week(0) });
    expect(json(await app.chat(korean.token, CHAT)).error.message).toContain('저절로 다시 채워지지 않으니');
  });

  test('promises a reset on the last day of the class, and one of the wallet while the class lasts', async () => {
    const onLastDay = await app.newStudent({ classId: await classUntil('2026-11-30'), budgets: week(0) });
    const refused = await app.chat(onLastDay.token, CHAT);
    expect(refused.headers['x-jigap-resets-at']).toBe('2026-11-29T15:00:00.000Z');
    expect(json(refused).error.message).toContain('It resets on Monday 30 November at 00:00 (Asia/Seoul)');
    const { json: wallet } = await app.api('PUT', '/api/budgets', { scope: 'wallet', period: 'month', limit_usd: 0 });
    const longer = await app.newStudent({ classId: await classUntil('2026-12-01'), budgets: week(1) });
    const resets = async ({ token }: typeof longer) => (await app.chat(token, CHAT)).headers['x-jigap-resets-at'];
    expect(await resets(longer)).toBe('2026-11-30T15:00:00.000Z');
    const shorter = await app.newStudent({ classId: await classUntil('2026-11-30'), budgets: week(1) });
    expect(await resets(shorter)).toBe('never');
    await app.api('DELETE', `/api/budgets/${wallet.id}`);
  });
});
