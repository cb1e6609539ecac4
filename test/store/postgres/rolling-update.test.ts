import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { clientForThisTest, createPostgresDatabase } from '../../support/postgres/databases.ts';
import { POSTGRES_MIGRATIONS } from '../../support/postgres/template.ts';

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
