import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jigap } from './in-process.ts';
import { type StubApi, startStubApi } from './stub-api.ts';
import { JOIN_REQUEST } from './stub-join-routes.ts';

const LIST = 'GET /api/classes/1/join-requests';
const APPROVE = 'POST /api/classes/1/join-requests/approve';
const DECLINE = 'POST /api/classes/1/join-requests/decline';
const OF_CLASS = ['--class', '자료구조'];
let api: StubApi;
beforeEach(async () => {
  api = await startStubApi();
});
afterEach(() => api.close());

const sent = (route: string) => api.requests.filter((request) => request.route === route).map(({ body }) => body);
const page = (...data: unknown[]) => ({ data, next_cursor: null });

describe('jigap join-request', () => {
  test('lists who waits, and whom each can mean', async () => {
    const taken = { ...JOIN_REQUEST.candidates[0], is_taken: true };
    api.answer(LIST, 200, page(JOIN_REQUEST, { ...JOIN_REQUEST, id: 6, suggestion: null, candidates: [taken] }));
    const { exitCode, out } = await jigap(api.url, ['join-request', 'list', ...OF_CLASS]);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^ +5 {2}김지우 +20261000 +waiting .* 1 {2}student 12$/m);
    expect(out).toMatch(/^ +6 {2}김지우 .* check: 12 \(taken\)$/m);
  });

  test.each([
    [
      ['5', '6'],
      [{ id: 5 }, { id: 6 }],
    ],
    [['--all'], [{ id: 5 }]],
    [['5', '--new'], [{ id: 5, student_id: null }]],
    [['5', '--as', '12', '--revoke-tokens'], [{ id: 5, student_id: 12, revoke_tokens: true }]],
  ])('approves with %j', async (words, approvals) => {
    const { exitCode, out } = await jigap(api.url, ['join-request', 'approve', ...OF_CLASS, ...words]);
    expect([exitCode, out]).toEqual([0, 'approved 1 (5)\n']);
    expect(sent(APPROVE)).toEqual([{ approvals }]);
  });

  test.each([
    [[], 'name the requests by their ids, or --all'],
    [['5', '--all'], 'name ids or --all, not both'],
    [['5', '--new', '--as', '12'], 'name --as or --new, not both'],
    [['5', '6', '--as', '12'], '--as takes exactly one request'],
  ])('approves nothing with %j', async (words, message) => {
    const { exitCode, error } = await jigap(api.url, ['join-request', 'approve', ...OF_CLASS, ...words]);
    expect([exitCode, error]).toEqual([2, expect.stringContaining(message)]);
    expect(sent(APPROVE)).toEqual([]);
  });

  test('says which failed, and ends with the code of a refusal', async () => {
    api.answer(DECLINE, 200, {
      done: [5],
      failed: [{ id: 6, code: 'join_request_not_found', message: 'It is gone.' }],
    });
    const { exitCode, out, error } = await jigap(api.url, ['join-request', 'decline', '5', '6', ...OF_CLASS]);
    expect(exitCode).toBe(3);
    expect(out).toBe('declined 1 (5)\nrequest 6: It is gone.\n');
    expect(error).toContain('not decided: 6');
    expect(sent(DECLINE)).toEqual([{ ids: [5, 6] }]);
  });
});

test('jigap student reset-place asks, and resets', async () => {
  const refused = await jigap(api.url, ['student', 'reset-place', '12']);
  expect(refused.exitCode).toBe(2);
  const { exitCode, out } = await jigap(api.url, ['student', 'reset-place', '12', '--yes']);
  expect([exitCode, out]).toEqual([0, expect.stringContaining('reset the place of 김지우 (id 12)')]);
  expect(sent('POST /api/students/12/reset-place')).toEqual([{}]);
});

test('jigap class set changes the join mode', async () => {
  const { exitCode } = await jigap(api.url, ['class', 'set', '1', '--join-mode', 'approve']);
  expect(exitCode).toBe(0);
  expect(sent('PATCH /api/classes/1')).toEqual([{ join_mode: 'approve' }]);
});
