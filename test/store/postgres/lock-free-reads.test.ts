import { expect, onTestFinished, test } from 'vitest';
import { LEDGER_LOCK } from '../../../src/store/postgres/engine/locks.ts';
import { clientForThisTest } from '../../support/postgres/databases.ts';
import { openTestLedger } from '../contract/test-ledger.ts';
import { POSTGRES_ENGINE } from './postgres-engine.ts';
import { statementsUnderLock } from './statements-under-lock.ts';

async function openWithCalls() {
  const ledger = await openTestLedger(POSTGRES_ENGINE);
  for (const _ of [1, 2]) await ledger.student(null);
  await ledger.call({ cost: 400 });
  await ledger.place({ hold: 1000 });
  const other = await clientForThisTest(ledger.database.url);
  const lock = () => other.query(`SELECT pg_advisory_lock(${LEDGER_LOCK})`);
  const unlock = () => other.query(`SELECT pg_advisory_unlock(${LEDGER_LOCK})`);
  onTestFinished(async () => void (await unlock().catch(() => {})));
  return { ...ledger, lock, unlock };
}

test('balances are shown as they are, and callers found, while another replica has the lock', async () => {
  const { store, clock, lock, unlock, database } = await openWithCalls();
  const before = await database.countRows('balances');
  await lock();
  const now = clock.now();
  for (const [scope, id] of [['wallet', 0] as const, ['student', 1] as const])
    expect(await store.ledger.balancesOf(scope, id, now)).toMatchObject([{ scope, spent: 400, held: 1000 }]);
  // Who never called has no row, and gets none.
  expect(await store.ledger.balancesOf('student', 2, now)).toMatchObject([{ spent: 0, held: 0 }]);
  expect(await store.access.findCaller('unknown')).toBeNull();
  expect(await database.countRows('balances')).toBe(before);
  await unlock();
});

test('neither keeps the other waiting: reads that keep coming, and calls', async () => {
  const { store, clock, place } = await openWithCalls();
  let isOver = false;
  let reads = 0;
  const reader = async () => {
    while (!isOver) {
      await store.ledger.balancesOf('wallet', 0, clock.now());
      reads += 1;
    }
  };
  const readers = Array.from({ length: 8 }, reader);
  for (let n = 0; n < 20; n++) await place({ hold: 10 });
  isOver = true;
  await Promise.all(readers);
  expect(reads).toBeGreaterThan(20);
  expect((await store.ledger.check('full', clock.now())).problems).toEqual([]);
});

test('a read that comes after a change of its process sees it, and takes no lock', async () => {
  const { store, clock } = await openWithCalls();
  const statements = statementsUnderLock();
  const change = { actor: 'owner', now: clock.now() };
  const changed = store.ledger.setBudget({ scope: 'student', scopeId: 2, period: 'day', limit: 77 }, change);
  const shown = store.ledger.balancesOf('student', 2, clock.now());
  await changed;
  expect((await shown).map(({ period, limit }) => [period, limit])).toContainEqual(['day', 77]);
  expect(statements.transactions()).toBeLessThanOrEqual(2);
});

test('a read sees what another replica has changed, however warm the caches are', async () => {
  const { store, clock, database } = await openWithCalls();
  const server = { timeZone: 'Asia/Seoul', walletMonthly: 500_000_000_000, studentWeekly: 500_000_000_000 };
  const other = await database.open({ server, now: clock.now() });
  onTestFinished(() => other.close());
  const limitOf = async (scope: 'wallet' | 'student', id: number) =>
    (await store.ledger.balancesOf(scope, id, clock.now())).map(({ limit }) => limit);
  for (const [scope, id] of [['wallet', 0] as const, ['student', 1] as const]) {
    await limitOf(scope, id);
    const [budget] = await store.ledger.balancesOf(scope, id, clock.now());
    const { period = 'month' } = budget ?? {};
    await other.ledger.setBudget({ scope, scopeId: id, period, limit: 1234 }, { actor: 'owner', now: clock.now() });
    expect(await limitOf(scope, id)).toEqual([1234]);
  }
});
