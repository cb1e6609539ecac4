import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { connectRaw } from '../support/raw-client.ts';
import { startApp } from '../support/running-app.ts';
import { errorJson } from '../support/scripted-upstream.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';

const app = await startApp();
afterAll(() => app.stop());
beforeEach(() => app.upstream.reset());

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }], max_tokens: 20 };

async function costOf(id: string | undefined, token: string, prefix = '/v1') {
  const response = await fetch(`${app.url}${prefix}/usage/${id}`, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

const NOT_FOUND = {
  status: 404,
  json: {
    error: {
      message: expect.stringContaining('x-request-id'),
      ...{ type: 'invalid_request_error', param: null, code: 'call_not_found' },
    },
  },
};

describe('GET /v1/usage/{x-request-id}', () => {
  test.each(['/v1', ''])('says what an ended call cost (below %j)', async (prefix) => {
    const { student, token } = await app.newStudent();
    const { headers } = await app.chat(token, CHAT);
    const [record] = await app.recordsOf(student.id);
    const id = headers['x-request-id'];
    expect(await costOf(id, token, prefix)).toEqual({
      status: 200,
      json: {
        ...{ request_id: id, status: 'ended', endpoint: 'chat', model: 'gpt-3.5-turbo', served_model: 'gpt-3.5-turbo' },
        ...{ started_at: record.started_at, held_usd: 0, cost_usd: Number(headers['x-jigap-cost-usd']) },
        ...{ refunded_usd: 0, input_tokens: 10, cached_input_tokens: 0, output_tokens: 5, images: 0 },
        ...{ outcome: 'ok', duration_ms: record.duration_ms },
      },
    });
    expect(record.cost_usd).toBe(Number(headers['x-jigap-cost-usd']));
  });

  test('says what a running call holds, by the id that its stream began with', async () => {
    const { student, token } = await app.newStudent({ budgets: [{ period: 'week', limit_usd: 0.5 }] });
    app.upstream.next(async (_call, act) => {
      act.head(200, { 'content-type': 'text/event-stream' });
      await act.write('data: {"choices":[{"index":0,"delta":{"content":"hel"}}]}\n\n');
      await act.gate('rest');
      await act.write(
        'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5}}\n\ndata: [DONE]\n\n',
      );
      act.end();
    });
    const client = await connectRaw(app.url);
    await client.request({
      path: '/v1/chat/completions',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...CHAT, stream: true }),
    });
    await client.until('"hel"');
    const id = /x-request-id: (req_[0-9a-f]{32})/.exec(client.received().toString())?.[1];
    const [budget] = await app.budgetsOf(student.id);
    expect(budget.held_usd).toBeGreaterThan(0);
    expect(await costOf(id, token)).toMatchObject({
      status: 200,
      json: {
        ...{ request_id: id, status: 'running', model: 'gpt-3.5-turbo', held_usd: budget.held_usd },
        ...{ cost_usd: null, refunded_usd: null, input_tokens: null, outcome: null, duration_ms: null },
      },
    });
    app.upstream.open('rest');
    await client.response();
    client.hangUp();
    expect(await costOf(id, token)).toMatchObject({ json: { status: 'ended', held_usd: 0, cost_usd: 0.0000125 } });
  });

  test('says that a call which the provider refused cost nothing, by the id in the refusal', async () => {
    const { token } = await app.newStudent();
    app.upstream.next(errorJson(400, 'bad', 'no'));
    const { status, headers } = await app.chat(token, CHAT);
    expect(status).toBe(400);
    const { json } = await costOf(headers['x-request-id'], token);
    expect(json).toMatchObject({ status: 'ended', outcome: 'upstream_refused', cost_usd: 0 });
  });

  test('says what was refunded', async () => {
    const { student, token } = await app.newStudent();
    app.upstream.next((_call, act) => act.reset());
    const { headers } = await app.chat(token, CHAT);
    const incidents = (await app.api('GET', '/api/incidents')).json.data as { id: number; student_id: number }[];
    const incident = incidents.find((one) => one.student_id === student.id);
    await app.api('POST', `/api/incidents/${incident?.id}/refund`, {});
    const { json } = await costOf(headers['x-request-id'], token);
    expect(json).toMatchObject({ outcome: 'upstream_died' });
    expect(json.cost_usd).toBeGreaterThan(0);
    expect(json.refunded_usd).toBe(json.cost_usd);
  });

  test('is also said after a restart', async () => {
    const databasePath = `${tempFolderForThisTest()}/jigap.db`;
    const first = await startApp({ databasePath, upstream: app.upstream });
    const { token } = await first.newStudent();
    const { headers } = await first.chat(token, CHAT);
    await first.stop();
    const second = await startApp({ databasePath, upstream: app.upstream });
    try {
      const response = await fetch(`${second.url}/v1/usage/${headers['x-request-id']}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(await response.json()).toMatchObject({ status: 'ended', cost_usd: 0.0000125 });
    } finally {
      await second.stop();
    }
  });

  test('is also said to a suspended student', async () => {
    const { student, token } = await app.newStudent();
    const { headers } = await app.chat(token, CHAT);
    await app.api('PATCH', `/api/students/${student.id}`, { suspended: true });
    expect(await costOf(headers['x-request-id'], token)).toMatchObject({ status: 200, json: { outcome: 'ok' } });
  });

  test('is not said of the call of another student', async () => {
    const [{ token }, other] = [await app.newStudent(), await app.newStudent()];
    const { headers } = await app.chat(token, CHAT);
    expect(await costOf(headers['x-request-id'], other.token)).toEqual(NOT_FOUND);
    expect((await costOf(headers['x-request-id'], token)).status).toBe(200);
  });

  test('is not found for a request that was refused before it was sent', async () => {
    const { token } = await app.newStudent();
    const { status, headers } = await app.chat(token, { ...CHAT, model: 'gpt-4' });
    expect(status).toBe(404);
    expect(await costOf(headers['x-request-id'], token)).toEqual(NOT_FOUND);
  });

  test.each(['1', 'req_', `req_${'f'.repeat(32)}`, `req_${'0'.repeat(32)}`, '%00', 'a'.repeat(90)])(
    'is not found for %j',
    async (id) => {
      const { token } = await app.newStudent();
      expect(await costOf(id, token)).toEqual(NOT_FOUND);
    },
  );

  test('refuses a query, and an unknown token', async () => {
    const { token } = await app.newStudent();
    const { headers } = await app.chat(token, CHAT);
    expect((await costOf(`${headers['x-request-id']}?a=1`, token)).status).toBe(400);
    expect((await costOf(headers['x-request-id'], 'jgp_unknown')).status).toBe(401);
  });

  test('has the id of the log', async () => {
    const { token } = await app.newStudent();
    const { headers } = await app.chat(token, CHAT);
    expect(app.logLines.join('')).toContain(`"requestId":"${headers['x-request-id']}"`);
  });
});
