import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errorAnswer, OWNER_TOKEN, startApi } from './api-fixture.ts';

test('the owner makes a backup, finds it in the list, and downloads the same bytes', async () => {
  const { call, address, store, clock } = await startApi();
  expect((await call('GET', '/api/backups')).body).toEqual({
    ...{ folder: store.backups.folder, data: [], failure: null, made_elsewhere: false },
  });
  const made = await call('POST', '/api/backups');
  const made_at = new Date(clock.now()).toISOString();
  expect(made).toMatchObject({ status: 201, body: { made_at, made_by: 'owner' } });
  expect((await call('GET', '/api/backups')).body.data).toEqual([made.body]);

  const path = `/api/backups/${made.body.name}`;
  const response = await fetch(address + path, { headers: { authorization: `Bearer ${OWNER_TOKEN}` } });
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/vnd.sqlite3',
    'content-length': String(made.body.bytes),
    'content-disposition': `attachment; filename="${made.body.name}"`,
    'cache-control': 'no-store',
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(bytes.equals(readFileSync(join(store.backups.folder, made.body.name)))).toBe(true);
});

test('nobody else gets a backup, nor learns which there are', async () => {
  const { call, fetch: get } = await startApi();
  const { name } = (await call('POST', '/api/backups')).body;
  for (const path of ['/api/backups', `/api/backups/${name}`]) {
    for (const headers of [{}, { authorization: 'Bearer jgo_another-token-of-nobody' }])
      expect(await get(path, { headers })).toMatchObject({ status: 401 });
  }
});

test('a name that is no backup is 404, also one that leads out of the folder', async () => {
  const { call } = await startApi();
  for (const name of ['jigap-20261126T000000000Z.db', '..%2fjigap.db', 'jigap.db', '%00'])
    expect(await call('GET', `/api/backups/${name}`)).toMatchObject(errorAnswer(404, 'not_found', 'name'));
});

test('a backup that fails says what to do in the language of the request, and is an incident once', async () => {
  const { call, store } = await startApi();
  writeFileSync(store.backups.folder, 'a file where the folder should be');
  const failed = await call('POST', '/api/backups');
  expect(failed).toMatchObject({ status: 500, body: { error: { code: 'backup_failed' } } });
  expect(failed.body.error.message).toContain(store.backups.folder);
  const korean = await call('POST', '/api/backups', {}, { 'accept-language': 'ko' });
  expect(korean.body.error.message).toMatch(/^백업하지 못했습니다/);
  const { data } = (await call('GET', '/api/incidents?open=true')).body;
  expect(data).toMatchObject([{ kind: 'backup_failed', detail: expect.stringContaining('for backups') }]);
  rmSync(store.backups.folder);
  expect((await call('GET', '/api/backups')).body.failure).toMatchObject({ message: data[0].detail });
  await call('POST', '/api/backups');
  expect((await call('GET', '/api/backups')).body.failure).toBeNull();
});
