import { describe, expect, test } from 'vitest';
import { wantsCsv } from '../../src/api/wants-csv.ts';
import { errorAnswer, recordCall, startApi, type TestApi } from './api-fixture.ts';

const DAY = 86_400_000;

/** Two calls of a student in a class today, one of a student in none yesterday: 0.100000001 USD each. */
async function withUsage(): Promise<TestApi> {
  const owner = await startApi();
  owner.clock.set(owner.clock.now() - DAY);
  await owner.call('POST', '/api/classes', { name: '@class' });
  await owner.call('POST', '/api/students', { name: '=1+1', class_id: 1 });
  await owner.call('POST', '/api/students', { name: 'Lee, "J"' });
  await owner.call('POST', '/api/students/1/tokens', {});
  await owner.call('POST', '/api/students/2/tokens', {});
  const cost = 100_000_001;
  await recordCall(owner, { studentId: 2, tokenId: 2, cost, servedModel: 'gpt-4o-mini' });
  owner.clock.advance(DAY);
  await recordCall(owner, { studentId: 1, tokenId: 1, cost });
  await recordCall(owner, { studentId: 1, tokenId: 1, cost });
  return owner;
}

const ONE = { requests: 1, input_tokens: 10, cached_input_tokens: 4, output_tokens: 5, cost_usd: 0.100000001 };
const TWO = { requests: 2, input_tokens: 20, cached_input_tokens: 8, output_tokens: 10, cost_usd: 0.200000002 };
const THREE = { requests: 3, input_tokens: 30, cached_input_tokens: 12, output_tokens: 15, cost_usd: 0.300000003 };
const NOTHING_SHARED = { shared_requests: 0, saved_usd: 0 };
const NOTHING = { requests: 0, input_tokens: 0, cached_input_tokens: 0, output_tokens: 0, cost_usd: 0 };

describe('GET /api/usage', () => {
  test('sums the last 30 local days by day by default', async () => {
    const { call } = await withUsage();
    const answer = await call('GET', '/api/usage');
    expect(answer.status).toBe(200);
    expect(answer.body).toStrictEqual({
      from: '2026-10-25',
      to: '2026-11-23',
      time_zones: ['Asia/Seoul'],
      group_by: 'day',
      data: [
        { key: '2026-11-22', name: null, ...ONE },
        { key: '2026-11-23', name: null, ...TWO },
      ],
      total: THREE,
      ...NOTHING_SHARED,
    });
  });

  test('splits groups by model, in JSON and in CSV', async () => {
    const { call, clock, ...owner } = await withUsage();
    await recordCall({ call, clock, ...owner }, { studentId: 1, tokenId: 1, cost: 3, servedModel: 'gpt-4o-mini' });
    const answer = await call('GET', '/api/usage?group_by=class&split=model');
    expect(answer.body.data).toStrictEqual([
      {
        ...{ key: '1', name: '@class', ...THREE, cost_usd: 0.200000005 },
        models: [
          { model: 'gpt-3.5-turbo', ...TWO },
          { model: 'gpt-4o-mini', ...ONE, cost_usd: 0.000000003 },
        ],
      },
      { key: 'none', name: null, ...ONE, models: [{ model: 'gpt-4o-mini', ...ONE }] },
    ]);
    const csv = await call('GET', '/api/usage?group_by=class&split=model', undefined, { accept: 'text/csv' });
    expect(csv.text.split('\n')).toEqual([
      'key,name,model,requests,input_tokens,cached_input_tokens,output_tokens,cost_usd',
      "1,'@class,gpt-3.5-turbo,2,20,8,10,0.200000002",
      "1,'@class,gpt-4o-mini,1,10,4,5,0.000000003",
      'none,,gpt-4o-mini,1,10,4,5,0.100000001',
      'total,,,4,40,16,20,0.300000006',
      '',
    ]);
    expect(await call('GET', '/api/usage?split=day')).toMatchObject(errorAnswer(400, 'invalid_value', 'split'));
  });

  test('uses the local days of the class', async () => {
    const { call, clock } = await startApi();
    clock.set(Date.parse('2026-11-23T15:00:00Z'));
    expect((await call('GET', '/api/usage')).body).toMatchObject({ from: '2026-10-26', to: '2026-11-24' });
  });

  test('starts 30 days before the last day without a first one', async () => {
    const { call } = await startApi();
    const { body } = await call('GET', '/api/usage?to=2026-03-01');
    expect(body).toStrictEqual({
      from: '2026-01-31',
      to: '2026-03-01',
      time_zones: ['Asia/Seoul'],
      group_by: 'day',
      data: [],
      total: NOTHING,
      ...NOTHING_SHARED,
    });
  });

  test('sums only the days of the range', async () => {
    const { call } = await withUsage();
    const { body } = await call('GET', '/api/usage?from=2026-11-22&to=2026-11-22');
    expect(body).toMatchObject({ data: [{ key: '2026-11-22', ...ONE }], total: ONE });
  });

  test('groups by student, class, model and token, with their names', async () => {
    const { call } = await withUsage();
    const groups = Object.fromEntries(
      await Promise.all(
        ['student', 'class', 'model', 'token'].map(async (group) => {
          const { body } = await call('GET', `/api/usage?group_by=${group}`);
          expect(body).toMatchObject({ group_by: group, total: THREE });
          return [group, body.data];
        }),
      ),
    );
    expect(groups).toStrictEqual({
      student: [
        { key: '1', name: '=1+1', ...TWO },
        { key: '2', name: 'Lee, "J"', ...ONE },
      ],
      class: [
        { key: '1', name: '@class', ...TWO },
        { key: 'none', name: null, ...ONE },
      ],
      model: [
        { key: 'gpt-3.5-turbo', name: null, ...TWO },
        { key: 'gpt-4o-mini', name: null, ...ONE },
      ],
      token: [
        { key: '1', name: expect.stringMatching(/^jgp_.{5}$/), ...TWO },
        { key: '2', name: expect.stringMatching(/^jgp_.{5}$/), ...ONE },
      ],
    });
  });

  test.each([
    ['student_id=2', ONE],
    ['class_id=1', TWO],
    ['class_id=1&student_id=2', NOTHING],
  ])('filters by %s', async (query, total) => {
    const { call } = await withUsage();
    expect((await call('GET', `/api/usage?${query}`)).body.total).toStrictEqual(total);
  });

  test.each([
    ['from=2026-13-01', 'invalid_value', 'from'],
    ['to=yesterday', 'invalid_value', 'to'],
    ['from=2026-11-02&to=2026-11-01', 'invalid_value', 'from'],
    ['from=2026-11-24', 'invalid_value', 'from'],
    ['group_by=hour', 'invalid_value', 'group_by'],
    ['student_id=Kim', 'invalid_value', 'student_id'],
    ['class_id=0', 'invalid_value', 'class_id'],
    ['limit=5', 'unknown_name', 'limit'],
  ])('refuses ?%s', async (query, code, param) => {
    const { call } = await startApi();
    expect(await call('GET', `/api/usage?${query}`)).toMatchObject(errorAnswer(400, code, param));
  });
});

describe('GET /api/usage as CSV', () => {
  const csv = { accept: 'text/csv' };

  test('has exact decimals, a total, quoted commas, and no cell that a spreadsheet would run', async () => {
    const { call } = await withUsage();
    const answer = await call('GET', '/api/usage?group_by=student', undefined, csv);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="jigap-usage-2026-10-25-2026-11-23.csv"',
    );
    expect(answer.text.split('\n')).toEqual([
      'key,name,requests,input_tokens,cached_input_tokens,output_tokens,cost_usd',
      `1,'=1+1,2,20,8,10,0.200000002`,
      '2,"Lee, ""J""",1,10,4,5,0.100000001',
      'total,,3,30,12,15,0.300000003',
      '',
    ]);
  });

  test('has English heads for programs, unless the request names a language', async () => {
    const { call } = await withUsage();
    const korean = { ...csv, 'accept-language': 'ko' };
    const heads = async (query: string) =>
      (await call('GET', `/api/usage?${query}`, undefined, korean)).text.split(',')[0];
    expect(await heads('')).toBe('key');
    expect(await heads('language=en')).toBe('key');
    expect(await heads('language=ko')).toBe('구분');
    expect(await call('GET', '/api/usage?language=fr')).toMatchObject(errorAnswer(400, 'invalid_value', 'language'));
  });

  test.each(['=A1', '+1', '-1', '@SUM(A1)'])('quotes a name that begins with %s', async (name) => {
    const owner = await startApi();
    const { call } = owner;
    await call('POST', '/api/students', { name });
    await call('POST', '/api/students/1/tokens', {});
    await recordCall(owner, { studentId: 1, tokenId: 1, cost: 1 });
    const answer = await call('GET', '/api/usage?group_by=student', undefined, csv);
    expect(answer.text.split('\n')[1]).toBe(`1,'${name},1,10,4,5,0.000000001`);
  });

  test('refuses the same queries as JSON', async () => {
    const { call } = await startApi();
    const answer = await call('GET', '/api/usage?group_by=hour', undefined, csv);
    expect(answer).toMatchObject(errorAnswer(400, 'invalid_value', 'group_by'));
  });

  test.each([
    [undefined, false],
    ['*/*', false],
    ['application/json', false],
    ['text/csv', true],
    ['Text/CSV; charset=utf-8', true],
    ['application/json, text/csv', true],
    ['application/json, text/csv;q=0.5', false],
    ['text/csv;q=0', false],
  ])('is the answer to the Accept header %s: %s', (accept, wanted) => {
    expect(wantsCsv(accept)).toBe(wanted);
  });
});
