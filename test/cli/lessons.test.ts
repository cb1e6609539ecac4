import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clientSettings, jigap } from './in-process.ts';
import { type StubApi, startStubApi } from './stub-api.ts';

let api: StubApi;
beforeEach(async () => {
  api = await startStubApi();
});
afterEach(() => api.close());

const changes = () =>
  api.requests.filter(({ route }) => !route.startsWith('GET')).map(({ route, body }) => [route, body]);
const run = (...words: string[]) => jigap(api.url, ['class', ...words]);
const ok = async (...words: string[]) => {
  const { exitCode, out, error } = await run(...words);
  expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
  return out;
};

describe('jigap class', () => {
  test.each([
    [
      'mon 10:00-10:50, wed 9:00-15:40',
      [
        ['mon', '10:00', '10:50'],
        ['wed', '09:00', '15:40'],
      ],
    ],
    [
      'Monday 10:00 - 10:50,  fri 23:00–24:00',
      [
        ['mon', '10:00', '10:50'],
        ['fri', '23:00', '24:00'],
      ],
    ],
    [
      '월 10:00~10:50, 일요일 1:00-2:00',
      [
        ['mon', '10:00', '10:50'],
        ['sun', '01:00', '02:00'],
      ],
    ],
    ['none', []],
  ])('hours %s sends the lessons of the week', async (typed, lessons) => {
    await ok('hours', '1', typed);
    const weekly_hours = lessons.map(([weekday, from, to]) => ({ weekday, from, to }));
    expect(changes()).toEqual([['PATCH /api/classes/1', { opening: 'lessons', weekly_hours }]]);
  });

  test('hours always keeps what is planned for another time', async () => {
    await ok('hours', '1', 'always');
    expect(changes()).toEqual([['PATCH /api/classes/1', { opening: 'always' }]]);
  });

  test.each([
    '',
    'mon',
    'mon 10:00',
    '10:00-10:50',
    'mo 10:00-10:50',
    'mon 10-11',
    'mon 10:00-10:50;',
    'mon,wed 10:00-11:00',
  ])('hours refuses %j before it asks the server', async (typed) => {
    const { exitCode, error } = await run('hours', '1', typed);
    expect([exitCode, error]).toEqual([2, expect.stringContaining('mon 10:00-10:50, wed 14:00-15:40')]);
    expect(api.requests).toEqual([]);
  });

  test('open, close, pause and resume do it to one class, and say how it is then', async () => {
    const opened = await ok('open', '1', '--minutes', '30');
    expect(opened).toContain('Mon 12:00-12:50');
    expect(opened).toContain('2026-11-25 10:00-11:00');
    expect(opened).toMatch(/^open until +2026-11-23 12:50/m);
    await ok('open', '1');
    await ok('close', '1');
    expect(await ok('pause', '1')).toMatch(/^state +paused$/m);
    expect(await ok('resume', '1')).toMatch(/^state +open$/m);
    expect(changes()).toEqual([
      ['POST /api/classes/1/open', { minutes: 30 }],
      ['POST /api/classes/1/open', { minutes: 50 }],
      ['POST /api/classes/1/close', {}],
      ['POST /api/classes/1/pause', {}],
      ['POST /api/classes/1/resume', {}],
    ]);
  });

  test('pause and resume do it to every class when told so, and never by omission', async () => {
    expect(await ok('pause', '--all')).toBe('paused 2 class(es)\n');
    expect(await ok('resume', '--all')).toBe('resumed 1 class(es)\n');
    expect(changes()).toEqual([
      ['POST /api/classes/pause', {}],
      ['POST /api/classes/resume', {}],
    ]);
    for (const words of [['pause'], ['resume'], ['pause', '1', '--all']]) {
      expect(await run(...words)).toMatchObject({ exitCode: 2, error: expect.stringContaining('--all') });
    }
    expect(changes()).toHaveLength(2);
  });

  test('session adds and removes a single lesson', async () => {
    await ok('session', 'add', '1', '2026-11-30', '9:00-10:50');
    await ok('session', 'remove', '1', '2026-11-30', '10:00');
    expect(changes()).toEqual([
      ['POST /api/classes/1/lesson-sessions', { day: '2026-11-30', from: '09:00', to: '10:50' }],
      ['DELETE /api/classes/1/lesson-sessions/2026-11-30T10:00', undefined],
    ]);
    for (const words of [
      ['2026-02-30', '10:00-11:00'],
      ['2026-11-30', '10:00'],
    ]) {
      expect(await run('session', 'add', '1', ...words)).toMatchObject({ exitCode: 2 });
    }
  });

  test('speaks Korean where the terminal does', async () => {
    const settings = () => clientSettings(api.url, { language: 'ko' });
    const { out } = await jigap(api.url, ['class', 'open', '1'], { settings, language: 'ko' });
    expect(out).toContain('월 12시~12시 50분');
    expect(out).toMatch(/^열려 있는 때까지/m);
  });
});
