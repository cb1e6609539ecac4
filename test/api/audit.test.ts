import { expect, test } from 'vitest';
import { errorAnswer, recordCall, startApi } from './api-fixture.ts';

test('GET /api/audit lists every change with actor, action and time, newest first', async () => {
  const owner = await startApi();
  const { call, clock } = owner;
  await call('POST', '/api/classes', { name: 'a' });
  await call('PATCH', '/api/classes/1', { name: 'b' });
  await call('POST', '/api/students', { name: 'Kim' });
  await call('PATCH', '/api/students/1', { suspended: true });
  await call('POST', '/api/students/1/tokens', { label: 'x' });
  await recordCall(owner, { studentId: 1, tokenId: 1, cost: 1_000, incident: 'uncertain' });
  await recordCall(owner, { studentId: 1, tokenId: 1, cost: 1_000, incident: 'uncertain' });
  await call('POST', '/api/tokens/1/rotate', {});
  await call('DELETE', '/api/tokens/2');
  await call('PUT', '/api/budgets', { scope: 'wallet', period: 'day', limit_usd: 1 });
  await call('DELETE', '/api/budgets/1');
  await call('POST', '/api/incidents/1/refund', {});
  await call('POST', '/api/incidents/2/close', {});
  await call('DELETE', '/api/students/1');
  clock.advance(5_000);
  await call('DELETE', '/api/classes/1');

  const { data } = (await call('GET', '/api/audit')).body;
  const entries = data.map((row: { action: string; subject: string }) => `${row.action} ${row.subject}`).reverse();
  expect(entries).toEqual([
    'class.create class 1',
    'class.update class 1',
    'student.create student 1',
    'student.update student 1',
    'token.issue token 1',
    'token.rotate token 1',
    'token.revoke token 2',
    'budget.set budget 1',
    'budget.delete budget 1',
    'incident.refund incident 1',
    'incident.close incident 2',
    'student.delete student 1',
    'class.delete class 1',
  ]);
  expect(new Set(data.map((row: { actor: string }) => row.actor))).toEqual(new Set(['owner']));
  expect(data[0].at).toBe('2026-11-23T03:00:05.000Z');
});

test('a refused change leaves no entry in the audit', async () => {
  const { call } = await startApi();
  await call('POST', '/api/classes', { name: '' });
  await call('DELETE', '/api/classes/9');
  await call('PUT', '/api/budgets', { scope: 'class', scope_id: 9, period: 'day', limit_usd: 1 });
  expect((await call('GET', '/api/audit')).body).toStrictEqual({ data: [], next_cursor: null });
});

test('before and after have the names of the API, amounts in USD and ISO instants', async () => {
  const { call } = await startApi();
  await call('PUT', '/api/budgets', { scope: 'wallet', period: 'day', limit_usd: 1.5 });
  await call('PUT', '/api/budgets', { scope: 'wallet', period: 'day', limit_usd: 0.000000001 });
  const budget = { id: 1, scope: 'wallet', scope_id: 0, period: 'day' };
  expect((await call('GET', '/api/audit?limit=1')).body).toStrictEqual({
    data: [
      {
        id: 2,
        at: '2026-11-23T03:00:00.000Z',
        actor: 'owner',
        action: 'budget.set',
        subject: 'budget 1',
        before: { ...budget, limit_usd: 1.5 },
        after: { ...budget, limit_usd: 0.000000001 },
      },
    ],
    next_cursor: '2',
  });
  await call('POST', '/api/classes', { name: 'a', student_budgets: [{ period: 'day', limit_usd: 2 }] });
  const [entry] = (await call('GET', '/api/audit')).body.data;
  expect(entry.before).toBeNull();
  expect(entry.after).toMatchObject({
    time_zone: 'Asia/Seoul',
    created_at: '2026-11-23T03:00:00.000Z',
    student_budgets: [{ period: 'day', limit_usd: 2 }],
  });
});

test('GET /api/audit is paged and refuses unknown parameters', async () => {
  const { call } = await startApi();
  for (const name of ['a', 'b', 'c']) await call('POST', '/api/classes', { name });
  const first = (await call('GET', '/api/audit?limit=2')).body;
  expect(first).toMatchObject({ data: [{ id: 3 }, { id: 2 }], next_cursor: '2' });
  const second = (await call('GET', '/api/audit?limit=2&cursor=2')).body;
  expect(second).toMatchObject({ data: [{ id: 1 }], next_cursor: null });
  expect(await call('GET', '/api/audit?actor=owner')).toMatchObject(errorAnswer(400, 'unknown_name', 'actor'));
});
