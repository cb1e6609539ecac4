import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type RunningApp, startApp } from '../support/running-app.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';
import { errorAnswer, startApi } from './api-fixture.ts';

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'my-secret-prompt' }], max_tokens: 10 };
const START = '2026-11-23T03:00:00.000Z';

/** What is kept, once the server has been stopped: refusals are written a second late, or at the end. */
async function appAfter(use: (app: RunningApp) => Promise<void>): Promise<RunningApp> {
  const databasePath = join(tempFolderForThisTest(), 'jigap.db');
  const first = await startApp({ databasePath });
  try {
    await use(first);
  } finally {
    await first.stop();
  }
  const second = await startApp({ databasePath });
  onTestFinished(() => second.stop());
  return second;
}

test('GET /api/refusals lists students and reasons, never the content of requests', async () => {
  const app = await appAfter(async ({ api, chat, newStudent, url }) => {
    await api('POST', '/api/classes', { name: 'Physics' });
    const poor = await newStudent({ classId: 1, budgets: [{ period: 'week', limit_usd: 0 }] });
    for (let call = 0; call < 2; call++) expect((await chat(poor.token, CHAT)).status).toBe(402);
    expect((await chat(poor.token, { ...CHAT, model: 'sk-proj-pasted-by-mistake' })).status).toBe(404);
    expect((await chat(poor.token, { ...CHAT, model: 'gpt-4o-mini' })).status).toBe(404);
    await api('PATCH', '/api/students/1', { suspended: true });
    expect((await chat(poor.token, CHAT)).status).toBe(403);
    expect((await fetch(`${url}/v1/models`, { headers: { authorization: 'Bearer jgp_guessed' } })).status).toBe(401);
  });
  const { json, text } = await app.api('GET', '/api/refusals?class_id=1');
  const names = { student_name: (await app.api('GET', '/api/students/1')).json.name, class_name: 'Physics' };
  const who = { at: START, student_id: 1, class_id: 1, ...names, token_id: 1, endpoint: 'chat' };
  const expected = [
    { ...who, model: 'gpt-3.5-turbo', reason: 'moneySpent', status: 402, times: 2 },
    { ...who, model: null, reason: 'modelNotAllowed', status: 404, times: 1 },
    { ...who, model: 'gpt-4o-mini', reason: 'modelNotAllowed', status: 404, times: 1 },
    // The body of a caller who may not call is not read.
    { ...who, model: null, reason: 'suspended', status: 403, times: 1 },
  ];
  expect(json.data).toEqual(expected.reverse().map((row) => ({ id: expect.any(Number), ...row })));
  expect(text).not.toMatch(/pasted|secret/);
  expect((await app.api('GET', '/api/refusals?reason=moneySpent&student_id=1')).json.data).toHaveLength(1);
  const days = await app.store.records.refusalDays({ from: '2026-11-23', to: '2026-11-23' });
  expect(days.map(({ reason, count }) => `${reason} ${count}`)).toEqual([
    'badToken 1',
    'modelNotAllowed 2',
    'moneySpent 2',
    'suspended 1',
  ]);
});

test('GET /api/refusals is paged, and its answers fit their schema', async () => {
  const { call, store, clock } = await startApi();
  await call('POST', '/api/students', { name: 'Kim' });
  const note = { studentId: 1, tokenId: null, model: null, endpoint: null, reason: 'busy', status: 503, times: 1 };
  await store.records.noteRefusals([0, 1, 2].map((ms) => ({ at: clock.now() + ms, ...note, listed: true })));
  const first = (await call('GET', '/api/refusals?limit=2')).body;
  expect(first.data).toMatchObject([{ token_id: null, class_id: null }, { reason: 'busy' }]);
  const { data, next_cursor } = (await call('GET', `/api/refusals?cursor=${first.next_cursor}`)).body;
  expect({ data, next_cursor }).toMatchObject({ data: [{ at: START }], next_cursor: null });
  expect(await call('GET', '/api/refusals?student_id=a')).toMatchObject(
    errorAnswer(400, 'invalid_value', 'student_id'),
  );
});
