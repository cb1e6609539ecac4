import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { postgresForThisTest } from '../../support/postgres/databases.ts';
import { Link } from '../../support/postgres/link.ts';
import { POSTGRES_MIGRATIONS } from '../../support/postgres/template.ts';

const SOON = { timeout: 25_000, interval: 200 };

test('a database that answers nothing any more is known to be away, and one that takes over is used', {
  timeout: 60_000,
  ...LONG_RUN,
}, async () => {
  const { url } = await postgresForThisTest();
  const link = await Link.to(url);
  onTestFinished(() => link.close());
  const { defaults } = loadConfig({});
  const options = { migrationsFolder: POSTGRES_MIGRATIONS, defaults, timeZone: 'UTC', now: Date.now() };
  const store = await openPostgresStore({ ...options, url: link.url });
  onTestFinished(() => store.close());
  const request = { studentId: 1, classId: null, isCall: false, decide: () => null };
  await store.traffic?.admit(request);

  // It has looked at the database once.
  await wait(1500);
  link.silence();
  const write = store.journal.probeDisk().then(
    () => 'written',
    () => 'refused',
  );
  const admission = store.traffic?.admit(request).then(
    () => 'let in',
    () => 'refused',
  );
  await expect.poll(() => store.cluster.problem(), SOON).not.toBeNull();
  link.mend();
  expect(['written', 'refused']).toContain(await write);
  expect(await admission).toBe('refused');
  await expect.poll(() => store.cluster.problem(), SOON).toBeNull();
  await store.journal.probeDisk();
  expect(await store.traffic?.admit(request)).toBeNull();
});
