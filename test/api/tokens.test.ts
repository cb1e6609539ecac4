import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hashSecret, isWellFormed } from '../../src/access/api-tokens.ts';
import { errorAnswer, startApi, type TestApi } from './api-fixture.ts';

async function withStudent(): Promise<TestApi> {
  const owner = await startApi();
  await owner.call('POST', '/api/students', { name: 'Kim' });
  return owner;
}

describe('an API token', () => {
  test('is shown once, when it is issued, and then works', async () => {
    const { call, store } = await withStudent();
    const issued = await call('POST', '/api/students/1/tokens', {
      label: ' laptop ',
      expires_at: '2027-01-01T00:00:00+09:00',
    });
    expect(issued.status).toBe(201);
    const { token, base_url, ...shown } = issued.body;
    expect(base_url).toBeNull();
    expect(isWellFormed(token, 'jgp_')).toBe(true);
    expect(shown).toStrictEqual({
      id: 1,
      student_id: 1,
      prefix: token.slice(0, 9),
      label: 'laptop',
      created_at: '2026-11-23T03:00:00.000Z',
      expires_at: '2026-12-31T15:00:00.000Z',
      revoked_at: null,
      last_used_at: null,
    });
    const list = await call('GET', '/api/students/1/tokens');
    expect(list.body).toStrictEqual({ data: [shown], next_cursor: null });
    expect((await store.access.findCaller(hashSecret(token)))?.student.name).toBe('Kim');
  });

  test('comes with the base URL where the owner set the address for links', async () => {
    const { call } = await startApi(undefined, undefined, 'https://class.example');
    await call('POST', '/api/students', { name: 'Kim' });
    expect((await call('POST', '/api/students/1/tokens')).body.base_url).toBe('https://class.example/v1');
    expect((await call('POST', '/api/tokens/1/rotate')).body.base_url).toBe('https://class.example/v1');
  });

  test('can be issued without a body', async () => {
    const { call } = await withStudent();
    const issued = await call('POST', '/api/students/1/tokens');
    expect(issued).toMatchObject({ status: 201, body: { label: null, expires_at: null } });
  });

  test('is in no other answer, no file of the database and no entry of the audit', async () => {
    const { call, databasePath } = await withStudent();
    const issued = (await call('POST', '/api/students/1/tokens', { label: 'a' })).body.token as string;
    const rotated = (await call('POST', '/api/tokens/1/rotate', {})).body.token as string;
    const answers = [
      await call('GET', '/api/students/1/tokens'),
      await call('GET', '/api/students/1'),
      await call('GET', '/api/audit'),
      await call('GET', '/api/usage?group_by=token'),
    ].map((answer) => answer.text);
    const folder = dirname(databasePath);
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    expect(files.some((content) => content.includes(hashSecret(issued)))).toBe(true);
    for (const secret of [issued, rotated]) {
      // Not even most of it: what lies behind the prefix.
      const tail = secret.slice(9);
      expect(answers.filter((text) => text.includes(tail))).toEqual([]);
      expect(files.filter((content) => content.includes(tail))).toEqual([]);
      expect(answers.filter((text) => text.includes(hashSecret(secret)))).toEqual([]);
    }
  });

  test('shows when it was revoked', async () => {
    const { call } = await withStudent();
    await call('POST', '/api/students/1/tokens', {});
    expect(await call('DELETE', '/api/tokens/1')).toMatchObject({ status: 204, text: '' });
    const [token] = (await call('GET', '/api/students/1/tokens')).body.data;
    expect(token.revoked_at).toBe('2026-11-23T03:00:00.000Z');
  });

  test('is replaced at once by a rotation, or after the requested grace', async () => {
    const { call, store } = await withStudent();
    await call('POST', '/api/students/1/tokens', { label: 'old' });
    const second = await call('POST', '/api/tokens/1/rotate', { label: 'new', expires_at: '2027-01-01T00:00:00Z' });
    expect(second.status).toBe(201);
    expect(second.body).toMatchObject({ id: 2, student_id: 1, label: 'new', expires_at: '2027-01-01T00:00:00.000Z' });
    const third = await call('POST', '/api/tokens/2/rotate', { grace_seconds: 604_800 });
    const ends = (await call('GET', '/api/students/1/tokens')).body.data.map(
      (row: { revoked_at: string }) => row.revoked_at,
    );
    expect(ends).toEqual(['2026-11-23T03:00:00.000Z', '2026-11-30T03:00:00.000Z', null]);
    expect((await store.access.findCaller(hashSecret(third.body.token)))?.student.id).toBe(1);
  });

  test('cannot be rotated twice, though its grace still runs', async () => {
    const { call } = await withStudent();
    await call('POST', '/api/students/1/tokens', {});
    await call('POST', '/api/tokens/1/rotate', { grace_seconds: 3600 });
    const again = await call('POST', '/api/tokens/1/rotate', {});
    expect(again).toMatchObject(errorAnswer(409, 'conflict', null));
    expect(again.body.error.message).toMatch(/token 1 was replaced or revoked already: rotate its successor/i);
    const { data } = (await call('GET', '/api/students/1/tokens')).body;
    expect(data).toMatchObject([{ revoked_at: '2026-11-23T04:00:00.000Z' }, { id: 2, revoked_at: null }]);
  });

  test('cannot be rotated once it is revoked', async () => {
    const { call } = await withStudent();
    await call('POST', '/api/students/1/tokens', {});
    await call('DELETE', '/api/tokens/1');
    expect(await call('POST', '/api/tokens/1/rotate', {})).toMatchObject(errorAnswer(409, 'conflict', null));
  });

  test('stops with its student', async () => {
    const { call, store } = await withStudent();
    const { token } = (await call('POST', '/api/students/1/tokens', {})).body;
    await call('DELETE', '/api/students/1');
    expect(await store.access.findCaller(hashSecret(token))).toBeNull();
  });
});

describe('a request for tokens', () => {
  test.each([
    ['an unknown field', { token: 'jgp_mine' }, 'unknown_name', 'token'],
    ['a label of spaces', { label: '  ' }, 'invalid_value', 'label'],
    ['an end in the past', { expires_at: '2026-11-23T02:59:59Z' }, 'invalid_value', 'expires_at'],
    ['an end right now', { expires_at: '2026-11-23T03:00:00Z' }, 'invalid_value', 'expires_at'],
    ['an end without a zone', { expires_at: '2027-01-01T00:00:00' }, 'invalid_value', 'expires_at'],
    ['an end on no day', { expires_at: '2027-02-30T00:00:00Z' }, 'invalid_value', 'expires_at'],
    ['an end at no hour', { expires_at: '2027-02-03T25:00:00Z' }, 'invalid_value', 'expires_at'],
    ['an end in seconds', { expires_at: 1_800_000_000 }, 'invalid_value', 'expires_at'],
  ])('is rejected with %s, to issue or to rotate', async (_what, body, code, param) => {
    const { call } = await withStudent();
    expect(await call('POST', '/api/students/1/tokens', body)).toMatchObject(errorAnswer(400, code, param));
    expect((await call('GET', '/api/students/1/tokens')).body.data).toEqual([]);
    await call('POST', '/api/students/1/tokens', {});
    expect(await call('POST', '/api/tokens/1/rotate', body)).toMatchObject(errorAnswer(400, code, param));
    expect((await call('GET', '/api/students/1/tokens')).body.data).toMatchObject([{ id: 1, revoked_at: null }]);
  });

  test.each([-1, 604_801, 1.5, '60'])('is rejected with a grace of %j', async (grace_seconds) => {
    const { call } = await withStudent();
    await call('POST', '/api/students/1/tokens', {});
    const answer = await call('POST', '/api/tokens/1/rotate', { grace_seconds });
    expect(answer).toMatchObject(errorAnswer(400, 'invalid_value', 'grace_seconds'));
  });

  test('is rejected for an unknown student or token', async () => {
    const { call } = await startApi();
    const unknown = errorAnswer(404, 'not_found', null);
    expect(await call('POST', '/api/students/9/tokens', {})).toMatchObject(unknown);
    expect(await call('GET', '/api/students/9/tokens')).toMatchObject(unknown);
    expect(await call('DELETE', '/api/tokens/9')).toMatchObject(unknown);
    expect(await call('POST', '/api/tokens/9/rotate', {})).toMatchObject(unknown);
    expect(await call('DELETE', '/api/tokens/jgp_x')).toMatchObject(errorAnswer(400, 'invalid_value', 'id'));
  });

  test('is answered in pages', async () => {
    const { call } = await withStudent();
    for (const label of ['a', 'b', 'c']) await call('POST', '/api/students/1/tokens', { label });
    const first = (await call('GET', '/api/students/1/tokens?limit=2')).body;
    expect(first).toMatchObject({ data: [{ label: 'a' }, { label: 'b' }], next_cursor: '2' });
    const second = (await call('GET', '/api/students/1/tokens?limit=2&cursor=2')).body;
    expect(second).toMatchObject({ data: [{ label: 'c' }], next_cursor: null });
  });
});
