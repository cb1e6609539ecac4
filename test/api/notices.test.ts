import { describe, expect, test } from 'vitest';
import { errorAnswer, recordCall, startApi, type TestApi } from './api-fixture.ts';

const KOREAN = { 'accept-language': 'ko' };

/** Two students of a class, of whom one has spent 0.45 of 0.5 USD. */
async function withSpending(): Promise<TestApi & { look: () => Promise<void> }> {
  const owner = await startApi();
  const { store, clock } = owner;
  await owner.call('POST', '/api/classes', { name: '3-2', time_zone: 'Asia/Seoul', language: 'ko' });
  for (const name of ['김지우', '<b>Lee</b>']) {
    const { body } = await owner.call('POST', '/api/students', { name, class_id: 1 });
    await owner.call('POST', `/api/students/${body.id}/tokens`, {});
  }
  await recordCall(owner, { studentId: 1, tokenId: 1, cost: 450_000_000 });
  const look = async () => {
    while (await store.notices.findNotices(clock.now()));
  };
  await look();
  return { ...owner, look };
}

const EIGHTY = {
  id: 1,
  kind: 'student_budget',
  title: '김지우 (3-2) has spent 80 % of the weekly budget',
  text: '$0.45 of $0.50 is spent. It resets on Monday 30 November at 00:00.',
  path: '/dashboard/students/1',
  class_id: 1,
  student_ids: [1],
  period: 'week',
  threshold_percent: 80,
  unit: 'money',
  selector: null,
  created_at: '2026-11-23T03:00:00.000Z',
  read_at: null,
};

describe('the notices of the API', () => {
  test('are listed in the language of the request', async () => {
    const { call } = await withSpending();
    const { body } = await call('GET', '/api/notices');
    expect(body).toStrictEqual({ data: [EIGHTY], next_cursor: null });
    const korean = await call('GET', '/api/notices', undefined, KOREAN);
    expect(korean.body.data).toStrictEqual([
      {
        ...EIGHTY,
        title: '3-2: 김지우 학생이 일주일 예산을 80% 썼어요',
        text: '쓴 돈 $0.45, 한도 $0.50. 11월 30일(월) 0시에 다시 채워져요.',
      },
    ]);
  });

  test('are filtered by kind, class and whether they were read, and come in pages', async () => {
    const { call, store, clock } = await withSpending();
    await store.notices.addNotice(
      { facts: { kind: 'backup_old', lastAt: null }, classId: null, onceKey: 'a' },
      clock.now(),
    );
    const ids = async (query: string) =>
      (await call('GET', `/api/notices?${query}`)).body.data.map(({ id }: { id: number }) => id);
    expect(await ids('')).toEqual([2, 1]);
    expect(await ids('kind=backup_old')).toEqual([2]);
    expect(await ids('class_id=1')).toEqual([1]);
    expect(await ids('class_id=2')).toEqual([]);
    expect(await ids('unread=false')).toEqual([]);
    const first = await call('GET', '/api/notices?limit=1');
    expect(first.body).toMatchObject({ data: [{ id: 2 }], next_cursor: '2' });
    expect((await call('GET', '/api/notices?limit=1&cursor=2')).body).toMatchObject({
      data: [{ id: 1 }],
      next_cursor: null,
    });
    expect((await call('GET', '/api/notices?kind=more')).status).toBe(400);
    expect(await call('GET', '/api/notices?class_id=x')).toMatchObject(errorAnswer(400, 'invalid_value', 'class_id'));
  });

  test('are marked as read up to what was seen, or all', async () => {
    const { call, store, clock } = await withSpending();
    const add = (onceKey: string) =>
      store.notices.addNotice({ facts: { kind: 'backup_old', lastAt: null }, classId: null, onceKey }, clock.now());
    await add('a');
    await add('b');
    expect((await call('POST', '/api/notices/read', { up_to: 1 })).body).toStrictEqual({ read: 1, unread: 2 });
    expect((await call('POST', '/api/notices/read', { up_to: 1 })).body).toStrictEqual({ read: 0, unread: 2 });
    expect((await call('GET', '/api/notices?unread=true')).body.data).toHaveLength(2);
    expect((await call('POST', '/api/notices/read')).body).toStrictEqual({ read: 2, unread: 0 });
    expect((await call('GET', '/api/notices?unread=false')).body.data).toMatchObject([
      {},
      {},
      { read_at: new Date(clock.now()).toISOString() },
    ]);
    for (const up_to of [0, -1, '1', null])
      expect((await call('POST', '/api/notices/read', { up_to })).status).toBe(400);
  });

  test('have no name of a student or class that was removed', async () => {
    const { call } = await withSpending();
    await call('PATCH', '/api/students/1', { name: '김지우2' });
    await call('PATCH', '/api/classes/1', { name: '4-2' });
    expect((await call('GET', '/api/notices')).body.data[0].title).toBe(
      '김지우2 (4-2) has spent 80 % of the weekly budget',
    );
    await call('DELETE', '/api/students/1');
    await call('DELETE', '/api/students/2');
    await call('DELETE', '/api/classes/1');
    const english = await call('GET', '/api/notices');
    const korean = await call('GET', '/api/notices', undefined, KOREAN);
    expect(english.body.data[0].title).toBe('A removed student (A deleted class) has spent 80 % of the weekly budget');
    expect(korean.body.data[0].title).toBe('삭제한 반: 삭제한 학생이 일주일 예산을 80% 썼어요');
    expect(english.text + korean.text).not.toMatch(/김지우|4-2/);
  });

  test('need the owner token', async () => {
    const { fetch } = await withSpending();
    expect((await fetch('/api/notices')).status).toBe(401);
    expect((await fetch('/api/notices/read', { method: 'POST' })).status).toBe(401);
  });
});
