import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { errorAnswer, recordCall, startApi } from './api-fixture.ts';

test('POST /api/check says how many rows it checked, and what is wrong', async () => {
  const owner = await startApi();
  const { call, databasePath } = owner;
  await call('POST', '/api/students', { name: 'Kim' });
  await call('POST', '/api/students/1/tokens', {});
  await recordCall(owner, { studentId: 1, tokenId: 1, cost: 1_000 });
  const sound = { ok: true, balances: 2, records: 1, holds: 0, faults: [] };
  expect(await call('POST', '/api/check', {})).toMatchObject({ status: 200, body: sound });
  // A body is not asked for.
  expect((await call('POST', '/api/check')).body).toEqual(sound);

  const sqlite = new Database(databasePath);
  sqlite.exec("UPDATE balances SET spent = 0 WHERE scope = 'wallet'");
  sqlite.close();
  const problem = 'wallet, month from 2026-10-31T15:00:00.000Z: spent is 0.000001 USD below its records';
  expect((await call('POST', '/api/check', {})).body).toEqual({ ...sound, ok: false, faults: [problem] });
});

test('POST /api/check takes no options', async () => {
  const { call } = await startApi();
  expect(await call('POST', '/api/check', { depth: 'quick' })).toMatchObject(errorAnswer(400, 'unknown_name', 'depth'));
});
