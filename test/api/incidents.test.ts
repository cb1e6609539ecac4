import { describe, expect, test } from 'vitest';
import { errorAnswer, recordCall, startApi, type TestApi } from './api-fixture.ts';

/** Incident 1 is about a call that was charged 0.2 USD, incident 2 about the server. */
async function withIncidents(): Promise<TestApi & { recordId: number }> {
  const owner = await startApi();
  await owner.call('POST', '/api/students', { name: 'Kim' });
  await owner.call('POST', '/api/students/1/tokens', {});
  const call = { studentId: 1, tokenId: 1, cost: 200_000_000 };
  const recordId = await recordCall(owner, { ...call, outcome: 'upstream_died', incident: 'uncertain' });
  owner.clock.advance(1_000);
  await owner.store.journal.raiseIncident('upstream_key_refused', 'the upstream answered 401', owner.clock.now());
  owner.clock.advance(1_000);
  return { ...owner, recordId };
}

const CALL = {
  id: 1,
  kind: 'uncertain',
  student_id: 1,
  charged_usd: 0.2,
  refunded_usd: 0,
  detail: 'the provider, or a proxy in front of it, broke the call off; the whole hold was charged',
  crash_at: null,
  created_at: '2026-11-23T03:00:00.000Z',
  closed_at: null,
};
const SERVER = {
  id: 2,
  kind: 'upstream_key_refused',
  request_id: null,
  student_id: null,
  charged_usd: 0,
  refunded_usd: 0,
  detail: 'the upstream answered 401',
  crash_at: null,
  created_at: '2026-11-23T03:00:01.000Z',
  closed_at: null,
};
const CLOSED_AT = '2026-11-23T03:00:02.000Z';

describe('the incidents of the API', () => {
  test('are listed newest first, open or closed', async () => {
    const { call, recordId } = await withIncidents();
    const about = { ...CALL, request_id: recordId };
    expect((await call('GET', '/api/incidents')).body).toStrictEqual({ data: [SERVER, about], next_cursor: null });
    const closed = await call('POST', '/api/incidents/2/close');
    expect(closed.status).toBe(200);
    expect(closed.body).toStrictEqual({ ...SERVER, closed_at: CLOSED_AT });
    expect((await call('GET', '/api/incidents?open=true')).body.data).toStrictEqual([about]);
    expect((await call('GET', '/api/incidents?open=false')).body.data).toStrictEqual([closed.body]);
  });

  test('are refunded in full without an amount, to the budgets of the student', async () => {
    const { call, recordId } = await withIncidents();
    const answer = await call('POST', '/api/incidents/1/refund');
    expect(answer.status).toBe(200);
    expect(answer.body).toStrictEqual({ ...CALL, request_id: recordId, refunded_usd: 0.2, closed_at: CLOSED_AT });
    expect((await call('GET', '/api/students/1')).body.budgets).toMatchObject([{ spent_usd: 0, available_usd: 0.5 }]);
    expect((await call('GET', '/api/usage')).body.total).toMatchObject({ requests: 1, cost_usd: 0 });
    const again = await call('POST', '/api/incidents/1/refund');
    expect(again).toMatchObject(errorAnswer(409, 'conflict', null));
    expect(again.body.error.message).toContain('already refunded in full');
  });

  test('are refunded in parts, never above the charge', async () => {
    const { call } = await withIncidents();
    const part = await call('POST', '/api/incidents/1/refund', { amount_usd: 0.15 });
    expect(part.body).toMatchObject({ charged_usd: 0.2, refunded_usd: 0.15 });
    const much = await call('POST', '/api/incidents/1/refund', { amount_usd: 0.050000001 });
    expect(much).toMatchObject(errorAnswer(409, 'conflict', null));
    expect(much.body.error.message).toContain('0.05 USD');
    expect((await call('GET', '/api/students/1')).body.budgets).toMatchObject([{ spent_usd: 0.05 }]);
    expect((await call('POST', '/api/incidents/1/refund', { amount_usd: 0.05 })).body).toMatchObject({
      refunded_usd: 0.2,
    });
  });

  test('about the server have nothing to refund', async () => {
    const { call } = await withIncidents();
    expect(await call('POST', '/api/incidents/2/refund', {})).toMatchObject(errorAnswer(409, 'conflict', null));
  });

  test.each([
    ['negative', { amount_usd: -1 }, 'invalid_value', 'amount_usd'],
    ['zero', { amount_usd: 0 }, 'invalid_value', 'amount_usd'],
    ['text', { amount_usd: '0.1' }, 'invalid_value', 'amount_usd'],
    ['null', { amount_usd: null }, 'invalid_value', 'amount_usd'],
    ['in won', { amount_krw: 100 }, 'unknown_name', 'amount_krw'],
  ])('refuse an amount that is %s', async (_what, body, code, param) => {
    const { call } = await withIncidents();
    expect(await call('POST', '/api/incidents/1/refund', body)).toMatchObject(errorAnswer(400, code, param));
    expect((await call('GET', '/api/incidents?open=true')).body.data).toHaveLength(2);
  });

  test('answer 404 to an id that does not exist', async () => {
    const { call } = await startApi();
    for (const action of ['refund', 'close']) {
      expect(await call('POST', `/api/incidents/9/${action}`)).toMatchObject(errorAnswer(404, 'not_found', null));
      expect(await call('POST', `/api/incidents/x/${action}`)).toMatchObject(errorAnswer(400, 'invalid_value', 'id'));
    }
    expect(await call('POST', '/api/incidents/9/close', { why: 'x' })).toMatchObject(
      errorAnswer(400, 'unknown_name', 'why'),
    );
  });

  test('are paged, and refuse unknown parameters', async () => {
    const { call } = await withIncidents();
    expect((await call('GET', '/api/incidents?limit=1')).body).toMatchObject({ data: [{ id: 2 }], next_cursor: '2' });
    const rest = (await call('GET', '/api/incidents?limit=1&cursor=2')).body;
    expect(rest).toMatchObject({ data: [{ id: 1 }], next_cursor: null });
    expect(await call('GET', '/api/incidents?open=yes')).toMatchObject(errorAnswer(400, 'invalid_value', 'open'));
    expect(await call('GET', '/api/incidents?kind=crash')).toMatchObject(errorAnswer(400, 'unknown_name', 'kind'));
  });
});
