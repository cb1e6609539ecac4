import { expect, onTestFinished, test } from 'vitest';
import * as locks from '../../../src/store/postgres/engine/locks.ts';
import { makePartition } from '../../../src/store/postgres/engine/partitions.ts';
import { connectionConfig } from '../../../src/store/postgres/engine/session-settings.ts';
import { clientForThisTest, postgresForThisTest } from '../../support/postgres/databases.ts';

test('every lock has a number of its own', () => {
  const { LEADER: _, ...numbers } = locks;
  expect(new Set(Object.values(numbers)).size).toBe(Object.keys(numbers).length);
});

test('a partition is made while a transaction of the ledger runs', async () => {
  const { url } = await postgresForThisTest();
  const [ledger, client] = [await clientForThisTest(url), await clientForThisTest(url)];
  await ledger.query('BEGIN');
  await ledger.query(`SELECT pg_advisory_xact_lock(${locks.LEDGER_LOCK})`);
  expect(await makePartition(client, Date.UTC(2031, 0, 1))).toBe('made');
  await ledger.query('ROLLBACK');
  await client.query('DROP TABLE usage_records_2031_01');
});

test('what waited for the lock sees what was committed meanwhile, whatever the database sets by default', async () => {
  const { url } = await postgresForThisTest();
  const admin = await clientForThisTest(url);
  const { rows } = await admin.query<{ name: string }>('SELECT quote_ident(current_database()) AS name');
  const database = `ALTER DATABASE ${rows[0]?.name}`;
  await admin.query(`${database} SET default_transaction_isolation = 'repeatable read'`);
  // Another test gets the database.
  onTestFinished(async () => void (await admin.query(`${database} RESET default_transaction_isolation`)));
  const ledger = await clientForThisTest(connectionConfig(url, 'ledger', 'test'));
  const lock = `SELECT pg_advisory_xact_lock(${locks.LEDGER_LOCK})`;
  for (const text of ['BEGIN', lock, 'UPDATE ledger_state SET newest_id = 77']) await admin.query(text);
  await ledger.query('BEGIN');
  const locked = ledger.query(lock);
  await admin.query('COMMIT');
  await locked;
  expect((await ledger.query('SELECT newest_id AS id FROM ledger_state')).rows).toEqual([{ id: 77 }]);
  await ledger.query('ROLLBACK');
});
