import { expect, onTestFinished, test } from 'vitest';
import { NO_BACKUPS } from '../../src/store/postgres/backups.ts';
import { startApp } from '../support/running-app.ts';

const DAY_MS = 86_400_000;

test('nothing is due, and nothing is missing, where PostgreSQL makes the backups', async () => {
  const app = await startApp({
    store: (store) => ({ ...store, backups: NO_BACKUPS, cluster: { ...store.cluster, isShared: true } }),
  });
  onTestFinished(() => app.stop());
  for (let days = 0; days < 4; days++) {
    await app.runJobs();
    app.clock.set(app.clock.now() + DAY_MS);
  }
  expect((await app.api('GET', '/api/incidents')).json.data).toEqual([]);
  const notices = (await app.api('GET', '/api/notices')).json.data as readonly { kind: string }[];
  expect(notices.map(({ kind }) => kind).filter((kind) => kind.startsWith('backup'))).toEqual([]);
});

test('a backup that the owner asks for says who makes them', async () => {
  const app = await startApp({
    store: (store) => ({ ...store, backups: NO_BACKUPS, cluster: { ...store.cluster, isShared: true } }),
  });
  onTestFinished(() => app.stop());
  const { status, text } = await app.api('POST', '/api/backups');
  expect(status).toBe(409);
  expect(text).toContain('backed up by its own tools. docs/school.en.md says how');
  expect((await app.api('GET', '/api/backups')).json).toMatchObject({ made_elsewhere: true, data: [], failure: null });
  expect((await app.api('GET', '/api/incidents')).json.data).toEqual([]);
});
