import { describe, expect, test } from 'vitest';
import { ofMoney } from '../support/budget-units.ts';
import { errorAnswer, startApi } from './api-fixture.ts';

const JOIN_CODE = /^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/;

const PLAIN = {
  id: 1,
  name: 'AI 1',
  time_zone: 'Asia/Seoul',
  language: 'ko',
  owner_title: null,
  starts_on: null,
  ends_on: null,
  allowed_models: null,
  rules: null,
  requests_per_minute: null,
  calls_in_flight: null,
  student_requests_per_minute: null,
  student_calls_in_flight: null,
  ...{ falls_back: false, shares_answers: false, uses_flex: false },
  instructions: null,
  instructions_max_usd: null,
  join_code: expect.stringMatching(JOIN_CODE),
  join_link: null,
  join_places: 0,
  join_mode: 'open',
  ...{ state: 'open', opening: 'always', weekly_hours: [], lesson_sessions: [] },
  ...{ paused_at: null, open_until: null, next_opening_at: null },
  takes_money_requests: true,
  budgets: [],
  student_budgets: [],
  warnings: [],
  created_at: '2026-11-23T03:00:00.000Z',
  archived_at: null,
};

const WHOLE = {
  name: ' Café 2반 ',
  time_zone: 'Europe/Berlin',
  language: 'en',
  owner_title: ' Ms.  Kim',
  starts_on: '2026-10-01',
  ends_on: '2027-01-31',
  allowed_models: ['gpt-4o-mini', 'gpt-4o-mini'],
  rules: '\n서로 돕되,\r\n\tcopy nothing. 😀\n',
  requests_per_minute: 300,
  calls_in_flight: 20,
  student_requests_per_minute: 30,
  student_calls_in_flight: 1,
  ...{ falls_back: true, shares_answers: true, uses_flex: true },
  instructions: '\r\n한국어로 답하세요.\r\n\tIn one sentence. ',
  join_places: 40,
  join_mode: 'approve',
  opening: 'lessons',
  weekly_hours: [
    { weekday: 'wed', from: '23:00', to: '00:00' },
    { weekday: 'mon', from: '10:00', to: '10:50' },
  ],
  takes_money_requests: false,
  budgets: [{ period: 'term', limit_usd: 3.000000001 }],
  student_budgets: [{ period: 'day', limit_usd: 0.1 }],
};

describe('a class', () => {
  test('has a link to join it where the owner set the address for links', async () => {
    const { call } = await startApi(undefined, undefined, 'https://class.example');
    const { join_code, join_link } = (await call('POST', '/api/classes', { name: 'AI 1' })).body;
    expect(join_link).toBe(`https://class.example/join?code=${join_code}`);
    const renewed = (await call('POST', '/api/classes/1/join-code', {})).body;
    expect(renewed.join_link).toBe(`https://class.example/join?code=${renewed.join_code}`);
    expect((await call('GET', '/api/classes')).body.data[0].join_link).toBe(renewed.join_link);
  });

  test('needs only a name: zone and language are the server’s', async () => {
    const { call } = await startApi();
    const answer = await call('POST', '/api/classes', { name: 'AI 1' });
    expect(answer).toMatchObject({ status: 201 });
    expect(answer.body).toStrictEqual(PLAIN);
    expect((await call('GET', '/api/classes/1')).body).toStrictEqual(PLAIN);
  });

  test('takes the language that the caller prefers and the zone of the owner', async () => {
    const { call } = await startApi();
    await call('PATCH', '/api/settings', { time_zone: 'Europe/Berlin' });
    const inEnglish = { 'accept-language': 'fr, en-GB;q=0.8, ko;q=0.5' };
    const { body } = await call('POST', '/api/classes', { name: 'AI 1' }, inEnglish);
    expect(body).toMatchObject({ language: 'en', time_zone: 'Europe/Berlin' });
    const given = { name: 'AI 2', language: 'ko', time_zone: 'Asia/Tokyo' };
    expect((await call('POST', '/api/classes', given, inEnglish)).body).toMatchObject(given);
    const changed = (await call('PATCH', '/api/classes/2', { name: 'AI 3' }, inEnglish)).body;
    expect(changed).toMatchObject({ ...given, name: 'AI 3' });
  });

  test('warns where its students together may spend more than it, or than the wallet, has', async () => {
    const { call } = await startApi();
    const budgets = [{ period: 'week', limit_usd: 1 }];
    const student_budgets = [{ period: 'week', limit_usd: 2 }];
    await call('POST', '/api/classes', { name: 'AI 1', budgets, student_budgets });
    await call('POST', '/api/students', { name: 'Kim', class_id: 1 });
    const [warning] = (await call('GET', '/api/classes')).body.data[0].warnings;
    expect(warning).toEqual({
      ...{ code: 'students_exceed_budget', scope: 'class', period: 'week', together: 2, students_usd: 2, students: 1 },
      ...ofMoney({ limit_usd: 1 }),
    });
    const { warnings } = (await call('PATCH', '/api/classes/1', { budgets: [] })).body;
    expect(warnings).toMatchObject([{ scope: 'wallet', period: 'month', limit_usd: 5, students_usd: 8 }]);
  });

  test('returns everything it was created with, to the nano-dollar', async () => {
    const { call } = await startApi();
    const answer = await call('POST', '/api/classes', WHOLE);
    expect(answer.body).toStrictEqual({
      ...WHOLE,
      warnings: [],
      id: 1,
      name: 'Café 2반',
      owner_title: 'Ms. Kim',
      allowed_models: ['gpt-4o-mini'],
      rules: '서로 돕되,\n\tcopy nothing. 😀',
      instructions: '한국어로 답하세요.\n\tIn one sentence.',
      instructions_max_usd: expect.closeTo(0.00001, 4),
      join_code: expect.stringMatching(JOIN_CODE),
      join_link: null,
      weekly_hours: [
        { weekday: 'mon', from: '10:00', to: '10:50' },
        { weekday: 'wed', from: '23:00', to: '24:00' },
      ],
      ...{ state: 'closed', lesson_sessions: [], paused_at: null, open_until: null },
      next_opening_at: '2026-11-23T09:00:00.000Z',
      student_budgets: [ofMoney({ period: 'day', limit_usd: 0.1, carry_over: false })],
      budgets: [
        ofMoney({
          id: 1,
          scope: 'class',
          scope_id: 1,
          period: 'term',
          limit_usd: 3.000000001,
          spent_usd: 0,
          held_usd: 0,
          carry_over: false,
          carried_usd: 0,
          available_usd: 3.000000001,
          period_start: '2026-09-30T22:00:00.000Z',
          resets_at: null,
          source: 'own',
        }),
      ],
      archived_at: null,
      created_at: '2026-11-23T03:00:00.000Z',
    });
    expect((await call('GET', '/api/classes/1')).body).toStrictEqual(answer.body);
  });

  test('changes only in the fields that are sent, and a set of limits as a whole', async () => {
    const { call } = await startApi();
    const before = (await call('POST', '/api/classes', WHOLE)).body;
    expect((await call('PATCH', '/api/classes/1', { name: 'New' })).body).toStrictEqual({ ...before, name: 'New' });
    const answer = await call('PATCH', '/api/classes/1', {
      budgets: [],
      student_budgets: [{ period: 'total', limit_usd: 2 }],
      starts_on: null,
      ends_on: null,
      allowed_models: null,
      rules: null,
      requests_per_minute: null,
      calls_in_flight: null,
      student_requests_per_minute: null,
      student_calls_in_flight: null,
      ...{ falls_back: false, shares_answers: false, uses_flex: false },
      instructions: null,
      owner_title: null,
      join_places: 0,
      join_mode: 'open',
      opening: 'always',
      weekly_hours: [],
      takes_money_requests: true,
      language: 'ko',
      time_zone: 'UTC',
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toStrictEqual({
      ...PLAIN,
      name: 'New',
      time_zone: 'UTC',
      student_budgets: [ofMoney({ period: 'total', limit_usd: 2, carry_over: false })],
    });
  });

  test('is removed once, and does not appear afterwards', async () => {
    const { call } = await startApi();
    await call('POST', '/api/classes', { name: 'AI 1' });
    expect(await call('DELETE', '/api/classes/1')).toMatchObject({ status: 204, text: '' });
    expect(await call('DELETE', '/api/classes/1')).toMatchObject(errorAnswer(404, 'not_found', null));
    expect(await call('GET', '/api/classes/1')).toMatchObject(errorAnswer(404, 'not_found', null));
    expect(await call('PATCH', '/api/classes/1', { name: 'x' })).toMatchObject(errorAnswer(404, 'not_found', null));
    expect((await call('GET', '/api/classes')).body).toStrictEqual({ data: [], next_cursor: null });
  });

  test('has a join code of its own, which can be renewed but not chosen', async () => {
    const { call } = await startApi();
    const codes = await Promise.all(['a', 'b', 'c'].map((name) => call('POST', '/api/classes', { name })));
    const [first, ...others] = codes.map(({ body }) => body.join_code);
    const renewed = await call('POST', '/api/classes/1/join-code');
    expect(renewed).toMatchObject({ status: 200, body: { id: 1, join_code: expect.stringMatching(JOIN_CODE) } });
    expect(new Set([first, ...others, renewed.body.join_code]).size).toBe(4);
    expect((await call('GET', '/api/classes/1')).body).toStrictEqual(renewed.body);
    const [entry] = (await call('GET', '/api/audit')).body.data;
    expect(entry).toMatchObject({ action: 'class.renew_join_code', subject: 'class 1', before: { join_code: first } });
    const chosen = await call('PATCH', '/api/classes/1', { join_code: 'AAAA-2222' });
    expect(chosen).toMatchObject(errorAnswer(400, 'unknown_name', 'join_code'));
    expect(await call('POST', '/api/classes/9/join-code')).toMatchObject(errorAnswer(404, 'not_found', null));
  });

  test('is not removed while it has students', async () => {
    const { call } = await startApi();
    await call('POST', '/api/classes', { name: 'AI 1' });
    await call('POST', '/api/students', { name: 'Kim', class_id: 1 });
    expect(await call('DELETE', '/api/classes/1')).toMatchObject(errorAnswer(409, 'conflict', null));
    expect((await call('GET', '/api/classes/1')).status).toBe(200);
  });
});

describe('a change of a class', () => {
  const term = [{ period: 'term', limit_usd: 1 }];
  test.each([
    ['no name', {}, 'missing_value', 'name'],
    ['a name of spaces', { name: ' \n ' }, 'invalid_value', 'name'],
    ['a name of 201 characters', { name: '한'.repeat(201) }, 'invalid_value', 'name'],
    ['a name with a line break', { name: 'a\nb' }, 'invalid_value', 'name'],
    ['a name with half a character', { name: 'a\ud800' }, 'invalid_value', 'name'],
    ['a name that nobody sees', { name: '\u3164\u200b' }, 'invalid_value', 'name'],
    ['a name of blanks of another kind', { name: '\u2800\u00a0' }, 'invalid_value', 'name'],
    ['a name of accents', { name: '\u0301' }, 'invalid_value', 'name'],
    ['a name with too many combining marks', { name: `Z${'\u0301\u0316'.repeat(9)}` }, 'invalid_value', 'name'],
    ['a name that is long when it is spelled out', { name: '\ufdfa'.repeat(12) }, 'invalid_value', 'name'],
    ['a name that is a number', { name: 7 }, 'invalid_value', 'name'],
    ['a title of 21 characters', { name: 'a', owner_title: '가'.repeat(21) }, 'invalid_value', 'owner_title'],
    ['a title with markup', { name: 'a', owner_title: '<b>' }, 'invalid_value', 'owner_title'],
    ['a title that is a number', { name: 'a', owner_title: 1 }, 'invalid_value', 'owner_title'],
    ['half a place', { name: 'a', join_places: 1.5 }, 'invalid_value', 'join_places'],
    ['fewer places than none', { name: 'a', join_places: -1 }, 'invalid_value', 'join_places'],
    ['1,001 places', { name: 'a', join_places: 1001 }, 'invalid_value', 'join_places'],
    ['places for ever', { name: 'a', join_places: null }, 'invalid_value', 'join_places'],
    ['rules of 4,001 characters', { name: 'a', rules: '한'.repeat(4001) }, 'invalid_value', 'rules'],
    ['rules with a terminal’s escape', { name: 'a', rules: 'a\u001b[2J' }, 'invalid_value', 'rules'],
    ['an unknown field', { name: 'a', colour: 'red' }, 'unknown_name', 'colour'],
    ['no such zone', { name: 'a', time_zone: 'Asia/Soul' }, 'invalid_value', 'time_zone'],
    ['an offset for a zone', { name: 'a', time_zone: '+09:00' }, 'invalid_value', 'time_zone'],
    ['a third language', { name: 'a', language: 'de' }, 'invalid_value', 'language'],
    ['no such day', { name: 'a', starts_on: '2026-02-30' }, 'invalid_value', 'starts_on'],
    ['an empty day', { name: 'a', ends_on: '' }, 'invalid_value', 'ends_on'],
    [
      'dates the wrong way round',
      { name: 'a', starts_on: '2026-12-02', ends_on: '2026-12-01' },
      'invalid_value',
      'starts_on',
    ],
    [
      'a model the server does not allow',
      { name: 'a', allowed_models: ['gpt-4o-mini', 'gpt-5.5'] },
      'invalid_value',
      'allowed_models[1]',
    ],
    ['models that are numbers', { name: 'a', allowed_models: [1] }, 'invalid_value', 'allowed_models[0]'],
    [
      'two limits per period',
      {
        name: 'a',
        budgets: [
          { period: 'day', limit_usd: 1 },
          { period: 'day', limit_usd: 2 },
        ],
      },
      'invalid_value',
      'budgets[1].period',
    ],
    [
      'a negative limit',
      { name: 'a', student_budgets: [{ period: 'day', limit_usd: -1 }] },
      'invalid_value',
      'student_budgets[0].limit_usd',
    ],
    [
      'a tenth decimal',
      { name: 'a', budgets: [{ period: 'day', limit_usd: 0.0000000001 }] },
      'invalid_value',
      'budgets[0].limit_usd',
    ],
    [
      'a limit as text',
      { name: 'a', budgets: [{ period: 'day', limit_usd: '1' }] },
      'invalid_value',
      'budgets[0].limit_usd',
    ],
    ['a limit without a period', { name: 'a', budgets: [{ limit_usd: 1 }] }, 'missing_value', 'budgets[0].period'],
    [
      'no such period',
      { name: 'a', budgets: [{ period: 'year', limit_usd: 1 }] },
      'invalid_value',
      'budgets[0].period',
    ],
    [
      'a term without an end',
      { name: 'a', budgets: term, starts_on: '2026-12-01' },
      'invalid_value',
      'budgets[0].period',
    ],
    [
      'a term for students without an end',
      { name: 'a', student_budgets: term },
      'invalid_value',
      'student_budgets[0].period',
    ],
  ])('is rejected with %s', async (_what, body, code, param) => {
    const { call } = await startApi();
    expect(await call('POST', '/api/classes', body)).toMatchObject(errorAnswer(400, code, param));
    expect((await call('GET', '/api/classes')).body.data).toEqual([]);
    expect((await call('GET', '/api/audit')).body.data).toEqual([]);
  });

  test.each([...'\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'])(
    'is rejected with a name that turns the text after it: %j',
    async (mark) => {
      const { call } = await startApi();
      const answer = await call('POST', '/api/classes', { name: `a${mark}b` });
      expect(answer).toMatchObject(errorAnswer(400, 'invalid_value', 'name'));
    },
  );

  test('is rejected when a date contradicts the stored one', async () => {
    const { call } = await startApi();
    await call('POST', '/api/classes', { name: 'a', starts_on: '2026-09-01', ends_on: '2026-12-01' });
    const late = await call('PATCH', '/api/classes/1', { starts_on: '2026-12-02' });
    expect(late).toMatchObject(errorAnswer(400, 'invalid_value', 'starts_on'));
    const early = await call('PATCH', '/api/classes/1', { ends_on: '2026-08-31' });
    expect(early).toMatchObject(errorAnswer(400, 'invalid_value', 'ends_on'));
    expect((await call('PATCH', '/api/classes/1', { ends_on: '2026-09-01' })).status).toBe(200);
  });

  test.each([
    ['its own', { budgets: [{ period: 'term', limit_usd: 1 }] }, { budgets: [] }],
    ['its students’', { student_budgets: [{ period: 'term', limit_usd: 1 }] }, { student_budgets: [] }],
  ])('is rejected when it removes the last day and leaves %s term budget', async (_whose, limits, without) => {
    const { call } = await startApi();
    await call('POST', '/api/classes', { name: 'a', ends_on: '2026-12-01', ...limits });
    expect(await call('PATCH', '/api/classes/1', { ends_on: null })).toMatchObject(
      errorAnswer(409, 'conflict', 'ends_on'),
    );
    expect((await call('PATCH', '/api/classes/1', { ends_on: null, ...without })).body.ends_on).toBeNull();
  });

  test('is rejected when it removes the last day and a student of the class has a term budget', async () => {
    const { call } = await startApi();
    await call('POST', '/api/classes', { name: 'a', ends_on: '2026-12-01' });
    await call('POST', '/api/students', { name: 'Kim', class_id: 1, budgets: [{ period: 'term', limit_usd: 1 }] });
    expect(await call('PATCH', '/api/classes/1', { ends_on: null })).toMatchObject(
      errorAnswer(409, 'conflict', 'ends_on'),
    );
  });
});

describe('the list of classes', () => {
  test('has every class once, in order, over its pages', async () => {
    const { call } = await startApi();
    for (const name of ['a', 'b', 'c', 'd', 'e']) await call('POST', '/api/classes', { name });
    const seen: string[] = [];
    let cursor: string | null = null;
    const sizes: number[] = [];
    do {
      const { body } = await call('GET', `/api/classes?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
      sizes.push(body.data.length);
      seen.push(...body.data.map((row: { name: string }) => row.name));
      cursor = body.next_cursor;
    } while (cursor !== null);
    expect({ seen, sizes }).toEqual({ seen: ['a', 'b', 'c', 'd', 'e'], sizes: [2, 2, 1] });
  });

  test.each([
    ['limit=0', 'invalid_value', 'limit'],
    ['limit=201', 'invalid_value', 'limit'],
    ['limit=ten', 'invalid_value', 'limit'],
    ['limit=1&limit=2', 'invalid_value', 'limit'],
    ['cursor=abc', 'invalid_value', 'cursor'],
    ['cursor=99999999999999999', 'invalid_value', 'cursor'],
    ['offset=1', 'unknown_name', 'offset'],
  ])('rejects ?%s', async (query, code, param) => {
    const { call } = await startApi();
    expect(await call('GET', `/api/classes?${query}`)).toMatchObject(errorAnswer(400, code, param));
  });

  test('has no class at a path that is not an id', async () => {
    const { call } = await startApi();
    expect(await call('GET', '/api/classes/first')).toMatchObject(errorAnswer(400, 'invalid_value', 'id'));
  });
});
