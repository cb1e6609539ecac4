import { onTestFinished } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import type { Store } from '../../src/store/store.ts';
import { TestClock } from '../support/clock.ts';
import { createPostgresDatabase } from '../support/postgres/databases.ts';
import { POSTGRES_MIGRATIONS } from '../support/postgres/template.ts';
import { type AppOverrides, startApp } from '../support/running-app.ts';
import { startScriptedUpstream } from '../support/scripted-upstream.ts';
import { replicaCases } from './replica-cases.ts';

/** Two apps, each with a store of its own on one PostgreSQL. */
async function twoReplicas(overrides: AppOverrides = {}) {
  const clock = new TestClock();
  // The database has a clock, too.
  clock.set(Date.now());
  const { url, drop } = await createPostgresDatabase();
  const { defaults, timeZone } = loadConfig({ JIGAP_TIME_ZONE: 'Asia/Seoul' });
  const open = () =>
    openPostgresStore({ url, migrationsFolder: POSTGRES_MIGRATIONS, defaults, timeZone, now: clock.now() });
  const stores: readonly Store[] = [await open(), await open()];
  const upstream = await startScriptedUpstream();
  const [a, b] = [
    await startApp({ ...overrides, clock, upstream, store: () => stores[0] as Store }),
    await startApp({ ...overrides, clock, upstream, store: () => stores[1] as Store }),
  ];
  onTestFinished(async () => {
    for (const app of [b, a]) await app.stop();
    for (const store of stores) await store.close();
    await upstream.stop();
    await drop();
  });
  return { a, b };
}

replicaCases(twoReplicas);
