import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CHAT, startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import type { RawResponse } from '../../support/http-response.ts';
import { PROMPT_TOKENS } from '../../support/scripted-upstream.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';
import { imagesBody, imagesJson, imageUsage } from '../endpoints/image-answers.ts';

const FREE = { from: '2026-01-01', input: 0, cached_input: 0, cache_write: 0, output: 0, source: 'ours' };
const LLAMA = {
  ...{ id: 'llama-3.2-3b', snapshots: [], endpoints: ['chat'], inputs: ['text'], reasoning: false },
  ...{ context_window: 8192, max_output: 1024, default_max_output: 256, shutdown_date: null, prices: [FREE] },
};
const file = join(makeTempFolder(), 'more.json');
writeFileSync(file, JSON.stringify({ models: [LLAMA] }));

/** The three rows of one table. */
const TOKENS = { period: 'day', unit: 'tokens', limit: 450, selector: { models: ['llama-3.2-3b'] } };
const SOL = { period: 'week', limit_usd: 0.0001, selector: { models: ['gpt-6-sol'] } };
const IMAGES = { period: 'day', unit: 'images', limit: 1 };
const IMAGES_PATH = '/v1/images/generations';

describe('budgets of tokens, of some models and of images', async () => {
  const fixture = await startAppFixture({
    env: {
      JIGAP_MORE_MODELS_FILE: file,
      JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo,gpt-6-sol,llama-3.2-3b,gpt-image-2',
      JIGAP_MODEL_ALIASES: 'gpt-3.5-turbo=gpt-6-luna',
    },
  });
  const { app, classId } = fixture;
  afterAll(() => fixture.stop());
  const set = await app.api('PATCH', `/api/classes/${classId}`, { student_budgets: [TOKENS, SOL, IMAGES] });

  const llama = { ...CHAT, model: 'llama-3.2-3b', max_tokens: 1 };
  /** The well-behaved model answers with as many tokens as it may. */
  const USED = PROMPT_TOKENS + 1;

  async function budgetsOf(student: TestStudent) {
    const { budgets } = await app.api('GET', `/api/students/${student.id}`).then(({ json }) => json);
    return budgets as {
      unit: string;
      selector: unknown;
      limit: number;
      spent: number;
      held: number;
      available: number;
    }[];
  }

  function messageOf(response: RawResponse): string {
    return JSON.parse(response.body.toString()).error.message;
  }

  test('are three rows of one table', async () => {
    expect(set.status).toBe(200);
    expect(set.json.student_budgets).toEqual([
      { ...TOKENS, limit_usd: null, carry_over: false },
      { ...SOL, unit: 'money', limit: 0.0001, carry_over: false },
      { ...IMAGES, selector: null, limit_usd: null, carry_over: false },
    ]);
  });

  test('stop a free model exactly where the next call would not fit, and nothing else', async () => {
    const [student, other] = [await fixture.addStudent(), await fixture.addStudent()];
    const dry = JSON.parse((await fixture.call(student, llama, '/v1/dry-run/chat/completions')).body.toString());
    const needed = dry.input_tokens_bound + 1;
    const fitting = Math.floor((TOKENS.limit - needed) / USED) + 1;
    expect(fitting).toBeGreaterThan(2);
    for (let call = 0; call < fitting; call++) expect((await fixture.callSettled(student, llama)).status).toBe(200);
    const calls = fixture.upstream.calls.length;
    const refused = await fixture.call(student, llama);
    expect(refused.status).toBe(402);
    expect(fixture.upstream.calls).toHaveLength(calls);
    const left = TOKENS.limit - fitting * USED;
    expect(messageOf(refused)).toBe(
      `Not sent: your daily budget of 450 tokens for llama-3.2-3b does not cover this call. It has ${left} tokens left, and the call could use up to ${needed} tokens. It resets on Tuesday 24 November at 00:00 (Asia/Seoul); if you cannot wait, ask your teacher for more. Calls to other models do not count in it: try another one.`,
    );
    expect(refused.headers['x-should-retry']).toBe('false');
    const [budget] = (await budgetsOf(student)).filter(({ unit }) => unit === 'tokens');
    expect(budget).toMatchObject({ limit: 450, spent: fitting * USED, held: 0, available: left });
    expect((await fixture.callSettled(student, { ...CHAT, max_tokens: 5 })).status).toBe(200);
    expect((await fixture.callSettled(other, llama)).status).toBe(200);
  });

  test('stop a model at its own money, and leave the money for others', async () => {
    const student = await fixture.addStudent();
    const refused = await fixture.call(student, {
      ...CHAT,
      model: 'gpt-6-sol',
      max_tokens: undefined,
      max_completion_tokens: 1000,
    });
    expect(refused.status).toBe(402);
    expect(messageOf(refused)).toMatch(
      /^Not sent: your weekly budget of \$0\.0001 for gpt-6-sol does not cover this call\. \$0\.0001 is left, and the call could cost up to \$0\.\d+\./,
    );
    expect(messageOf(refused)).not.toContain('/me');
    expect((await fixture.callSettled(student, CHAT)).status).toBe(200);
  });

  test('of images count no call that makes none', async () => {
    const student = await fixture.addStudent();
    expect((await fixture.callSettled(student, CHAT)).status).toBe(200);
    const [budget] = (await budgetsOf(student)).filter(({ unit }) => unit === 'images');
    expect(budget).toMatchObject({ limit: 1, spent: 0, held: 0, available: 1 });
  });

  test('of one image a day let exactly one of a burst through, and say when there is another', async () => {
    const student = await fixture.addStudent();
    const draw = { model: 'gpt-image-2', prompt: 'a cat' };
    const sent = () => fixture.upstream.calls.filter(({ path }) => path === '/v1/images/generations').length;
    const before = sent();
    fixture.upstream.next(async (_call, act) => {
      await act.gate('drawn');
      act.json(200, imagesBody({ usage: imageUsage(196) }));
    });
    const burst = Promise.all(Array.from({ length: 30 }, () => fixture.call(student, draw, IMAGES_PATH)));
    await fixture.callsInFlight(1);
    const several = await fixture.call(student, { ...draw, n: 2 }, IMAGES_PATH);
    expect([several.status, messageOf(several)]).toEqual([
      402,
      expect.stringContaining(
        'your daily budget of 1 image does not cover the 2 images of this call. It has 1 image left. Lower "n".',
      ),
    ]);
    fixture.upstream.open('drawn');
    const statuses = (await burst).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, ...Array<number>(29).fill(429)]);
    expect(sent() - before).toBe(1);
    await fixture.settled();
    const refused = await fixture.call(student, draw, IMAGES_PATH);
    expect([refused.status, messageOf(refused)]).toEqual([
      402,
      'Not sent: your daily budget of 1 image is used up. It resets on Tuesday 24 November at 00:00 (Asia/Seoul); if you cannot wait, ask your teacher for more.',
    ]);
    expect(refused.headers['x-should-retry']).toBe('false');
    expect(sent() - before).toBe(1);
    const [budget] = (await budgetsOf(student)).filter(({ unit }) => unit === 'images');
    expect(budget).toMatchObject({ limit: 1, spent: 1, held: 0, available: 0 });
    expect((await fixture.callSettled(student, CHAT)).status).toBe(200);
  });

  test('of images are not spent by one that the provider refused to draw', async () => {
    const student = await fixture.addStudent();
    const draw = { model: 'gpt-image-2', prompt: 'a cat' };
    fixture.upstream.next((_call, act) => act.json(400, { error: { message: 'no', code: 'moderation_blocked' } }));
    expect((await fixture.call(student, draw, IMAGES_PATH)).status).toBe(400);
    await fixture.settled();
    fixture.upstream.next(imagesJson({ usage: imageUsage(196) }));
    expect((await fixture.call(student, draw, IMAGES_PATH)).status).toBe(200);
  });

  test('are shown to the student, each in its unit', async () => {
    const student = await fixture.addStudent();
    await fixture.callSettled(student, llama);
    const answer = await fetch(`${app.url}/v1/usage`, { headers: { authorization: `Bearer ${student.token}` } });
    const { budgets } = (await answer.json()) as { budgets: unknown[] };
    expect(budgets).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          unit: 'tokens',
          limit: 450,
          limit_usd: null,
          spent: USED,
          spent_usd: null,
          available: 450 - USED,
        }),
        expect.objectContaining({ unit: 'money', selector: null, limit: 100, limit_usd: 100 }),
      ]),
    );
  });

  test('of calls let a burst through only as far as they go', async () => {
    const student = await fixture.addStudent();
    const limit = { scope: 'student', scope_id: student.id, period: 'day', unit: 'calls', limit: 3 };
    expect((await app.api('PUT', '/api/budgets', limit)).status).toBe(200);
    const statuses = (
      await Promise.all(Array.from({ length: 8 }, () => fixture.call(student, { ...CHAT, max_tokens: 5 })))
    ).map(({ status }) => status);
    await fixture.settled();
    expect(statuses.filter((status) => status === 200)).toHaveLength(3);
    const refused = await fixture.call(student, CHAT);
    expect(refused.status).toBe(402);
    expect(messageOf(refused)).toMatch(/^Not sent: your daily budget of 3 calls is used up\. It resets on /);
  });
});
