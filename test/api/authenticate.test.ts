import { describe, expect, test } from 'vitest';
import { hashSecret } from '../../src/access/api-tokens.ts';
import { isOwnerToken } from '../../src/admin/owner-token.ts';
import { bearerSecret } from '../../src/api/bearer-secret.ts';
import { OWNER_TOKEN, ownerUnderTest, refusal } from './owner-under-test.ts';

describe('the owner token', () => {
  test('is the one whose hash is kept, and no other', () => {
    const hash = hashSecret('jgo_right');
    expect(isOwnerToken('jgo_right', hash)).toBe(true);
    for (const wrong of ['', 'jgo_righ', 'jgo_right ', 'JGO_RIGHT', hash])
      expect(isOwnerToken(wrong, hash)).toBe(false);
  });

  test('is nobody’s when no hash is kept', () => {
    for (const hash of ['', 'not hex', hashSecret('').slice(2)]) expect(isOwnerToken('', hash)).toBe(false);
  });

  test.each([
    ['Bearer jgo_a', 'jgo_a'],
    ['bearer  jgo_a ', 'jgo_a'],
    [undefined, null],
    ['', null],
    ['Bearer', null],
    ['Bearer ', null],
    ['Bearer a b', null],
    ['Basic jgo_a', null],
    ['jgo_a', null],
  ])('is read from "Authorization: %s"', (header, secret) => {
    expect(bearerSecret(header)).toBe(secret);
  });
});

describe('without the owner token', () => {
  const unauthorized = refusal(401, 'invalid_owner_token', null);

  test('no route answers but the description of the API', async () => {
    const { fetch, routes } = await ownerUnderTest();
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

  test('nothing is said of paths, bodies and ids', async () => {
    const { fetch } = await ownerUnderTest();
    expect(await fetch('/api/nothing-here')).toMatchObject(unauthorized);
    expect(await fetch('/api/classes/not-an-id')).toMatchObject(unauthorized);
    const body = { method: 'POST', body: '{', headers: { 'content-type': 'text/xml' } };
    expect(await fetch('/api/classes', body)).toMatchObject(unauthorized);
    expect((await fetch('/api/classes', { method: 'HEAD' })).status).toBe(401);
  });

  test('nothing is changed', async () => {
    const { fetch, call } = await ownerUnderTest();
    const body = JSON.stringify({ name: 'mine' });
    await fetch('/api/classes', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect((await call('GET', '/api/classes')).body.data).toEqual([]);
  });
});

test('no answer of the owner’s may be kept by a cache', async () => {
  const { call } = await ownerUnderTest();
  expect((await call('GET', '/api/students')).headers.get('cache-control')).toBe('no-store');
  expect((await call('GET', '/api/none')).headers.get('cache-control')).toBe('no-store');
});
