import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { newName } from '../support/new-name.ts';
import { connectRaw } from '../support/raw-client.ts';
import { startApp, UPSTREAM_KEY } from '../support/running-app.ts';

const app = await startApp({
  env: { JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo,gpt-3.5-turbo-instruct,text-embedding-3-small,omni-moderation-latest' },
});
afterAll(() => app.stop());
beforeEach(() => app.upstream.reset());

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }], max_tokens: 20 };

async function dryRun(token: string, body: object, path = '/chat/completions', prefix = '/v1') {
  const client = await connectRaw(app.url);
  await client.request({
    path: `${prefix}/dry-run${path}`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { status, headers, body: answer } = await client.response();
  client.hangUp();
  return { status, headers, text: answer.toString(), json: JSON.parse(answer.toString()) };
}

async function newClass(name: string, budgets: readonly object[] = []): Promise<number> {
  return (await app.api('POST', '/api/classes', { name: newName(name), budgets })).json.id;
}

describe('a dry run', () => {
  test.each(['/v1', ''])('answers what the call then holds, and sends nothing (below %j)', async (prefix) => {
    const { student, token } = await app.newStudent({ budgets: [{ period: 'week', limit_usd: 0.5 }] });
    const dry = await dryRun(token, CHAT, '/chat/completions', prefix);
    expect(dry.status).toBe(200);
    expect(dry.headers['x-request-id']).toMatch(/^req_[0-9a-f]{32}$/);
    expect(app.upstream.calls).toEqual([]);
    expect(await app.recordsOf(student.id)).toEqual([]);
    expect(await app.budgetsOf(student.id)).toMatchObject([{ spent_usd: 0, held_usd: 0 }]);
    expect((await app.store.ledger.openHolds(1)).count).toBe(0);

    await app.chat(token, CHAT);
    const [record] = await app.recordsOf(student.id);
    expect(dry.json).toEqual({
      ...{ object: 'dry_run', endpoint: 'chat', model: 'gpt-3.5-turbo', served_model: 'gpt-3.5-turbo' },
      input_tokens_bound: expect.any(Number),
      ...{ max_tokens: 20, answers: 1, worst_case_usd: record.held_usd, fits: true, short_budget: null },
    });
    // gpt-3.5-turbo: 500 nano-USD an input token, 1500 an output token.
    expect(dry.json.worst_case_usd * 1e9).toBeCloseTo(dry.json.input_tokens_bound * 500 + 20 * 1500);
    expect(dry.text).not.toContain(UPSTREAM_KEY);
  });

  test.each<[string, object, object]>([
    ['/responses', { model: 'gpt-3.5-turbo', input: 'hi', max_output_tokens: 16 }, { max_tokens: 16, answers: 1 }],
    [
      '/completions',
      { model: 'gpt-3.5-turbo-instruct', prompt: ['a', 'b'], max_tokens: 7, n: 2 },
      { endpoint: 'completions', max_tokens: 7, answers: 4 },
    ],
    ['/embeddings', { model: 'text-embedding-3-small', input: 'hi' }, { endpoint: 'embeddings', max_tokens: null }],
    ['/moderations', { model: 'omni-moderation-latest', input: 'hi' }, { max_tokens: null, worst_case_usd: 0 }],
  ])('knows %s', async (path, body, expected) => {
    const { token } = await app.newStudent();
    const { status, json } = await dryRun(token, body, path);
    expect(status).toBe(200);
    expect(json).toMatchObject({ object: 'dry_run', fits: true, ...expected });
    expect(app.upstream.calls).toEqual([]);
  });

  test('names the own budget that is short, with its amounts', async () => {
    const { student, token } = await app.newStudent({
      budgets: [
        { period: 'week', limit_usd: 0.5 },
        { period: 'total', limit_usd: 0.00001 },
      ],
    });
    const { status, json } = await dryRun(token, { ...CHAT, max_tokens: 1000 });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      ...{ max_tokens: 1000, fits: false },
      short_budget: {
        ...{ scope: 'student', period: 'total', why: 'spent', limit_usd: 0.00001, available_usd: 0.00001 },
        resets_at: null,
      },
    });
    expect((await app.chat(token, { ...CHAT, max_tokens: 1000 })).status).toBe(402);
    expect(await app.recordsOf(student.id)).toEqual([]);
  });

  test('lowers a cap that the student left open to what the own budgets afford, as the call does', async () => {
    const { token } = await app.newStudent({ budgets: [{ period: 'week', limit_usd: 0.001 }] });
    const { max_tokens: _none, ...open } = CHAT;
    const { json } = await dryRun(token, open);
    const { status, headers } = await app.chat(token, open);
    expect([status, json.fits, String(json.max_tokens)]).toEqual([200, true, headers['x-jigap-max-tokens']]);
    expect(json.worst_case_usd).toBeLessThanOrEqual(0.001);
  });

  test('names a shared budget that is short without an amount of it', async () => {
    const classId = await newClass('Poor', [{ period: 'month', limit_usd: 0.00001234 }]);
    const { token } = await app.newStudent({ classId, budgets: [{ period: 'week', limit_usd: 0.5 }] });
    const { text, json } = await dryRun(token, { ...CHAT, max_tokens: undefined });
    expect(json).toMatchObject({
      fits: false,
      short_budget: { scope: 'class', period: 'month', why: 'spent', limit_usd: null, available_usd: null },
    });
    expect(text).not.toContain('1234');
  });

  test('shows no cap that a shared budget affords', async () => {
    const classId = await newClass('Tight', [{ period: 'month', limit_usd: 0.001 }]);
    const { token } = await app.newStudent({ classId, budgets: [{ period: 'week', limit_usd: 0.5 }] });
    const rich = await app.newStudent({ budgets: [{ period: 'week', limit_usd: 0.5 }] });
    const open = { ...CHAT, max_tokens: undefined };
    expect((await dryRun(token, open)).json).toEqual((await dryRun(rich.token, open)).json);
  });

  test('is refused as the call would be', async () => {
    const { student, token } = await app.newStudent();
    for (const [body, code] of [
      [{ ...CHAT, model: 'gpt-4' }, 'model_not_found'],
      [{ ...CHAT, teleport: 1 }, 'unknown_parameter'],
    ] as const) {
      const [dry, call] = [await dryRun(token, body), await app.chat(token, body)];
      expect(dry.json.error.code).toBe(code);
      expect([dry.status, dry.json]).toEqual([call.status, JSON.parse(call.body.toString())]);
    }
    expect((await dryRun('jgp_unknown', CHAT)).status).toBe(401);
    await app.api('PATCH', `/api/students/${student.id}`, { suspended: true });
    expect((await dryRun(token, CHAT)).json.error.code).toBe('token_suspended');
    expect(app.upstream.calls).toEqual([]);
  });

  test('counts against the rate limit, and knows no other address', async () => {
    const { token } = await app.newStudent();
    for (const path of ['', '/', '/models', '/chat', '/dry-run/chat/completions']) {
      expect((await dryRun(token, CHAT, path)).json.error.code).toBe('unknown_url');
    }
    expect((await dryRun(token, CHAT, '/files')).json.error.code).toBe('service_not_served');
    const limited = await startApp({ env: { JIGAP_STUDENT_REQUESTS_PER_MINUTE: '2' } });
    try {
      const own = await limited.newStudent();
      const statuses: number[] = [];
      for (let n = 0; n < 3; n++) {
        const response = await fetch(`${limited.url}/v1/dry-run/chat/completions`, {
          method: 'POST',
          headers: { authorization: `Bearer ${own.token}`, 'content-type': 'application/json' },
          body: JSON.stringify(CHAT),
        });
        statuses.push(response.status);
      }
      expect(statuses).toEqual([200, 200, 429]);
    } finally {
      await limited.stop();
    }
  });
});
