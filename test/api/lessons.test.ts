import { describe, expect, test } from 'vitest';
import { LONG_RUN } from '../support/long-run.ts';
import { errorAnswer, startApi } from './api-fixture.ts';

/** The clock of the tests stands at Monday 23 November 2026, 12:00 in Seoul. */
const MINUTE = 60_000;
const NOON = '2026-11-23T03:00:00.000Z';
const CLASS = { name: 'AI 1', opening: 'lessons', weekly_hours: [{ weekday: 'mon', from: '13:00', to: '13:50' }] };
const NEXT_MONDAY = '2026-11-30T04:00:00.000Z';

async function startClass(fields: object = {}) {
  const api = await startApi();
  expect(await api.call('POST', '/api/classes', { ...CLASS, ...fields })).toMatchObject({ status: 201 });
  const actions = async () =>
    (await api.call('GET', '/api/audit')).body.data
      .map((entry: { action: string; before: unknown; after: unknown }) => [entry.action, entry.before, entry.after])
      .slice(0, -1)
      .reverse();
  return { ...api, actions };
}

describe('a class with lessons', () => {
  test('opens for some minutes, closes early, and opens again as the week says', async () => {
    const { call, clock, actions } = await startClass();
    const closed = { state: 'closed', open_until: null, next_opening_at: '2026-11-23T04:00:00.000Z' };
    expect((await call('GET', '/api/classes/1')).body).toMatchObject(closed);
    const opened = await call('POST', '/api/classes/1/open', { minutes: 10 });
    expect(opened).toMatchObject({ status: 200 });
    const untilTen = { state: 'open', open_until: '2026-11-23T03:10:00.000Z' };
    expect(opened.body).toMatchObject({ ...untilTen, next_opening_at: '2026-11-23T04:00:00.000Z' });
    expect((await call('POST', '/api/classes/1/close', {})).body).toMatchObject(closed);
    // The same again changes nothing.
    expect((await call('POST', '/api/classes/1/close', {})).body).toMatchObject(closed);
    clock.advance(70 * MINUTE);
    const lesson = { state: 'open', open_until: '2026-11-23T04:50:00.000Z', next_opening_at: NEXT_MONDAY };
    expect((await call('GET', '/api/classes/1')).body).toMatchObject(lesson);
    const early = { state: 'closed', open_until: null, next_opening_at: NEXT_MONDAY };
    expect((await call('POST', '/api/classes/1/close', {})).body).toMatchObject(early);
    expect((await call('POST', '/api/classes/1/open', { minutes: 5 })).body).toMatchObject({
      ...{ state: 'open', open_until: '2026-11-23T04:15:00.000Z', next_opening_at: NEXT_MONDAY },
    });
    expect(await actions()).toEqual([
      ['class.open', { opened_until: null }, { opened_until: '2026-11-23T03:10:00.000Z' }],
      [
        'class.close',
        { opened_until: '2026-11-23T03:10:00.000Z', closed_until: null },
        { opened_until: null, closed_until: null },
      ],
      [
        'class.close',
        { opened_until: null, closed_until: null },
        { opened_until: null, closed_until: '2026-11-23T04:50:00.000Z' },
      ],
      ['class.open', { opened_until: null }, { opened_until: '2026-11-23T04:15:00.000Z' }],
    ]);
  });

  test('is open at once in hours that are set anew, also after it was closed early', async () => {
    const { call, clock } = await startClass();
    clock.advance(70 * MINUTE);
    await call('POST', '/api/classes/1/close', {});
    const weekly_hours = [{ weekday: 'mon', from: '13:00', to: '14:00' }];
    expect((await call('PATCH', '/api/classes/1', { weekly_hours })).body).toMatchObject({
      ...{ state: 'open', open_until: '2026-11-23T05:00:00.000Z', weekly_hours },
    });
  });

  test('has single lessons, by the clock of its zone, until they are over', async () => {
    const { call, clock, actions } = await startClass({ weekly_hours: [] });
    const add = (day: string, from: string, to: string) =>
      call('POST', '/api/classes/1/lesson-sessions', { day, from, to });
    expect(await add('2026-11-25', '09:00', '10:00')).toMatchObject({ status: 201 });
    const added = await add('2026-11-24', '22:00', '00:00');
    expect(added.body).toMatchObject({ state: 'closed', next_opening_at: '2026-11-24T13:00:00.000Z' });
    const [tuesday, wednesday] = [
      { day: '2026-11-24', from: '22:00', to: '24:00' },
      { day: '2026-11-25', from: '09:00', to: '10:00' },
    ];
    expect(added.body.lesson_sessions).toEqual([
      { ...tuesday, starts_at: '2026-11-24T13:00:00.000Z', ends_at: '2026-11-24T15:00:00.000Z' },
      { ...wednesday, starts_at: '2026-11-25T00:00:00.000Z', ends_at: '2026-11-25T01:00:00.000Z' },
    ]);
    expect(await add('2026-11-25', '09:30', '09:40')).toMatchObject(errorAnswer(400, 'invalid_value', 'from'));
    // The clock of another zone shows the same times later.
    expect((await call('PATCH', '/api/classes/1', { time_zone: 'Europe/Berlin' })).body).toMatchObject({
      lesson_sessions: [{ starts_at: '2026-11-24T21:00:00.000Z' }, { starts_at: '2026-11-25T08:00:00.000Z' }],
    });
    await call('PATCH', '/api/classes/1', { time_zone: 'Asia/Seoul' });
    const removed = await call('DELETE', '/api/classes/1/lesson-sessions/2026-11-24T22:00');
    expect(removed).toMatchObject({ status: 204, text: '' });
    expect((await call('GET', '/api/classes/1')).body.lesson_sessions).toMatchObject([wednesday]);
    expect(await call('DELETE', '/api/classes/1/lesson-sessions/2026-11-24T22:00')).toMatchObject(
      errorAnswer(404, 'not_found', null),
    );
    clock.advance(3 * 24 * 60 * MINUTE);
    expect((await call('GET', '/api/classes/1')).body).toMatchObject({ lesson_sessions: [], next_opening_at: null });
    expect((await actions()).filter(([action]: [string]) => action !== 'class.update')).toEqual([
      ['class.add_session', null, { lesson_sessions: [wednesday] }],
      ['class.add_session', null, { lesson_sessions: [tuesday] }],
      ['class.remove_session', { lesson_sessions: [tuesday] }, null],
    ]);
  });

  test.each([
    ['a weekday that is none', { weekly_hours: [{ weekday: 'monday', from: '10:00', to: '11:00' }] }, 'weekly_hours'],
    ['a time that is none', { weekly_hours: [{ weekday: 'mon', from: '9:00', to: '11:00' }] }, 'weekly_hours[0].from'],
    ['a lesson from 24:00', { weekly_hours: [{ weekday: 'mon', from: '24:00', to: '24:00' }] }, 'weekly_hours[0].from'],
    [
      'a lesson over midnight',
      { weekly_hours: [{ weekday: 'mon', from: '22:00', to: '01:00' }] },
      'weekly_hours[0].to',
    ],
    ['a lesson of no length', { weekly_hours: [{ weekday: 'mon', from: '22:00', to: '22:00' }] }, 'weekly_hours[0].to'],
    [
      'lessons that overlap',
      {
        weekly_hours: [
          { weekday: 'mon', from: '10:30', to: '11:00' },
          { weekday: 'tue', from: '10:00', to: '10:50' },
          { weekday: 'mon', from: '10:00', to: '10:31' },
        ],
      },
      'weekly_hours[0].from',
    ],
    [
      'more lessons than a week may have',
      {
        weekly_hours: Array.from({ length: 51 }, (_, n) => ({
          weekday: 'mon',
          from: `${String(Math.floor(n / 6)).padStart(2, '0')}:${n % 6}0`,
          to: `${String(Math.floor(n / 6)).padStart(2, '0')}:${n % 6}5`,
        })),
      },
      'weekly_hours',
    ],
    ['an opening that is none', { opening: 'never' }, 'opening'],
  ])('refuses %s', async (_what, body, param) => {
    const { call } = await startClass();
    const before = (await call('GET', '/api/classes/1')).body;
    const answer = await call('PATCH', '/api/classes/1', body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.param).toMatch(param);
    expect((await call('GET', '/api/classes/1')).body).toStrictEqual(before);
  });

  test.each([
    ['a day that is none', { day: '2026-11-31', from: '10:00', to: '11:00' }, 400, 'day'],
    ['a lesson that is over', { day: '2026-11-23', from: '10:00', to: '12:00' }, 400, 'day'],
    ['a day before the class begins', { day: '2026-11-19', from: '10:00', to: '11:00' }, 409, 'day'],
    ['a day after the class ends', { day: '2026-12-19', from: '10:00', to: '11:00' }, 409, 'day'],
    ['a time that is none', { day: '2026-11-24', from: '10:60', to: '11:00' }, 400, 'from'],
    ['a lesson over midnight', { day: '2026-11-24', from: '23:00', to: '01:00' }, 400, 'to'],
  ])('refuses a single lesson with %s', async (_what, body, status, param) => {
    const { call } = await startClass({ starts_on: '2026-11-20', ends_on: '2026-12-18' });
    const answer = await call('POST', '/api/classes/1/lesson-sessions', body);
    expect([answer.status, answer.body.error.param]).toEqual([status, param]);
    expect((await call('GET', '/api/classes/1')).body.lesson_sessions).toEqual([]);
  });

  test('refuses a single lesson over which clocks are turned forward', async () => {
    const { call } = await startClass({ time_zone: 'America/New_York' });
    const body = { day: '2027-03-14', from: '02:10', to: '02:50' };
    expect(await call('POST', '/api/classes/1/lesson-sessions', body)).toMatchObject(
      errorAnswer(400, 'invalid_value', 'from'),
    );
  });

  test('has at most 200 single lessons ahead; those that are over make room', LONG_RUN, async () => {
    const { call, clock } = await startClass();
    const add = (n: number, day: string) => {
      const hour = String(Math.floor(n / 10)).padStart(2, '0');
      const body = { day, from: `${hour}:${n % 10}0`.replace(/:(\d)0$/, (_, d) => `:0${d}`), to: `${hour}:59` };
      return call('POST', '/api/classes/1/lesson-sessions', { ...body, to: body.from.replace(/\d$/, '9') });
    };
    for (let n = 0; n < 200; n++) {
      const day = `2026-12-${String(1 + Math.floor(n / 20)).padStart(2, '0')}`;
      const hour = String(n % 20).padStart(2, '0');
      const body = { day, from: `${hour}:00`, to: `${hour}:30` };
      expect((await call('POST', '/api/classes/1/lesson-sessions', body)).status).toBe(201);
    }
    expect(await add(0, '2026-12-20')).toMatchObject(errorAnswer(409, 'conflict', null));
    clock.set(Date.parse('2026-12-01T01:00:00Z'));
    expect((await add(0, '2026-12-20')).status).toBe(201);
  });

  test.each([0, 601, -5])('refuses to open for %d minutes', async (minutes) => {
    const { call } = await startClass();
    expect(await call('POST', '/api/classes/1/open', { minutes })).toMatchObject(
      errorAnswer(400, 'invalid_value', 'minutes'),
    );
  });

  test('refuses what only lessons have to a class that is always open', async () => {
    const { call } = await startClass({ opening: 'always' });
    const conflict = errorAnswer(409, 'conflict', null);
    expect(await call('POST', '/api/classes/1/open', { minutes: 50 })).toMatchObject(conflict);
    expect(await call('POST', '/api/classes/1/close', {})).toMatchObject(conflict);
    const session = { day: '2026-11-24', from: '10:00', to: '11:00' };
    expect(await call('POST', '/api/classes/1/lesson-sessions', session)).toMatchObject(conflict);
  });

  test('refuses to open outside its term, or while it is paused', async () => {
    const { call } = await startClass({ starts_on: '2026-12-01' });
    const conflict = errorAnswer(409, 'conflict', null);
    expect(await call('POST', '/api/classes/1/open', { minutes: 50 })).toMatchObject(conflict);
    await call('PATCH', '/api/classes/1', { starts_on: null });
    await call('POST', '/api/classes/1/pause', {});
    expect(await call('POST', '/api/classes/1/open', { minutes: 50 })).toMatchObject(conflict);
  });
});

describe('a paused class', () => {
  test('is resumed as it was, and pausing twice keeps the first instant', async () => {
    const { call, clock, actions } = await startClass();
    const before = (await call('GET', '/api/classes/1')).body;
    const paused = { ...before, state: 'paused', paused_at: NOON, next_opening_at: null };
    expect((await call('POST', '/api/classes/1/pause', {})).body).toStrictEqual(paused);
    clock.advance(MINUTE);
    expect((await call('POST', '/api/classes/1/pause', {})).body).toStrictEqual(paused);
    expect((await call('POST', '/api/classes/1/resume', {})).body).toStrictEqual(before);
    expect((await call('POST', '/api/classes/1/resume', {})).body).toStrictEqual(before);
    expect(await actions()).toEqual([
      ['class.pause', { paused_at: null }, { paused_at: NOON }],
      ['class.resume', { paused_at: NOON }, { paused_at: null }],
    ]);
  });

  test('is one of all that are not over when everything is paused, and resumes with them', async () => {
    const { call } = await startClass();
    await call('POST', '/api/classes', { name: 'AI 2' });
    await call('POST', '/api/classes', { name: 'AI 3', ends_on: '2026-11-22' });
    await call('POST', '/api/classes/2/pause', {});
    const states = async () =>
      (await call('GET', '/api/classes')).body.data.map(({ state }: { state: string }) => state);
    expect((await call('POST', '/api/classes/pause', {})).body).toEqual({ changed: 1 });
    expect(await states()).toEqual(['paused', 'paused', 'over']);
    expect((await call('POST', '/api/classes/resume', {})).body).toEqual({ changed: 2 });
    expect(await states()).toEqual(['closed', 'open', 'over']);
    expect((await call('POST', '/api/classes/resume', {})).body).toEqual({ changed: 0 });
  });

  test.each(['open', 'close', 'pause', 'resume'])('is found, or %s answers 404', async (verb) => {
    const { call } = await startClass();
    const body = verb === 'open' ? { minutes: 50 } : {};
    expect(await call('POST', `/api/classes/7/${verb}`, body)).toMatchObject(errorAnswer(404, 'not_found', null));
  });
});
