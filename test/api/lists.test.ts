import { expect, test } from 'vitest';
import { errorAnswer, startApi, type TestApi } from './api-fixture.ts';

async function withPeople(): Promise<TestApi> {
  const api = await startApi();
  for (const name of ['AI 1', '파이썬', 'ai 2']) await api.call('POST', '/api/classes', { name });
  for (const [name, class_id, student_number] of [
    ['Kim', 1, '20260002'],
    ['나', 2, null],
    ['KIM', 2, null],
    ['가', 1, '20260001'],
  ] as const) {
    await api.call('POST', '/api/students', { name, class_id, student_number });
  }
  return api;
}

const namesOf = async ({ call }: TestApi, path: string): Promise<string[]> =>
  (await call('GET', path)).body.data.map(({ name }: { name: string }) => name);

test.each([
  ['/api/classes?search=AI', ['AI 1', 'ai 2']],
  ['/api/classes?sort=name', ['파이썬', 'AI 1', 'ai 2']],
  ['/api/classes?sort=students', ['파이썬', 'AI 1', 'ai 2']],
  ['/api/classes?search=%EF%BD%81i&sort=created', ['ai 2', 'AI 1']],
  ['/api/students?search=kim', ['Kim', 'KIM']],
  ['/api/students?search=2026', ['Kim', '가']],
  ['/api/students?sort=name&class_id=2', ['나', 'KIM']],
  ['/api/students?sort=created&search=kim', ['KIM', 'Kim']],
  ['/api/students?sort=oldest', ['Kim', '나', 'KIM', '가']],
  ['/api/students?search=nobody', []],
])('GET %s lists %j', async (path, names) => {
  expect(await namesOf(await withPeople(), path)).toEqual(names);
});

test('students are listed by their state', async () => {
  const api = await withPeople();
  await api.call('PATCH', '/api/students/1', { suspended: true });
  await api.call('POST', '/api/students/2/tokens', {});
  expect(await namesOf(api, '/api/students?state=suspended')).toEqual(['Kim']);
  expect(await namesOf(api, '/api/students?state=active&class_id=1')).toEqual(['가']);
  expect(await namesOf(api, '/api/students?state=no_token&sort=name')).toEqual(['가', 'Kim', 'KIM']);
  expect(await api.call('GET', '/api/students?state=on')).toMatchObject(errorAnswer(400, 'invalid_value', 'state'));
});

test('a sorted list is followed by its cursors to every row once', async () => {
  const api = await withPeople();
  for (const path of ['/api/classes?sort=spend', '/api/students?sort=last_call']) {
    const all = await namesOf(api, path);
    const found: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await api.call('GET', `${path}&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      found.push(...body.data.map(({ name }: { name: string }) => name));
      cursor = body.next_cursor;
    }
    expect(found).toEqual(all);
  }
});

test.each(['/api/classes?sort=last_call', '/api/students?sort=students', '/api/classes?sort=name&cursor=x'])(
  'GET %s is refused',
  async (path) => {
    const param = path.includes('cursor') ? 'cursor' : 'sort';
    expect(await (await startApi()).call('GET', path)).toMatchObject(errorAnswer(400, 'invalid_value', param));
  },
);
