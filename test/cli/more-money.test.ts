import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatLocalInstant } from '../../src/cli/output.ts';
import { clientSettings, jigap } from './in-process.ts';
import { API_TOKEN, type StubApi, startStubApi } from './stub-api.ts';
import { TOP_UP } from './stub-money-routes.ts';
import { ME } from './stub-routes.ts';

let api: StubApi;
beforeEach(async () => {
  api = await startStubApi();
});
afterEach(() => api.close());

const sent = (route: string) => api.requests.filter((request) => request.route === route).map(({ body }) => body);

describe('jigap top-up', () => {
  test('gives a student money until a day, with a word', async () => {
    const words = ['top-up', 'student', '김지우', '0.50', '--until', 'sunday', '--reason', '발표 준비'];
    const { exitCode, out } = await jigap(api.url, words);
    expect(exitCode).toBe(0);
    expect(sent('POST /api/top-ups')).toEqual([
      { scope: 'student', scope_id: 12, amount_usd: 0.5, until: 'sunday', reason: '발표 준비' },
    ]);
    expect(out).toMatch(/^ +4 {2}student 12 +0\.50 .* 0\.50 .* 발표 준비$/m);
  });

  test('gives a class money, and says which shared limit has less left', async () => {
    const warnings = [{ code: 'exceeds_shared_budget', scope: 'wallet', period: 'month', left_usd: 1.25 }];
    api.answer('POST /api/top-ups', 201, { ...TOP_UP, scope: 'class', scope_id: 1, warnings });
    const { exitCode, out } = await jigap(api.url, ['top-up', 'class', '자료구조', '5']);
    expect(exitCode).toBe(0);
    expect(sent('POST /api/top-ups')).toEqual([{ scope: 'class', scope_id: 1, amount_usd: 5 }]);
    expect(out).toContain('the wallet has only 1.25 USD left now');
  });

  test('lists those of a student that can be spent, and withdraws one', async () => {
    const { out } = await jigap(api.url, ['top-up', 'list', '김지우']);
    expect(out).toContain(formatLocalInstant(TOP_UP.ends_at));
    expect((await jigap(api.url, ['top-up', 'list', '--all'])).exitCode).toBe(0);
    const { exitCode, out: withdrawn } = await jigap(api.url, ['top-up', 'withdraw', '4']);
    expect([exitCode, withdrawn]).toEqual([0, 'withdrew the top-up 4\n']);
    expect((await jigap(api.url, ['top-up', 'list', '김지우', '--class', '자료구조'])).exitCode).toBe(2);
  });

  test.each([['-1'], ['x'], ['0.0000000001']])('refuses the amount %j before it is sent', async (usd) => {
    const { exitCode } = await jigap(api.url, ['top-up', 'student', '김지우', usd]);
    expect([exitCode, sent('POST /api/top-ups')]).toEqual([2, []]);
  });
});

describe('jigap money-request', () => {
  test('lists who asks for how much and why, on one line each', async () => {
    const { out } = await jigap(api.url, ['money-request', 'list', '--class', '자료구조']);
    expect(out).toMatch(/^ +5 {2}김지우 \(12\) +0\.50 .* 발표 준비$/m);
  });

  test('grants with another amount, end and word', async () => {
    const words = ['money-request', 'grant', '5', '--usd', '0.25', '--until', '2026-12-06', '--word', '잘 쓰렴'];
    const { exitCode, out } = await jigap(api.url, words);
    expect([exitCode, out]).toEqual([0, 'granted 1 (5)\n']);
    const body = { ids: [5], amount_usd: 0.25, until: '2026-12-06', word: '잘 쓰렴' };
    expect(sent('POST /api/money-requests/grant')).toEqual([body]);
  });

  test('declines all that wait, and ends with the code of a refusal when one was answered meanwhile', async () => {
    const failed = [{ id: 5, code: 'money_request_not_found', message: 'It was answered.' }];
    api.answer('POST /api/money-requests/decline', 200, { done: [], failed });
    const { exitCode, out, error } = await jigap(api.url, ['money-request', 'decline', '--all', '--word', 'No']);
    expect([exitCode, out]).toEqual([3, 'declined 0\nrequest 5: It was answered.\n']);
    expect(error).toContain('not decided: 5');
    expect(sent('POST /api/money-requests/decline')).toEqual([{ ids: [5], word: 'No' }]);
  });

  test.each([
    [[], 'name the requests by their ids, or --all'],
    [['5', '--all'], 'name ids or --all, not both'],
  ])('grants nothing with %j', async (words, message) => {
    const { exitCode, error } = await jigap(api.url, ['money-request', 'grant', ...words]);
    expect([exitCode, error]).toEqual([2, expect.stringContaining(message)]);
    expect(sent('POST /api/money-requests/grant')).toEqual([]);
  });
});

describe('jigap me', () => {
  test('asks for more money', async () => {
    const { exitCode, out } = await jigap(api.url, ['me', 'ask', '0.50', '--reason', '발표 준비']);
    expect([exitCode, out]).toEqual([0, 'sent: jigap me shows the answer\n']);
    expect(sent('POST /api/me/money-requests')).toEqual([{ amount_usd: 0.5, reason: '발표 준비' }]);
  });

  test.each([
    [['me', 'ask', '0.50', '--reason', 'x'], 'POST /api/me/money-requests'],
    [['me', 'call', 'req_0123456789abcdef0123456789abcdef'], 'GET /v1/usage/req_0123456789abcdef0123456789abcdef'],
  ])('%j takes the API token as an option', async (words, route) => {
    const settings = () => clientSettings(api.url, { apiToken: null });
    const { exitCode } = await jigap(api.url, [...words, '--token', API_TOKEN], { settings });
    expect([exitCode, api.requests.map((request) => request.route)]).toEqual([0, [route]]);
  });

  test('shows what was given once, and the answer with the word', async () => {
    const answered = {
      ...{ id: 5, amount_usd: 0.5, reason: 'r', state: 'granted', created_at: TOP_UP.starts_at },
      ...{ answered_at: TOP_UP.starts_at, word: '잘 쓰렴', granted_usd: 0.25, ends_at: TOP_UP.ends_at },
    };
    const { id, amount_usd, left_usd, ends_at, reason } = TOP_UP;
    api.answer('GET /api/me', 200, {
      ...ME,
      top_ups: [{ id, amount_usd, left_usd, ends_at, reason }],
      money_requests: { ...ME.money_requests, data: [answered] },
    });
    const { out } = await jigap(api.url, ['me']);
    const until = formatLocalInstant(ends_at);
    expect(out).toContain(`+0.50 USD until ${until}, 0.31 left: 발표 준비\n`);
    expect(out).toContain(`0.50 USD more: granted, 0.25 USD until ${until}, 잘 쓰렴\n`);
  });
});
