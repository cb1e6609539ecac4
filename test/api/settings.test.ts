import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startApp } from '../support/running-app.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';
import { errorAnswer, startApi } from './api-fixture.ts';

const NOTICES = { muted_notices: [], student_notice_percents: [50, 80, 100], forget_after_days: null };
const SEOUL = { time_zone: 'Asia/Seoul', time_zone_is_default: true, server_time_zone: 'Asia/Seoul', ...NOTICES };

test('GET /api/settings says the owner’s time zone, which is the server’s until one is set', async () => {
  const { call } = await startApi();
  expect((await call('GET', '/api/settings')).body).toStrictEqual(SEOUL);
});

test('PATCH /api/settings changes it with an entry of the audit, and null takes the server’s again', async () => {
  const { call } = await startApi();
  const changed = await call('PATCH', '/api/settings', { time_zone: 'Pacific/Niue' });
  expect(changed.body).toStrictEqual({ ...SEOUL, time_zone: 'Pacific/Niue', time_zone_is_default: false });
  expect((await call('PATCH', '/api/settings', { time_zone: null })).body).toStrictEqual(SEOUL);
  expect((await call('PATCH', '/api/settings', {})).body).toStrictEqual(SEOUL);
  expect((await call('GET', '/api/audit')).body.data).toMatchObject([
    { action: 'settings.update', subject: 'owner', before: { time_zone: 'Pacific/Niue' }, after: { time_zone: null } },
    { action: 'settings.update', subject: 'owner', before: { time_zone: null }, after: { time_zone: 'Pacific/Niue' } },
  ]);
});

test('PATCH /api/settings refuses what is no time zone, and fields that it does not know', async () => {
  const { call } = await startApi();
  const refused = await call('PATCH', '/api/settings', { time_zone: 'Mars/Base' });
  expect(refused).toMatchObject(errorAnswer(400, 'invalid_value', 'time_zone'));
  expect((await call('PATCH', '/api/settings', { zone: 'UTC' })).status).toBe(400);
  expect((await call('GET', '/api/audit')).body.data).toEqual([]);
});

test('PATCH /api/settings chooses which notices are wanted, with an entry of the audit', async () => {
  const { call } = await startApi();
  const choice = { muted_notices: ['model_retiring', 'wallet_budget'], student_notice_percents: [100, 80] };
  const chosen = { muted_notices: ['wallet_budget', 'model_retiring'], student_notice_percents: [80, 100] };
  expect((await call('PATCH', '/api/settings', choice)).body).toStrictEqual({ ...SEOUL, ...chosen });
  await call('PATCH', '/api/settings', chosen);
  expect((await call('PATCH', '/api/settings', { muted_notices: [] })).body).toStrictEqual({
    ...SEOUL,
    student_notice_percents: [80, 100],
    forget_after_days: null,
  });
  expect((await call('GET', '/api/audit')).body.data).toMatchObject([
    {
      actor: 'owner',
      action: 'notices.update',
      subject: 'owner',
      before: { muted: ['wallet_budget', 'model_retiring'] },
    },
    { actor: 'owner', action: 'notices.update', before: { student_thresholds: [50, 80, 100] } },
  ]);
});

test.each([
  { muted_notices: ['more'] },
  { muted_notices: ['wallet_budget', 'wallet_budget'] },
  { muted_notices: null },
  { student_notice_percents: [60] },
  { student_notice_percents: ['80'] },
])('PATCH /api/settings refuses %j, and changes nothing', async (choice) => {
  const { call } = await startApi();
  expect((await call('PATCH', '/api/settings', choice)).status).toBe(400);
  expect((await call('GET', '/api/settings')).body).toStrictEqual(SEOUL);
});

test('the time zone of the owner outlives a restart, and cuts no budget', async () => {
  const databasePath = join(tempFolderForThisTest(), 'jigap.db');
  const first = await startApp({ databasePath, env: { JIGAP_TIME_ZONE: 'UTC' } });
  const windows = async (app: typeof first) => (await app.api('GET', '/api/budgets?scope=wallet')).json.data;
  const before = await windows(first);
  await first.api('PATCH', '/api/settings', { time_zone: 'Pacific/Kiritimati' });
  expect(await windows(first)).toEqual(before);
  await first.stop();
  const second = await startApp({ databasePath, env: { JIGAP_TIME_ZONE: 'UTC' } });
  try {
    const { json } = await second.api('GET', '/api/settings');
    const zone = { time_zone: 'Pacific/Kiritimati', time_zone_is_default: false, server_time_zone: 'UTC' };
    expect(json).toEqual({ ...zone, ...NOTICES });
    expect(await windows(second)).toEqual(before);
  } finally {
    await second.stop();
  }
});
