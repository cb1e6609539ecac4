import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { postgresForThisTest } from '../../support/postgres/databases.ts';
import { POSTGRES_MIGRATIONS } from '../../support/postgres/template.ts';

const WRITERS = 100;
const MAX_WRITES = 20_000;

test('a page is read while writes come without a pause', async () => {
  const { url } = await postgresForThisTest();
  const { defaults } = loadConfig({});
  const options = { url, migrationsFolder: POSTGRES_MIGRATIONS, defaults, timeZone: 'UTC', now: Date.now() };
  const store = await openPostgresStore(options);
  onTestFinished(() => store.close());

  let writes = 0;
  let isRead = false;
  const write = async () => {
    while (!isRead && writes < MAX_WRITES) {
      // Not in step with each other: one transaction is filled while another one is flushed.
      await wait(Math.random() * 5);
      await store.journal.probeDisk();
      writes += 1;
    }
  };
  const writers = Array.from({ length: WRITERS }, write);
  await wait(100);
  await store.access.listClasses({ limit: 10, after: null });
  isRead = true;
  await Promise.all(writers);
  expect(writes).toBeLessThan(MAX_WRITES);
});
