import { describe, expect, test } from 'vitest';
import { ofMoney } from '../support/budget-units.ts';
import { errorAnswer, recordCall, startApi, type TestApi } from './api-fixture.ts';

const SERVERS_WALLET = ofMoney({
  id: null,
  scope: 'wallet',
  scope_id: null,
  period: 'month',
  limit_usd: 5,
  spent_usd: 0,
  held_usd: 0,
  carry_over: false,
  carried_usd: 0,
  available_usd: 5,
  period_start: '2026-10-31T15:00:00.000Z',
  resets_at: '2026-11-30T15:00:00.000Z',
  source: 'default',
});

/** Class 1 ends, class 2 does not; student 1 is in class 1, student 2 in none. */
async function withPeople(): Promise<TestApi> {
  const owner = await startApi();
  await owner.call('POST', '/api/classes', { name: 'ends', ends_on: '2026-12-18' });
  await owner.call('POST', '/api/classes', { name: 'goes on' });
  await owner.call('POST', '/api/students', { name: 'Kim', class_id: 1 });
  await owner.call('POST', '/api/students', { name: 'Lee' });
  return owner;
}

describe('a budget', () => {
  test('of the wallet replaces the default of the server', async () => {
    const { call } = await startApi();
    expect((await call('GET', '/api/budgets')).body).toStrictEqual({ data: [SERVERS_WALLET], next_cursor: null });
    const answer = await call('PUT', '/api/budgets', { scope: 'wallet', period: 'month', limit_usd: 12.5 });
    expect(answer.status).toBe(200);
    const own = ofMoney({ ...SERVERS_WALLET, id: 1, limit_usd: 12.5, available_usd: 12.5, source: 'own' });
    expect(answer.body).toStrictEqual({ ...own, hints: [] });
    expect((await call('GET', '/api/budgets')).body.data).toStrictEqual([own]);
    expect(await call('DELETE', '/api/budgets/1')).toMatchObject({ status: 204, text: '' });
    expect((await call('GET', '/api/budgets')).body.data).toStrictEqual([SERVERS_WALLET]);
    expect(await call('DELETE', '/api/budgets/1')).toMatchObject(errorAnswer(404, 'not_found', null));
  });

  test('that is set again keeps its id and what was spent, and may be lower than that', async () => {
    const owner = await withPeople();
    const { call } = owner;
    const { id } = (await call('PUT', '/api/budgets', { scope: 'student', scope_id: 1, period: 'day', limit_usd: 1 }))
      .body;
    await call('POST', '/api/students/1/tokens', {});
    await recordCall(owner, { studentId: 1, tokenId: 1, cost: 400_000_001 });
    const lowered = await call('PUT', '/api/budgets', {
      scope: 'student',
      scope_id: 1,
      period: 'day',
      limit_usd: 0.25,
    });
    expect(lowered.body).toStrictEqual({
      hints: [],
      ...ofMoney({
        id,
        scope: 'student',
        scope_id: 1,
        period: 'day',
        limit_usd: 0.25,
        spent_usd: 0.400000001,
        held_usd: 0,
        carry_over: false,
        carried_usd: 0,
        available_usd: -0.150000001,
        period_start: '2026-11-22T15:00:00.000Z',
        resets_at: '2026-11-23T15:00:00.000Z',
        source: 'own',
      }),
    });
  });

  test('for the term does not reset, because calls end with the class', async () => {
    const { call } = await withPeople();
    for (const scope of ['class', 'student']) {
      const answer = await call('PUT', '/api/budgets', { scope, scope_id: 1, period: 'term', limit_usd: 0 });
      expect(answer).toMatchObject({
        status: 200,
        body: { scope, limit_usd: 0, resets_at: null },
      });
    }
  });
});

describe('PUT /api/budgets', () => {
  const limit = { period: 'day', limit_usd: 1 };
  test.each([
    ['no scope', { ...limit }, 400, 'missing_value', 'scope'],
    ['an inner scope', { scope: 'class-student', scope_id: 1, ...limit }, 400, 'invalid_value', 'scope'],
    ['no period', { scope: 'wallet', limit_usd: 1 }, 400, 'missing_value', 'period'],
    ['no such period', { scope: 'wallet', period: 'hour', limit_usd: 1 }, 400, 'invalid_value', 'period'],
    ['no limit', { scope: 'wallet', period: 'day' }, 400, 'missing_value', 'limit_usd'],
    ['a negative limit', { scope: 'wallet', period: 'day', limit_usd: -0.01 }, 400, 'invalid_value', 'limit_usd'],
    [
      'too fine a limit',
      { scope: 'wallet', period: 'day', limit_usd: 1.0000000001 },
      400,
      'invalid_value',
      'limit_usd',
    ],
    ['an id for the wallet', { scope: 'wallet', scope_id: 0, ...limit }, 400, 'invalid_value', 'scope_id'],
    ['a class without an id', { scope: 'class', ...limit }, 400, 'missing_value', 'scope_id'],
    ['a student whose id is null', { scope: 'student', scope_id: null, ...limit }, 400, 'missing_value', 'scope_id'],
    ['an unknown class', { scope: 'class', scope_id: 9, ...limit }, 404, 'not_found', 'scope_id'],
    ['an unknown student', { scope: 'student', scope_id: 9, ...limit }, 404, 'not_found', 'scope_id'],
    ['a negative id', { scope: 'student', scope_id: -1, ...limit }, 404, 'not_found', 'scope_id'],
    ['an unknown field', { scope: 'wallet', ...limit, currency: 'KRW' }, 400, 'unknown_name', 'currency'],
    ['a term of the wallet', { scope: 'wallet', period: 'term', limit_usd: 1 }, 400, 'invalid_value', 'period'],
    [
      'a term of a class without an end',
      { scope: 'class', scope_id: 2, period: 'term', limit_usd: 1 },
      400,
      'invalid_value',
      'period',
    ],
    [
      'a term of a student without a class',
      { scope: 'student', scope_id: 2, period: 'term', limit_usd: 1 },
      400,
      'invalid_value',
      'period',
    ],
  ])('rejects %s', async (_what, body, status, code, param) => {
    const { call } = await withPeople();
    expect(await call('PUT', '/api/budgets', body)).toMatchObject(errorAnswer(status, code, param));
    expect((await call('GET', '/api/budgets')).body.data).toStrictEqual([SERVERS_WALLET]);
  });
});

describe('the list of budgets', () => {
  async function withBudgets(): Promise<TestApi> {
    const owner = await withPeople();
    await owner.call('PATCH', '/api/classes/1', { student_budgets: [{ period: 'week', limit_usd: 0.7 }] });
    await owner.call('PUT', '/api/budgets', { scope: 'student', scope_id: 1, period: 'day', limit_usd: 1 });
    await owner.call('PUT', '/api/budgets', { scope: 'class', scope_id: 2, period: 'day', limit_usd: 2 });
    await owner.call('PUT', '/api/budgets', { scope: 'wallet', period: 'total', limit_usd: 100 });
    await owner.call('PUT', '/api/budgets', { scope: 'wallet', period: 'day', limit_usd: 3 });
    return owner;
  }
  const WALLET = ['wallet null day 3', 'wallet null month 5', 'wallet null total 100'];

  function brief(rows: { scope: string; scope_id: number | null; period: string; limit_usd: number }[]): string[] {
    return rows.map(({ scope, scope_id, period, limit_usd }) => `${scope} ${scope_id} ${period} ${limit_usd}`);
  }

  test.each([
    ['', [...WALLET, 'student 1 day 1', 'class 2 day 2']],
    ['?scope=wallet', WALLET],
    ['?scope=class', ['class 2 day 2']],
    ['?scope=student', ['student 1 day 1']],
    ['?scope=class&scope_id=1', []],
    ['?scope=class&scope_id=2', ['class 2 day 2']],
    ['?scope=student&scope_id=1', ['student 1 day 1', 'student 1 week 0.7']],
    ['?scope=student&scope_id=2', ['student 2 week 0.5']],
  ])('matches the query "%s"', async (query, budgets) => {
    const { call } = await withBudgets();
    const { body } = await call('GET', `/api/budgets${query}`);
    expect(brief(body.data).sort()).toEqual([...budgets].sort());
    expect(body.next_cursor).toBeNull();
  });

  test('pages one by one through the wallet’s budgets and past a removed one', async () => {
    const { call } = await withBudgets();
    const seen: string[] = [];
    let query = '';
    for (let page = 0; page < 5; page++) {
      const { body } = await call('GET', `/api/budgets?limit=1${query}`);
      seen.push(...brief(body.data));
      query = `&cursor=${body.next_cursor}`;
      if (page === 3) expect(await call('DELETE', `/api/budgets/${body.data[0].id}`)).toMatchObject({ status: 204 });
      if (page === 4) expect(body.next_cursor).toBeNull();
    }
    expect(seen).toEqual([...WALLET, 'student 1 day 1', 'class 2 day 2']);
  });

  test.each([
    ['?scope_id=1', 400, 'missing_value', 'scope'],
    ['?scope=wallet&scope_id=0', 400, 'invalid_value', 'scope_id'],
    ['?scope=class&scope_id=x', 400, 'invalid_value', 'scope_id'],
    ['?scope=school', 400, 'invalid_value', 'scope'],
    ['?scope=class&scope_id=9', 404, 'not_found', 'scope_id'],
    ['?scope=student&scope_id=9', 404, 'not_found', 'scope_id'],
    ['?period=day', 400, 'unknown_name', 'period'],
  ])('rejects %s', async (query, status, code, param) => {
    const { call } = await withPeople();
    expect(await call('GET', `/api/budgets${query}`)).toMatchObject(errorAnswer(status, code, param));
  });
});

describe('carry-over', () => {
  const week = { scope: 'student', scope_id: 1, period: 'week', limit_usd: 1 };

  test('is off until it is turned on, and stays as it is where it is not named', async () => {
    const { call } = await startApi();
    await call('POST', '/api/students', { name: 'Kim' });
    const put = async (more: object) => (await call('PUT', '/api/budgets', { ...week, ...more })).body;
    expect(await put({})).toMatchObject({ limit_usd: 1, carry_over: false, carried_usd: 0 });
    expect(await put({ carry_over: true })).toMatchObject({ carry_over: true, carried_usd: 0 });
    expect(await put({ limit_usd: 2 })).toMatchObject({ limit_usd: 2, carry_over: true });
    expect(await put({ carry_over: false })).toMatchObject({ limit_usd: 1, carry_over: false });
    const { data } = (await call('GET', '/api/audit')).body as { data: { action: string; after: object }[] };
    expect(data.filter(({ action }) => action === 'budget.set').map(({ after }) => after)).toMatchObject([
      { limit_usd: 1 },
      { limit_usd: 2, carry_over: true },
      { limit_usd: 1, carry_over: true },
      { limit_usd: 1 },
    ]);
  });

  test('adds what was left of the last week to the limit, which stays what the owner set', async () => {
    const { call, clock } = await startApi();
    await call('POST', '/api/students', { name: 'Kim' });
    await call('PUT', '/api/budgets', { ...week, carry_over: true });
    clock.advance(7 * 86_400_000);
    const { data } = (await call('GET', '/api/budgets?scope=student&scope_id=1')).body as { data: object[] };
    expect(data).toMatchObject([{ limit_usd: 1, carried_usd: 1, available_usd: 2, carry_over: true }]);
  });

  test('is set for each student of a class, and shown there', async () => {
    const { call } = await startApi();
    const student_budgets = [{ period: 'week', limit_usd: 1, carry_over: true }];
    const created = await call('POST', '/api/classes', { name: 'Physics', student_budgets });
    expect(created.body).toMatchObject({ student_budgets });
    const same = await call('PATCH', '/api/classes/1', { student_budgets: [{ period: 'week', limit_usd: 2 }] });
    expect(same.body).toMatchObject({ student_budgets: [{ limit_usd: 2, carry_over: true }] });
  });

  test.each([
    ['the total', { scope: 'wallet', period: 'total', limit_usd: 1, carry_over: true }],
    ['a term', { scope: 'class', scope_id: 1, period: 'term', limit_usd: 1, carry_over: true }],
  ])('of %s is refused, because no other period follows it', async (_what, body) => {
    const { call } = await startApi();
    await call('POST', '/api/classes', { name: 'Physics', ends_on: '2027-01-31' });
    expect(await call('PUT', '/api/budgets', body)).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_value', param: 'carry_over' } },
    });
  });
});
