import { expect, test } from 'vitest';
import * as locks from '../../../src/store/postgres/engine/locks.ts';
import { makePartition } from '../../../src/store/postgres/engine/partitions.ts';
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
