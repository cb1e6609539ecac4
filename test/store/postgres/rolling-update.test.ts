import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { clientForThisTest, createPostgresDatabase } from '../../support/postgres/databases.ts';
import { POSTGRES_MIGRATIONS } from '../../support/postgres/template.ts';
import { openTestLedger } from '../contract/test-ledger.ts';
import { POSTGRES_ENGINE } from './postgres-engine.ts';
import { statementsUnderLock } from './statements-under-lock.ts';

const OWNER = { actor: 'owner', now: Date.now() };

test('a replica goes on when a newer one adds a column to a table', async () => {
  const { url, drop } = await createPostgresDatabase();
  onTestFinished(drop);
  const { defaults } = loadConfig({});
  const options = { url, migrationsFolder: POSTGRES_MIGRATIONS, defaults, timeZone: 'UTC', now: OWNER.now };
  const store = await openPostgresStore(options);
  onTestFinished(() => store.close());
  const fields = { name: 'Kim', classId: null, email: null, suspended: false };
  const { id } = await store.access.createStudent(fields, {}, OWNER);
  const read = async () => [
    (await store.ledger.balancesOf('student', id, OWNER.now)).length,
    (await store.access.getStudent(id))?.name,
  ];
  const before = await read();

  const newer = await clientForThisTest(url);
  await newer.query('ALTER TABLE students ADD COLUMN nickname TEXT');
  // What is cached is read again.
  await store.access.updateStudent(id, { suspended: true }, {}, OWNER);
  expect(await read()).toEqual(before);
});

test('what the ledger has prepared is good for the tables of a newer replica', async () => {
  const { student, place, settle, call, database, store, clock } = await openTestLedger(POSTGRES_ENGINE);
  await student(null);
  await call();
  const open = await place();
  const tables = ['holds', 'usage_records', 'balances', 'usage_days', 'usage_class_days', 'usage_months', 'api_tokens'];
  const alter = async (change: string) => {
    for (const table of [...tables, 'replicas', 'ledger_state'])
      await database.admin.query(`ALTER TABLE ${table} ${change}`);
  };
  await alter('ADD COLUMN more bigint NOT NULL DEFAULT 7, ADD COLUMN note text');
  // Another test gets the database.
  onTestFinished(() => alter('DROP COLUMN more, DROP COLUMN note'));
  const { sent, transactions } = statementsUnderLock();
  await settle(open);
  await call();
  expect(sent).not.toContain('SAVEPOINT job');
  expect(transactions()).toBe(3);
  for (const table of tables.slice(1, 6)) {
    const { rows } = await database.admin.query(`SELECT DISTINCT more::int AS more FROM ${table}`);
    expect(rows).toEqual([{ more: 7 }]);
  }
  expect((await store.ledger.check('full', clock.now())).problems).toEqual([]);
});
