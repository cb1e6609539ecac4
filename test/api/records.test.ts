import { describe, expect, test } from 'vitest';
import { errorAnswer, recordCall, startApi, type TestApi } from './api-fixture.ts';

/** Calls 1 and 3 of a student in a class, call 2 of one in none. */
async function withCalls(): Promise<TestApi & { ids: number[] }> {
  const owner = await startApi();
  await owner.call('POST', '/api/classes', { name: 'a' });
  await owner.call('POST', '/api/students', { name: 'Kim', class_id: 1 });
  await owner.call('POST', '/api/students', { name: 'Lee' });
  await owner.call('POST', '/api/students/1/tokens', {});
  await owner.call('POST', '/api/students/2/tokens', {});
  const ids = [await recordCall(owner, { studentId: 1, tokenId: 1, cost: 12_345 })];
  owner.clock.advance(1_000);
  ids.push(await recordCall(owner, { studentId: 2, tokenId: 2, cost: 1, outcome: 'hung_up' }));
  owner.clock.advance(1_000);
  ids.push(await recordCall(owner, { studentId: 1, tokenId: 1, cost: 1, servedModel: 'gpt-4o-mini' }));
  return { ...owner, ids };
}

describe('GET /api/requests', () => {
  test('lists every fact of a call', async () => {
    const { call, ids } = await withCalls();
    const answer = await call('GET', '/api/requests?class_id=1&model=gpt-3.5-turbo');
    expect(answer.status).toBe(200);
    expect(answer.body).toStrictEqual({
      data: [
        {
          id: ids[0],
          student_id: 1,
          student_name: 'Kim',
          class_id: 1,
          class_name: 'a',
          token_id: 1,
          endpoint: 'chat',
          model: 'gpt-3.5-turbo',
          served_model: 'gpt-3.5-turbo',
          price: 'gpt-3.5-turbo@2024-01-25',
          input_tokens: 10,
          cached_input_tokens: 4,
          cache_write_tokens: 0,
          output_tokens: 5,
          images: 0,
          held_usd: 0.000012345,
          cost_usd: 0.000012345,
          refunded_usd: 0,
          saved_usd: 0,
          outcome: 'ok',
          started_at: '2026-11-23T03:00:00.000Z',
          duration_ms: 812,
          first_byte_ms: 90,
        },
      ],
      next_cursor: null,
    });
  });

  test('lists the sum of the refunds of each call', async () => {
    const { call, ...owner } = await withCalls();
    const lost = { outcome: 'upstream_died', incident: 'uncertain' } as const;
    await recordCall({ call, ...owner }, { studentId: 2, tokenId: 2, cost: 30, ...lost });
    for (const amount_usd of [0.00000001, 0.000000005]) {
      expect(await call('POST', '/api/incidents/1/refund', { amount_usd })).toMatchObject({ status: 200 });
    }
    const { data } = (await call('GET', '/api/requests?student_id=2')).body;
    expect(data).toMatchObject([
      { cost_usd: 0.00000003, refunded_usd: 0.000000015 },
      { cost_usd: 0.000000001, refunded_usd: 0 },
    ]);
  });

  test.each([
    ['', [2, 1, 0]],
    ['?student_id=1', [2, 0]],
    ['?class_id=1', [2, 0]],
    ['?model=gpt-4o-mini', [2]],
    ['?model=gpt-3.5-turbo-0125', [1, 0]],
    ['?model=gpt-9', []],
    ['?outcome=hung_up', [1]],
    ['?outcome=hung_up&student_id=1', []],
  ])('lists the newest calls first, with %s', async (query, expected) => {
    const { call, ids } = await withCalls();
    const { data } = (await call('GET', `/api/requests${query}`)).body;
    expect(data.map((row: { id: number }) => ids.indexOf(row.id))).toEqual(expected);
  });

  test('lists calls of a student without a class with the class null', async () => {
    const { call } = await withCalls();
    expect((await call('GET', '/api/requests?student_id=2')).body.data).toMatchObject([{ class_id: null }]);
  });

  test('is paged by cursor, also with large ids', async () => {
    const { call, ids } = await withCalls();
    const first = (await call('GET', '/api/requests?limit=2')).body;
    expect(first).toMatchObject({ data: [{ id: ids[2] }, { id: ids[1] }], next_cursor: String(ids[1]) });
    const second = (await call('GET', `/api/requests?limit=2&cursor=${first.next_cursor}`)).body;
    expect(second).toMatchObject({ data: [{ id: ids[0] }], next_cursor: null });
  });

  test.each([
    ['student_id=-1', 'invalid_value', 'student_id'],
    ['class_id=a', 'invalid_value', 'class_id'],
    ['outcome=fine', 'invalid_value', 'outcome'],
    ['limit=1000', 'invalid_value', 'limit'],
    ['token_id=1', 'unknown_name', 'token_id'],
  ])('refuses ?%s', async (query, code, param) => {
    const { call } = await startApi();
    expect(await call('GET', `/api/requests?${query}`)).toMatchObject(errorAnswer(400, code, param));
  });
});
