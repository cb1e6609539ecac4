import { afterAll, describe, expect, test } from 'vitest';
import { newName } from '../support/new-name.ts';
import { startApp, UPSTREAM_KEY } from '../support/running-app.ts';

const PATH = '/api/me/money-requests';
const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }], max_tokens: 20 };
const ASK = { amount_usd: 0.5, reason: 'For the project' };

const app = await startApp();
afterAll(() => app.stop());

async function send(method: string, token: string, body?: unknown) {
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const sent = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(app.url + PATH, { method, headers, ...(body === undefined ? {} : { body: sent }) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text) };
}

async function pupil(fields: object = {}) {
  const { id } = (await app.api('POST', '/api/classes', { name: newName('Asking'), language: 'en', ...fields })).json;
  return app.newStudent({ classId: id, budgets: [{ period: 'week', limit_usd: 0.5 }] });
}

describe('POST /api/me/money-requests', () => {
  test('sends a request that the owner finds, and tells the student the answer', async () => {
    const { student, token } = await pupil();
    const asked = await send('POST', token, ASK);
    expect(asked.status).toBe(201);
    expect(asked.headers.get('x-request-id')).toMatch(/^req_/);
    const request = {
      ...{ id: expect.any(Number), amount_usd: 0.5, reason: 'For the project', state: 'open' },
      ...{ created_at: '2026-11-23T03:00:00.000Z', answered_at: null, word: null, granted_usd: null, ends_at: null },
    };
    expect(asked.json).toEqual(request);
    expect((await send('GET', token)).json).toEqual({
      ...{ may_ask: false, why_not: 'open', next_at: '2026-12-07T03:00:00.000Z', max_usd: 2, data: [request] },
    });
    const { id } = asked.json;
    await app.api('POST', `/api/money-requests/${id}/grant`, { amount_usd: 0.25, word: 'Good luck' });
    const answered = {
      ...request,
      ...{ state: 'granted', answered_at: '2026-11-23T03:00:00.000Z', word: 'Good luck', granted_usd: 0.25 },
      ends_at: '2026-11-29T15:00:00.000Z',
    };
    expect((await send('GET', token)).json).toMatchObject({ may_ask: true, why_not: null, data: [answered] });
    const me = await fetch(`${app.url}/api/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(await me.json()).toMatchObject({ student: { id: student.id }, money_requests: { data: [answered] } });
  });

  test('works when the money is spent, and the refusal of the call says where to ask', async () => {
    const { student, token } = await pupil();
    await app.api('PUT', '/api/budgets', { scope: 'student', scope_id: student.id, period: 'week', limit_usd: 0 });
    const call = await app.chat(token, CHAT);
    expect(call.status).toBe(402);
    expect(call.body.toString()).toContain('/me in place of /v1');
    expect((await send('POST', token, ASK)).status).toBe(201);
  });

  test('the refusal of a call names no page where the class takes no requests', async () => {
    const { student, token } = await pupil({ takes_money_requests: false });
    await app.api('PUT', '/api/budgets', { scope: 'student', scope_id: student.id, period: 'week', limit_usd: 0 });
    expect((await app.chat(token, CHAT)).body.toString()).not.toContain('/me');
    expect(await send('POST', token, ASK)).toMatchObject({
      status: 403,
      json: { error: { code: 'money_requests_off' } },
    });
    expect((await send('GET', token)).json).toMatchObject({ may_ask: false, why_not: 'off', next_at: null });
  });

  test('says when the next may be sent, and how long that is', async () => {
    const { token } = await pupil();
    const { id } = (await send('POST', token, ASK)).json;
    expect(await send('POST', token, ASK)).toMatchObject({
      status: 429,
      json: { error: { code: 'money_request_too_soon', message: expect.stringContaining('waits for an answer') } },
    });
    await app.api('POST', `/api/money-requests/${id}/decline`, { word: 'Next week' });
    const declined = await send('POST', token, ASK);
    expect(declined.json.error.message).toBe(
      'Your last request was declined. You can send another from Tuesday 24 November at 12:00 (Asia/Seoul).',
    );
    expect([declined.headers.get('retry-after'), declined.headers.get('x-should-retry')]).toEqual(['86400', 'false']);
  });

  test.each([
    [{ amount_usd: 0, reason: 'x' }, 'amount_usd'],
    [{ amount_usd: -1, reason: 'x' }, 'amount_usd'],
    [{ amount_usd: 2.000000001, reason: 'x' }, 'amount_usd'],
    [{ amount_usd: 1e300, reason: 'x' }, 'amount_usd'],
    [{ amount_usd: '0.5', reason: 'x' }, 'amount_usd'],
    [{ reason: 'x' }, 'amount_usd'],
    [{ amount_usd: 0.5 }, 'reason'],
    [{ amount_usd: 0.5, reason: ' \n ' }, 'reason'],
    [{ amount_usd: 0.5, reason: 'x'.repeat(301) }, 'reason'],
    [{ amount_usd: 0.5, reason: 'a\u0000' }, 'reason'],
    [{ amount_usd: 0.5, reason: '\ud800' }, 'reason'],
    [{ amount_usd: 0.5, reason: ['x'] }, 'reason'],
    [{ ...ASK, student_id: 1 }, 'student_id'],
  ])('refuses %j and keeps nothing', async (body, param) => {
    const { token } = await pupil();
    const { status, json } = await send('POST', token, body);
    expect([status, json.error.param]).toEqual([400, param]);
    expect((await send('GET', token)).json).toMatchObject({ may_ask: true, data: [] });
  });

  test.each(['', '[]', 'null', '{'])('refuses the body %j', async (body) => {
    const { token } = await pupil();
    expect((await send('POST', token, body)).status).toBe(400);
  });

  test('is refused for suspended students, after the class, and without a token of a student', async () => {
    const { student, token } = await pupil();
    await app.api('PATCH', `/api/students/${student.id}`, { suspended: true });
    expect(await send('POST', token, ASK)).toMatchObject({ status: 403, json: { error: { code: 'token_suspended' } } });
    const over = await pupil({ starts_on: '2026-01-01', ends_on: '2026-02-01' });
    expect(await send('POST', over.token, ASK)).toMatchObject({
      status: 403,
      json: { error: { code: 'class_not_in_session' } },
    });
    const answer = await send('POST', app.ownerToken, ASK);
    expect(answer.status).toBe(401);
    expect(answer.text).not.toContain(UPSTREAM_KEY);
  });
});
