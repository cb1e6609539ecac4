import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { LEDGER_LOCK } from '../../../src/store/postgres/engine/locks.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import type { Store } from '../../../src/store/store.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { clientForThisTest, postgresForThisTest } from '../../support/postgres/databases.ts';
import { Link } from '../../support/postgres/link.ts';
import { POSTGRES_MIGRATIONS } from './postgres-engine.ts';

/** Ends what hangs. */
const TIME_LIMIT_MS = 60_000;
const REQUEST = { studentId: 1, classId: null, isCall: false, decide: () => null };

interface Linked {
  readonly store: Store;
  readonly link: Link;
  readonly url: string;
}

async function storeOverLink(): Promise<Linked> {
  const { url } = await postgresForThisTest();
  const link = await Link.to(url);
  const defaults = { walletMonthly: 1, studentWeekly: 1 };
  const store = await openPostgresStore({
    ...{ url: link.url, migrationsFolder: POSTGRES_MIGRATIONS, defaults, timeZone: 'UTC', now: Date.now() },
  });
  onTestFinished(async () => {
    link.mend();
    await store.close();
    link.close();
  });
  await store.traffic?.admit(REQUEST);
  await store.journal.probeDisk();
  return { store, link, url };
}

/** Not for ever. */
function endOf(promise: Promise<unknown> | undefined, ms = 30_000): Promise<string> {
  return Promise.race([
    Promise.resolve(promise).then(
      () => 'done',
      () => 'failed',
    ),
    wait(ms, 'hangs', { ref: false }),
  ]);
}

const USES: readonly (readonly [string, RegExp, (store: Store) => Promise<unknown> | undefined])[] = [
  ['ledger', /^jigap ledger \S+ \d+$/, (store) => store.journal.probeDisk()],
  ['flush', / flush$/, (store) => store.journal.probeDisk()],
  ['traffic', / traffic$/, (store) => store.traffic?.admit(REQUEST)],
  ['pages', /^jigap reader /, (store) => store.journal.listIncidents({ after: null, limit: 1 })],
];

for (const [which, name, use] of USES)
  test(`who waits for the ${which} is told when its connection alone is lost without a word`, {
    timeout: TIME_LIMIT_MS,
    ...(which === 'ledger' ? {} : LONG_RUN),
  }, async () => {
    const { store, link } = await storeOverLink();
    await use(store);
    expect(link.silenceNamed(name)).toBe(1);
    const startedAt = performance.now();
    expect(await endOf(use(store))).not.toBe('hangs');
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    await expect.poll(() => store.cluster.problem(), { timeout: 5000 }).toBeNull();
    expect(await endOf(use(store))).toBe('done');
  });

test('a ledger that waits for its lock for long is let wait', { timeout: TIME_LIMIT_MS, ...LONG_RUN }, async () => {
  const { store, url } = await storeOverLink();
  const other = await clientForThisTest(url);
  const pids = async () =>
    (
      await other.query(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'jigap ledger%' ORDER BY pid",
      )
    ).rows;
  const before = await pids();
  await other.query(`SELECT pg_advisory_lock(${LEDGER_LOCK})::text`);
  const written = endOf(store.journal.probeDisk());
  await wait(15_000);
  await other.query('SELECT pg_advisory_unlock_all()');
  expect(await written).toBe('done');
  expect(await pids()).toEqual(before);
});
