import { describe, expect, test } from 'vitest';
import { errorAnswer, OWNER_TOKEN, startApi } from './api-fixture.ts';

describe('without the owner token', () => {
  const unauthorized = errorAnswer(401, 'invalid_owner_token', null);

  test('only the description of the API is answered', async () => {
    const { fetch, routes } = await startApi();
    const open = [];
    for (const { method, url } of routes) {
      const path = url.replace(':id', '1');
      const none = await fetch(path, { method });
      if (none.status === 200) {
        open.push(`${method} ${url}`);
        continue;
      }
      expect(none).toMatchObject(unauthorized);
      expect(none.headers.get('www-authenticate')).toMatch(/^Bearer/);
      for (const authorization of [`Bearer ${OWNER_TOKEN}x`, 'Bearer jgp_a-student', `Basic ${OWNER_TOKEN}`]) {
        expect(await fetch(path, { method, headers: { authorization } })).toMatchObject(unauthorized);
      }
    }
    expect(routes.length).toBeGreaterThan(20);
    expect(open).toEqual(['GET /api/openapi.json']);
  });

  test('an answer tells nothing about paths, bodies and ids', async () => {
    const { fetch } = await startApi();
    expect(await fetch('/api/nothing-here')).toMatchObject(unauthorized);
    expect(await fetch('/api/classes/not-an-id')).toMatchObject(unauthorized);
    const body = { method: 'POST', body: '{', headers: { 'content-type': 'text/xml' } };
    expect(await fetch('/api/classes', body)).toMatchObject(unauthorized);
    expect((await fetch('/api/classes', { method: 'HEAD' })).status).toBe(401);
  });

  test('a request changes nothing', async () => {
    const { fetch, call } = await startApi();
    const body = JSON.stringify({ name: 'mine' });
    await fetch('/api/classes', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect((await call('GET', '/api/classes')).body.data).toEqual([]);
  });
});

test('no answer may be stored by a cache', async () => {
  const { call } = await startApi();
  expect((await call('GET', '/api/students')).headers.get('cache-control')).toBe('no-store');
  expect((await call('GET', '/api/none')).headers.get('cache-control')).toBe('no-store');
});
