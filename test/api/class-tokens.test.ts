import { describe, expect, test } from 'vitest';
import { hashSecret } from '../../src/access/api-tokens.ts';
import { errorAnswer, startApi, type TestApi } from './api-fixture.ts';

const PATH = '/api/classes/1/tokens';

/** Two classes; Lee has a token, Choi is in the other class. */
async function withClass(): Promise<TestApi> {
  const api = await startApi(undefined, undefined, 'https://class.example');
  for (const name of ['AI 1', 'AI 2']) await api.call('POST', '/api/classes', { name });
  for (const [name, class_id] of [
    ['Park', 1],
    ['Lee', 1],
    ['Kim', 1],
    ['Choi', 2],
  ]) {
    await api.call('POST', '/api/students', { name, class_id });
  }
  await api.call('PATCH', '/api/students/3', { student_number: '2026-3' });
  await api.call('POST', '/api/students/2/tokens', {});
  return api;
}

describe('tokens for a class', () => {
  test('go to each student who has none, by name, each shown once and working', async () => {
    const { call, store } = await withClass();
    const { status, body } = await call('POST', PATH, { label: 'term', expires_at: '2027-01-01T00:00:00Z' });
    expect(status).toBe(201);
    expect(body.skipped_student_ids).toEqual([2]);
    expect(body.issued).toMatchObject([
      {
        student_id: 3,
        student_name: 'Kim',
        student_number: '2026-3',
        label: 'term',
        base_url: 'https://class.example/v1',
      },
      { student_id: 1, student_name: 'Park', student_number: null, expires_at: '2027-01-01T00:00:00.000Z' },
    ]);
    for (const { token, student_name } of body.issued) {
      expect((await store.access.findCaller(hashSecret(token)))?.student.name).toBe(student_name);
    }
    expect((await call('POST', PATH, {})).body).toEqual({ issued: [], skipped_student_ids: [3, 2, 1] });
    const { data } = (await call('GET', '/api/audit?limit=2')).body;
    expect(data.map(({ action }: { action: string }) => action)).toEqual(['token.issue', 'token.issue']);
    for (const { token } of body.issued) expect(JSON.stringify(data)).not.toContain(token);
  });

  test('are not issued twice by two requests at once', async () => {
    const { call } = await withClass();
    const answers = await Promise.all([call('POST', PATH, {}), call('POST', PATH, {})]);
    const ids = answers.flatMap(({ body }) => body.issued.map(({ student_id }: { student_id: number }) => student_id));
    expect(ids.sort()).toEqual([1, 3]);
  });

  test('go to chosen students only', async () => {
    const { call } = await withClass();
    const { body } = await call('POST', PATH, { student_ids: [1, 2] });
    expect(body).toMatchObject({ issued: [{ student_id: 1 }], skipped_student_ids: [2] });
  });

  test.each([
    [PATH, { student_ids: [1, 4] }, 404, 'not_found', 'student_ids[1]'],
    ['/api/classes/9/tokens', {}, 404, 'not_found', 'class_id'],
    [PATH, { label: '' }, 400, 'invalid_value', 'label'],
    [PATH, { expires_at: '2020-01-01T00:00:00Z' }, 400, 'invalid_value', 'expires_at'],
    [PATH, { missing: true }, 400, 'unknown_name', 'missing'],
  ])('POST %s %j changes nothing', async (path, body, status, code, param) => {
    const { call } = await withClass();
    expect(await call('POST', path, body)).toMatchObject(errorAnswer(status, code, param));
    expect((await call('GET', '/api/students/1/tokens')).body.data).toEqual([]);
  });
});
