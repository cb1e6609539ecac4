import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clientSettings, jigap } from './in-process.ts';
import { API_TOKEN, type StubApi, startStubApi } from './stub-api.ts';
import { CLASS, STUDENT } from './stub-routes.ts';

let api: StubApi;
beforeEach(async () => {
  api = await startStubApi();
});
afterEach(() => api.close());

/** What reached the server: "PATCH /api/students/12 {body}". */
const sent = () => api.requests.map(({ route, body }) => (body === undefined ? route : [route, body]));
const ok = async (...words: string[]) => {
  const run = await jigap(api.url, words);
  expect(run).toMatchObject({ exitCode: 0, error: '' });
  return run.out;
};

describe('jigap usage and jigap call', () => {
  test('usage prints a total', async () => {
    const out = await ok('usage', '--by', 'student', '--from', '2026-10-25', '--to', '2026-11-23', '--class', '1');
    const query = { group_by: 'student', from: '2026-10-25', to: '2026-11-23', class_id: '1' };
    expect(api.requests.at(-1)).toMatchObject({ route: 'GET /api/usage', query });
    expect(out.split('\n').slice(2, 6)).toEqual([
      'STUDENT  NAME    CALLS  INPUT  CACHED  OUTPUT  COST USD',
      '12       김지우      2     30       0      12  0.000012',
      '13       Ann         2     30       0      12  1.500000',
      'total    -           4     30       0      12  1.500012',
    ]);
  });

  test('--csv prints the CSV of the server', async () => {
    expect(await ok('usage', '--csv')).toContain('12,김지우,2,30,0,12,0.000012345\r\n');
    expect(api.requests[0]?.accept).toBe('text/csv');
  });

  test('--csv with --json is a wrong command line', async () => {
    expect((await jigap(api.url, ['usage', '--csv', '--json'])).exitCode).toBe(2);
  });

  test('calls show the requested model and the model that served it', async () => {
    const out = await ok('calls', '--student', '김지우', '--limit', '20');
    expect(api.requests[1]).toMatchObject({ route: 'GET /api/requests', query: { student_id: '12', limit: '20' } });
    expect(out).toMatch(/김지우 +자료구조 +gpt-3\.5-turbo \(gpt-6-luna\) +10 +0 +5 +<0\.000001 {2}ok +812/);
  });
});

test('settings are shown, and changed', async () => {
  expect(await ok('settings')).toBe(
    [
      'time zone                     Asia/Seoul',
      "server's time zone            UTC",
      'notices that are off          model_retiring',
      'names forgotten after         -',
      "percent of students' budgets  80, 100\n",
    ].join('\n'),
  );
  await ok('settings', 'set', '--time-zone', 'Asia/Seoul');
  await ok('settings', 'set', '--time-zone', 'server');
  expect(sent().slice(1)).toEqual([
    ['PATCH /api/settings', { time_zone: 'Asia/Seoul' }],
    ['PATCH /api/settings', { time_zone: null }],
  ]);
});

test('settings of notices are changed, and a change of nothing is a wrong command line', async () => {
  await ok('settings', 'set', '--mute-notices', 'incident, backup_old', '--student-notices', '100');
  await ok('settings', 'set', '--mute-notices', 'none', '--student-notices', 'none');
  expect(sent()).toEqual([
    ['PATCH /api/settings', { muted_notices: ['incident', 'backup_old'], student_notice_percents: [100] }],
    ['PATCH /api/settings', { muted_notices: [], student_notice_percents: [] }],
  ]);
  expect((await jigap(api.url, ['settings', 'set'])).exitCode).toBe(2);
});

test('notices are listed, and marked as read', async () => {
  const out = await ok('notice', 'list', '--unread', '--kind', 'student_budget', '--limit', '20');
  expect(api.requests.at(-1)).toMatchObject({
    route: 'GET /api/notices',
    query: { unread: 'true', kind: 'student_budget', limit: '20' },
  });
  expect(out).toMatch(/ID +AT +NEW +NOTICE +DETAILS/);
  expect(out).toMatch(/7 +2026.* new +김지우 \(자료구조\) has used up the weekly budget/);
  expect(await ok('notice', 'read', '--up-to', '7')).toBe('1 marked as read, 0 unread\n');
  await ok('notice', 'read');
  expect(sent().slice(-2)).toEqual([
    ['POST /api/notices/read', { up_to: 7 }],
    ['POST /api/notices/read', {}],
  ]);
});

test('refusals say who, why and how often', async () => {
  const out = await ok('refusals', '--student', '김지우', '--class', '1', '--reason', 'moneySpent', '--limit', '20');
  const query = { student_id: '12', class_id: '1', reason: 'moneySpent', limit: '20' };
  expect(api.requests.at(-1)).toMatchObject({ route: 'GET /api/refusals', query });
  expect(out).toMatch(/ 김지우 {3}자료구조 {2}moneySpent +402 +3 {2}gpt-3\.5-turbo {2}chat$/m);
  api.answer('GET /api/refusals', 200, { data: [], next_cursor: null });
  expect(await ok('refusals')).toBe('nothing was refused\n');
});

test('incidents are listed, refunded and closed', async () => {
  expect(await ok('incidents')).toMatch(/3 .* uncertain .* 0\.002 +0\.00 {2}- +the upstream hung up/);
  await ok('incidents', '--all');
  expect(api.requests.map(({ query }) => query.open)).toEqual(['true', undefined]);
  await ok('incidents', 'refund', '3', '--yes');
  await ok('incidents', 'refund', '3', '--yes', '--amount', '0.001');
  await ok('incidents', 'close', '3');
  expect(sent().slice(2)).toEqual([
    ['POST /api/incidents/3/refund', {}],
    ['POST /api/incidents/3/refund', { amount_usd: 0.001 }],
    ['POST /api/incidents/3/close', {}],
  ]);
});

test('the incidents of one crash are one line, and are refunded and closed together', async () => {
  const crash_at = '2026-11-20T01:05:00.000Z';
  const call = { kind: 'crash', request_id: 91, student_id: 12, refunded_usd: 0, detail: 'ended', closed_at: null };
  const incidents = [5, 4, 3].map((id) => ({ ...call, id, crash_at, charged_usd: 0.1, created_at: crash_at }));
  const other = { ...incidents[0], id: 2, crash_at: null, kind: 'uncertain' };
  api.answer('GET /api/incidents', 200, { data: [...incidents, other], next_cursor: null });
  const lines = (await ok('incidents')).trim().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(
    /server crashed .* 0\.30 +0\.00 +- +3 calls of one crash: --crash 2026-11-20T01:05:00\.000Z$/,
  );
  const before = sent().length;
  const expected = { open_incidents: 3, refundable_usd: 0.3 };
  api.answer('GET /api/incidents', 200, { data: incidents, next_cursor: null });
  expect(await ok('incidents', 'refund', '--crash', '2026-11-20T01:05:00Z', '--yes')).toMatch(/ 50 +1\.25$/m);
  expect(api.requests.at(-2)?.query).toMatchObject({ crash_at, open: 'true' });
  api.answer('GET /api/incidents', 200, { data: incidents, next_cursor: null });
  await ok('incidents', 'close', '--crash', '2026-11-20T01:05:00Z', '--yes');
  expect(
    sent()
      .slice(before)
      .filter(([route]) => String(route).startsWith('POST')),
  ).toEqual([
    ['POST /api/incidents/crash', { crash_at, decision: 'refund', expected }],
    ['POST /api/incidents/crash', { crash_at, decision: 'close', expected }],
  ]);
});

test('audit shows who changed what', async () => {
  expect(await ok('audit')).toMatch(/owner {2}budget\.set {2}student 12 {2}limit_usd: 0\.25 -> 0\.5/);
});

test('me signs in with the API token, not the owner’s', async () => {
  const out = await ok('me');
  expect(out).toMatch(/^student +김지우 \(id 12\)$/m);
  expect(out).toMatch(/^2026-11-20 +2 +30 +0 +12 +0\.000012$/m);
  const settings = () => clientSettings(api.url, { ownerToken: null, apiToken: null });
  expect((await jigap(api.url, ['me', '--token', API_TOKEN], { settings })).exitCode).toBe(0);
  const without = await jigap(api.url, ['me'], { settings });
  expect(without.exitCode).toBe(4);
  expect(without.error).toContain('set OPENAI_API_KEY');
});

test('--json prints the answer as it is, before or after the command', async () => {
  expect(JSON.parse(await ok('class', 'show', '1', '--json'))).toEqual(CLASS);
  expect(JSON.parse(await ok('--json', 'student', 'list'))).toEqual({ data: [STUDENT], next_cursor: null });
  expect(await ok('token', 'revoke', '7', '--yes', '--json')).toBe('');
});

test('a list is followed to its last page', async () => {
  api.answerInTurn('GET /api/classes', [
    { data: [CLASS], next_cursor: 'two' },
    { data: [{ ...CLASS, id: 2 }], next_cursor: null },
  ]);
  const listed = JSON.parse(await ok('class', 'list', '--json'));
  expect(listed).toEqual({ data: [CLASS, { ...CLASS, id: 2 }], next_cursor: null });
  expect(api.requests.map(({ query }) => query)).toEqual([{ limit: '200' }, { limit: '200', cursor: 'two' }]);
});

test.each([
  [['class', 'list', '--search', 'AI', '--sort', 'state'], { search: 'AI', sort: 'state' }],
  [
    ['student', 'list', '--class', '1', '--search', '2026', '--sort', 'spend'],
    { class_id: '1', search: '2026', sort: 'spend' },
  ],
  [['student', 'list', '--state', 'no_token'], { state: 'no_token' }],
])('a list is searched and sorted by the server: %j', async (words, query) => {
  await ok(...words);
  expect(api.requests.at(-1)?.query).toEqual({ ...query, limit: '200' });
});

test('a search that finds nothing says so', async () => {
  for (const noun of ['class', 'student']) {
    api.answer(`GET /api/${noun === 'class' ? 'classes' : 'students'}`, 200, { data: [], next_cursor: null });
    expect(await ok(noun, 'list', '--search', 'x')).toBe(`no ${noun} matches\n`);
  }
  expect(await ok('student', 'list', '--state', 'suspended')).toBe('no student matches\n');
});

test('calls stop at the limit, though there are more', async () => {
  api.answer('GET /api/requests', 200, { data: [{}, {}], next_cursor: 'more' });
  expect(JSON.parse(await ok('calls', '--limit', '2', '--json'))).toEqual({ data: [{}, {}], next_cursor: 'more' });
  expect(api.requests).toHaveLength(1);
});
