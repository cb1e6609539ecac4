import { expect, test } from 'vitest';
import { errorAnswer, startApi } from './api-fixture.ts';

test('GET /api/live lists the calls that run with their holds', async () => {
  const { call, store, clock } = await startApi();
  expect((await call('GET', '/api/live')).body).toEqual({ calls: 0, held_usd: 0, data: [] });
  await call('POST', '/api/students', { name: 'Kim' });
  await call('POST', '/api/students/1/tokens', {});
  const place = () =>
    store.ledger.placeHold({
      ...{ studentId: 1, tokenId: 1, endpoint: 'chat', model: 'gpt-3.5-turbo', servedModel: 'gpt-6-luna' },
      estimate: { inputTokensBound: 20, candidates: 1, inputPico: 12_345_000, picoPerCapToken: 0 },
      ...{ modelId: 'gpt-6-luna', provider: 'openai', priceVersion: 'v', cap: 100, lowestCap: 1, now: clock.now() },
    });
  await place();
  clock.advance(1_000);
  await place();
  expect((await call('GET', '/api/live?limit=1')).body).toEqual({
    calls: 2,
    held_usd: 0.00002469,
    data: [
      {
        ...{ id: expect.any(Number), student_id: 1, class_id: null, endpoint: 'chat', model: 'gpt-3.5-turbo' },
        ...{ served_model: 'gpt-6-luna', held_usd: 0.000012345, since: '2026-11-23T03:00:00.000Z' },
      },
    ],
  });
  expect(await call('GET', '/api/live?limit=0')).toMatchObject(errorAnswer(400, 'invalid_value', 'limit'));
});
