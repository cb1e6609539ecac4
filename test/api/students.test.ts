import { describe, expect, test } from 'vitest';
import { NotFoundError } from '../../src/store/errors.ts';
import type { LedgerStore } from '../../src/store/ledger-store.ts';
import { ofMoney } from '../support/budget-units.ts';
import { errorAnswer, startApi } from './api-fixture.ts';

const WEEKLY_DEFAULT = ofMoney({
  id: null,
  scope: 'student',
  scope_id: 1,
  period: 'week',
  limit_usd: 0.5,
  spent_usd: 0,
  held_usd: 0,
  carry_over: false,
  carried_usd: 0,
  available_usd: 0.5,
  period_start: '2026-11-22T15:00:00.000Z',
  resets_at: '2026-11-29T15:00:00.000Z',
  source: 'default',
});
const PLAIN = {
  id: 1,
  name: 'Kim',
  class_id: null,
  email: null,
  note: null,
  suspended: false,
  suspended_at: null,
  claim_link: null,
  student_number: null,
  budgets: [WEEKLY_DEFAULT],
  created_at: '2026-11-23T03:00:00.000Z',
};

describe('a student', () => {
  test('needs only a name, and then has the server’s weekly budget', async () => {
    const { call } = await startApi();
    const answer = await call('POST', '/api/students', { name: 'Kim' });
    expect(answer.status).toBe(201);
    expect(answer.body).toStrictEqual(PLAIN);
    expect((await call('GET', '/api/students/1')).body).toStrictEqual(PLAIN);
    expect((await call('GET', '/api/students')).body).toStrictEqual({ data: [PLAIN], next_cursor: null });
  });

  test('has own limits first, and the class’s for the other periods', async () => {
    const { call } = await startApi();
    await call('POST', '/api/classes', {
      name: 'a',
      time_zone: 'UTC',
      student_budgets: [
        { period: 'day', limit_usd: 0.25 },
        { period: 'total', limit_usd: 9 },
      ],
    });
    const answer = await call('POST', '/api/students', {
      name: 'Lee',
      class_id: 1,
      email: ' lee@school.example ',
      suspended: true,
      budgets: [{ period: 'day', limit_usd: 0.75 }],
    });
    const money = { spent_usd: 0, held_usd: 0, carry_over: false, carried_usd: 0 };
    expect(answer.body).toStrictEqual({
      ...PLAIN,
      name: 'Lee',
      class_id: 1,
      email: 'lee@school.example',
      suspended: true,
      suspended_at: '2026-11-23T03:00:00.000Z',
      budgets: [
        {
          ...ofMoney({
            id: 3,
            scope: 'student',
            scope_id: 1,
            period: 'day',
            limit_usd: 0.75,
            available_usd: 0.75,
            ...money,
          }),
          ...{ period_start: '2026-11-23T00:00:00.000Z', resets_at: '2026-11-24T00:00:00.000Z', source: 'own' },
        },
        {
          ...ofMoney({
            id: 2,
            scope: 'student',
            scope_id: 1,
            period: 'total',
            limit_usd: 9,
            available_usd: 9,
            ...money,
          }),
          ...{ period_start: '1970-01-01T00:00:00.000Z', resets_at: null, source: 'class' },
        },
      ],
    });
    expect((await call('GET', '/api/students')).body.data).toStrictEqual([answer.body]);
  });

  test('gets a copied name without the marks that an address book puts around it', async () => {
    const { call } = await startApi();
    const answer = await call('POST', '/api/students', { name: ' \u202a김서연\u202c\n' });
    expect(answer).toMatchObject({ status: 201, body: { name: '김서연' } });
    const arabic = await call('POST', '/api/students', { name: 'مريم\u200f (Mariam)' });
    expect(arabic).toMatchObject({ status: 201, body: { name: 'مريم\u200f (Mariam)' } });
  });

  test('is suspended, resumed, moved and renamed by the fields that are sent and no others', async () => {
    const { call, clock } = await startApi();
    await call('POST', '/api/classes', { name: 'a' });
    await call('POST', '/api/students', { name: 'Kim' });
    clock.advance(1_000);
    const suspended = { ...PLAIN, suspended: true, suspended_at: '2026-11-23T03:00:01.000Z' };
    expect((await call('PATCH', '/api/students/1', { suspended: true })).body).toStrictEqual(suspended);
    const moved = await call('PATCH', '/api/students/1', {
      suspended: false,
      class_id: 1,
      name: 'Kim H.',
      email: 'k@a',
    });
    expect(moved.status).toBe(200);
    expect(moved.body).toStrictEqual({ ...PLAIN, class_id: 1, name: 'Kim H.', email: 'k@a' });
    const back = await call('PATCH', '/api/students/1', { class_id: null, name: 'Kim', email: null, budgets: [] });
    expect(back.body).toStrictEqual(PLAIN);
  });

  test('has a note, which can be changed alone and emptied', async () => {
    const { call } = await startApi();
    const made = await call('POST', '/api/students', { name: 'Kim', note: ' 결석이 잦음\r\n<b>ask</b> ' });
    expect(made.body).toStrictEqual({ ...PLAIN, note: '결석이 잦음\n<b>ask</b>' });
    expect((await call('PATCH', '/api/students/1', { name: 'Kim' })).body).toStrictEqual(made.body);
    expect((await call('PATCH', '/api/students/1', { note: ' \n ' })).body).toStrictEqual(PLAIN);
    const [entry] = (await call('GET', '/api/audit')).body.data;
    expect(entry).toMatchObject({ before: { note: '결석이 잦음\n<b>ask</b>' }, after: { note: null } });
  });

  test('is removed once, and does not appear afterwards', async () => {
    const { call } = await startApi();
    await call('POST', '/api/students', { name: 'Kim' });
    expect(await call('DELETE', '/api/students/1')).toMatchObject({ status: 204, text: '' });
    expect(await call('DELETE', '/api/students/1')).toMatchObject(errorAnswer(404, 'not_found', null));
    expect(await call('GET', '/api/students/1')).toMatchObject(errorAnswer(404, 'not_found', null));
    expect(await call('PATCH', '/api/students/1', { name: 'x' })).toMatchObject(errorAnswer(404, 'not_found', null));
    expect(await call('GET', '/api/students/1/tokens')).toMatchObject(errorAnswer(404, 'not_found', null));
    expect((await call('GET', '/api/students')).body.data).toEqual([]);
  });
});

describe('a change of a student', () => {
  test.each([
    ['no name', {}, 400, 'missing_value', 'name'],
    ['an empty name', { name: '' }, 400, 'invalid_value', 'name'],
    ['a name with a control character', { name: 'Kim\u0007' }, 400, 'invalid_value', 'name'],
    ['an unknown field', { name: 'Kim', admin: true }, 400, 'unknown_name', 'admin'],
    ['a class that is text', { name: 'Kim', class_id: '1' }, 400, 'invalid_value', 'class_id'],
    ['a class that is none', { name: 'Kim', class_id: 0 }, 400, 'invalid_value', 'class_id'],
    ['an unknown class', { name: 'Kim', class_id: 7 }, 404, 'not_found', 'class_id'],
    ['an address without @', { name: 'Kim', email: 'kim' }, 400, 'invalid_value', 'email'],
    ['a note of 2,001 characters', { name: 'Kim', note: 'x'.repeat(2001) }, 400, 'invalid_value', 'note'],
    ['a note with half a character', { name: 'Kim', note: 'a\ud800' }, 400, 'invalid_value', 'note'],
    ['an empty address', { name: 'Kim', email: '' }, 400, 'invalid_value', 'email'],
    ['suspended as text', { name: 'Kim', suspended: 'yes' }, 400, 'invalid_value', 'suspended'],
    [
      'a limit above a million',
      { name: 'Kim', budgets: [{ period: 'day', limit_usd: 1e6 + 1 }] },
      400,
      'invalid_value',
      'budgets[0].limit_usd',
    ],
    ['budgets that are no list', { name: 'Kim', budgets: null }, 400, 'invalid_value', 'budgets'],
    [
      'a term without a class',
      { name: 'Kim', budgets: [{ period: 'term', limit_usd: 1 }] },
      400,
      'invalid_value',
      'budgets[0].period',
    ],
    [
      'a term in a class without an end',
      { name: 'Kim', class_id: 1, budgets: [{ period: 'term', limit_usd: 1 }] },
      400,
      'invalid_value',
      'budgets[0].period',
    ],
  ])('is rejected with %s', async (_what, body, status, code, param) => {
    const { call } = await startApi();
    await call('POST', '/api/classes', { name: 'without an end' });
    expect(await call('POST', '/api/students', body)).toMatchObject(errorAnswer(status, code, param));
    expect((await call('GET', '/api/students')).body.data).toEqual([]);
  });

  test('is rejected when it names an unknown class', async () => {
    const { call } = await startApi();
    await call('POST', '/api/students', { name: 'Kim' });
    const answer = await call('PATCH', '/api/students/1', { class_id: 7 });
    expect(answer).toMatchObject(errorAnswer(404, 'not_found', 'class_id'));
  });

  test('is rejected when it moves a term budget to where no term ends', async () => {
    const { call } = await startApi();
    await call('POST', '/api/classes', { name: 'a', ends_on: '2026-12-01' });
    const budgets = [{ period: 'term', limit_usd: 1 }];
    expect((await call('POST', '/api/students', { name: 'Kim', class_id: 1, budgets })).status).toBe(201);
    expect(await call('PATCH', '/api/students/1', { class_id: null })).toMatchObject(
      errorAnswer(409, 'conflict', 'class_id'),
    );
    const replaced = await call('PATCH', '/api/students/1', { class_id: null, budgets });
    expect(replaced).toMatchObject(errorAnswer(400, 'invalid_value', 'budgets[0].period'));
    expect((await call('PATCH', '/api/students/1', { class_id: null, budgets: [] })).body.class_id).toBeNull();
  });
});

describe('the list of students', () => {
  async function withStudents() {
    const owner = await startApi();
    await owner.call('POST', '/api/classes', { name: 'a' });
    await owner.call('POST', '/api/students', { name: 'Kim Ha-na', class_id: 1 });
    await owner.call('POST', '/api/students', { name: 'Lee', class_id: 1 });
    await owner.call('POST', '/api/students', { name: '김하나' });
    await owner.call('POST', '/api/students', { name: 'Kim 50%_' });
    return owner;
  }

  test.each([
    ['?class_id=1', [1, 2]],
    ['?name=kim', [1, 4]],
    [`?name=${encodeURIComponent('하나')}`, [3]],
    [`?name=${encodeURIComponent('%_')}`, [4]],
    ['?name=Kim&class_id=1', [1]],
    ['?class_id=9', []],
  ])('is filtered by %s', async (query, ids) => {
    const { call } = await withStudents();
    const { body } = await call('GET', `/api/students${query}`);
    expect(body.data.map((row: { id: number }) => row.id)).toEqual(ids);
  });

  test('leaves out a student who is removed while it is read', async () => {
    const { call } = await startApi(({ ledger }) => ({ ledger: withoutBalancesOf(1, ledger) }));
    await call('POST', '/api/classes', { name: 'a' });
    expect((await call('POST', '/api/students', { name: 'removed at once' })).status).toBe(404);
    await call('POST', '/api/students', { name: 'Lee' });
    expect((await call('GET', '/api/students')).body).toMatchObject({ data: [{ name: 'Lee' }], next_cursor: null });
  });

  test('is paged within a filter', async () => {
    const { call } = await withStudents();
    const first = (await call('GET', '/api/students?name=kim&limit=1')).body;
    expect(first).toMatchObject({ data: [{ id: 1 }], next_cursor: '1' });
    const second = (await call('GET', `/api/students?name=kim&limit=1&cursor=${first.next_cursor}`)).body;
    expect(second).toMatchObject({ data: [{ id: 4 }], next_cursor: null });
  });

  test.each([
    ['?class_id=one', 'invalid_value', 'class_id'],
    ['?class_id=', 'invalid_value', 'class_id'],
    ['?name=', 'invalid_value', 'name'],
    ['?email=x', 'unknown_name', 'email'],
  ])('rejects %s', async (query, code, param) => {
    const { call } = await startApi();
    expect(await call('GET', `/api/students${query}`)).toMatchObject(errorAnswer(400, code, param));
  });
});

/** A ledger for which one student is gone, though the list of students was read just before. */
function withoutBalancesOf(studentId: number, ledger: LedgerStore): LedgerStore {
  const balancesOf: LedgerStore['balancesOf'] = async (scope, scopeId, now) => {
    if (scope === 'student' && scopeId === studentId) throw new NotFoundError(`there is no student ${studentId}`);
    return ledger.balancesOf(scope, scopeId, now);
  };
  const balancesOfStudents: LedgerStore['balancesOfStudents'] = (ids, now) =>
    ledger.balancesOfStudents(
      ids.filter((id) => id !== studentId),
      now,
    );
  const own: Partial<LedgerStore> = { balancesOf, balancesOfStudents };
  return new Proxy(ledger, {
    get: (target, name) => Reflect.get(own, name) ?? Reflect.get(target, name).bind(target),
  });
}
