import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp, UPSTREAM_KEY } from '../support/running-app.ts';

const app = await startApp();
afterAll(() => app.stop());
beforeEach(() => app.upstream.reset());

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }], max_tokens: 20 };

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

async function get(path: string, token: string, of: RunningApp = app): Promise<Answer> {
  const response = await fetch(of.url + path, { headers: { authorization: `Bearer ${token}` } });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text) };
}

describe.each(['/v1/usage', '/usage'])('GET %s', (path) => {
  test('answers what /api/me says', async () => {
    const { student, token } = await app.newStudent({ budgets: [{ period: 'week', limit_usd: 0.5 }] });
    await app.chat(token, CHAT);
    const usage = await get(path, token);
    expect(usage.status).toBe(200);
    expect(usage.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
    expect(usage.json).toEqual((await get('/api/me', token)).json);
    expect(usage.json).toMatchObject({
      student: { id: student.id },
      standing: 'good',
      budgets: [{ period: 'week', limit_usd: 0.5, held_usd: 0 }],
      usage: [{ requests: 1 }],
    });
    expect(usage.text).not.toContain(UPSTREAM_KEY);
    expect(usage.text).not.toContain(token);
  });

  test('answers when the money is gone, and when the student is suspended', async () => {
    const { student, token } = await app.newStudent({ budgets: [{ period: 'total', limit_usd: 0.000001 }] });
    expect((await app.chat(token, CHAT)).status).toBe(402);
    expect(await get(path, token)).toMatchObject({ status: 200, json: { budgets: [{ limit_usd: 0.000001 }] } });
    await app.api('PATCH', `/api/students/${student.id}`, { suspended: true });
    expect((await app.chat(token, CHAT)).status).toBe(403);
    expect(await get(path, token)).toMatchObject({ status: 200, json: { standing: 'suspended' } });
  });

  test('names no reset that the class does not live to see, as the page and the headers do', async () => {
    const resetsFor = async (ends_on: string) => {
      const school = (await app.api('POST', '/api/classes', { name: `${path} until ${ends_on}`, ends_on })).json;
      const limits = { classId: school.id, budgets: [{ period: 'week' as const, limit_usd: 1 }] };
      const { token } = await app.newStudent(limits);
      const { budgets } = (await get(path, token)).json as { budgets: { resets_at: string | null }[] };
      return budgets.map(({ resets_at }) => resets_at);
    };
    expect(await resetsFor('2026-11-29')).toEqual([null]);
    expect(await resetsFor('2026-11-30')).toEqual([expect.stringMatching(/^2026-11-(29|30)T/)]);
  });

  test('answers when the class is over', async () => {
    const over = { name: `Over ${path}`, starts_on: '2026-01-01', ends_on: '2026-02-01' };
    const { json } = await app.api('POST', '/api/classes', over);
    const { token } = await app.newStudent({ classId: json.id });
    expect(await get(path, token)).toMatchObject({ status: 200, json: { standing: 'over' } });
  });

  test.each(['?', '?days=7', '?start_time=1&limit=2'])('refuses the query %j', async (query) => {
    const { token } = await app.newStudent();
    const { status, json } = await get(path + query, token);
    expect([status, json.error]).toEqual([400, expect.objectContaining({ code: 'unsupported_parameter' })]);
  });

  test('refuses an unknown token in OpenAI’s format', async () => {
    const { status, json } = await get(path, 'jgp_unknown');
    expect([status, json.error]).toEqual([401, expect.objectContaining({ code: 'invalid_api_key' })]);
  });

  test('counts against the rate limit that calls have', async () => {
    const limited = await startApp({ env: { JIGAP_STUDENT_REQUESTS_PER_MINUTE: '2' } });
    try {
      const { token } = await limited.newStudent();
      const statuses: number[] = [];
      for (const one of [path, '/api/me', path]) statuses.push((await get(one, token, limited)).status);
      expect(statuses).toEqual([200, 200, 429]);
    } finally {
      await limited.stop();
    }
  });
});
