import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import type { Language } from '../../src/language/languages.ts';
import { runMigration } from '../../src/migrate-database/run-migration.ts';
import { MIGRATED_TABLES } from '../../src/store/database-migration.ts';
import { BUSY_CALLS, busyYear } from '../store/contract/busy-year.ts';
import type { TestLedger } from '../store/contract/test-ledger.ts';
import type { PostgresTestDatabase } from '../store/postgres/make-engine.ts';
import { POSTGRES_ENGINE } from '../store/postgres/postgres-engine.ts';
import { SQLITE_ENGINE, type SqliteDatabase } from '../store/sqlite/sqlite-engine.ts';
import { LONG_RUN } from '../support/long-run.ts';
import { clientForThisTest } from '../support/postgres/databases.ts';
import { withClient } from '../support/postgres/template.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';
import { storeReports } from './store-reports.ts';

const MAIN = join(import.meta.dirname, '../../src/migrate-database/main.ts');
const SERVER = { timeZone: 'Asia/Seoul', walletMonthly: 500_000_000_000, studentWeekly: 500_000_000_000 };

afterEach(() => {
  vi.unstubAllEnvs();
});

type Source = TestLedger & { readonly database: SqliteDatabase };

/** A year of calls; a money request, a top-up, a session, a removed class with the highest id. Its server is stopped. */
async function stoppedYear(): Promise<Source> {
  const ledger = await busyYear(SQLITE_ENGINE);
  const { store, clock } = ledger;
  const change = { actor: 'owner', now: clock.now() };
  await store.ledger.setBudget({ scope: 'class', scopeId: 2, period: 'month', limit: 5_000_000 }, change);
  await store.moneyRequests.ask(1, { amount: 500_000_000, reason: '\'; DROP TABLE students; -- \\ " 😀 한글' }, change);
  await store.journal.raiseIncident('backup_failed', 'tabs\tand\nlines', clock.now());
  await store.journal.pseudonymSecret();
  await store.close();
  return ledger;
}

async function emptyTarget(): Promise<PostgresTestDatabase> {
  const database = await POSTGRES_ENGINE.create();
  onTestFinished(() => database.remove());
  return database;
}

/** As somebody at the terminal of the server's machine. */
async function migrate(words: readonly string[], language: Language = 'en', database = 'unused.db') {
  vi.stubEnv('JIGAP_ENV_FILE', 'none');
  vi.stubEnv('JIGAP_DATABASE', database);
  const texts = { out: '', errors: '' };
  const exitCode = await runMigration(words, {
    language,
    write: (text) => {
      texts.out += text;
    },
    complain: (text) => {
      texts.errors += text;
    },
    now: Date.now,
  });
  return { exitCode, ...texts };
}

async function countAll(database: PostgresTestDatabase): Promise<number> {
  let count = 0;
  for (const table of MIGRATED_TABLES) count += await database.countRows(table);
  return count;
}

function changeFile({ database }: Source, sql: string): void {
  const sqlite = new Database(database.path);
  sqlite.exec(sql);
  sqlite.close();
}

test('moves a year: every report is equal, calls go on, and the books balance', async () => {
  const source = await stoppedYear();
  const { database, clock } = source;
  const before = await database.open({ server: SERVER, now: clock.now() });
  const expected = await storeReports(before, clock.now());
  await before.close();
  const target = await emptyTarget();
  const { exitCode, out, errors } = await migrate(['--from', database.path, '--to', target.url]);
  expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
  expect(out).toContain(`usage_records: ${BUSY_CALLS} rows, equal`);
  expect(out).toContain(`Done: ${BUSY_CALLS} calls, and the books are equal.`);

  const store = await target.open({ server: SERVER, now: clock.now() });
  onTestFinished(() => store.close());
  expect(await storeReports(store, clock.now())).toEqual(expected);
  const change = { actor: 'owner', now: clock.now() };
  const fields = { name: 'New', timeZone: 'Asia/Seoul', language: 'ko', startsOn: null, endsOn: null } as const;
  const made = await store.access.createClass({ ...fields, allowedModels: null }, {}, change);
  expect(made.id).toBe(3);
  const placed = await store.ledger.placeHold({
    ...{
      studentId: 1,
      tokenId: 1,
      endpoint: 'chat',
      model: 'gpt-5-nano',
      servedModel: 'gpt-5-nano',
      modelId: 'gpt-5-nano',
    },
    ...{ provider: 'openai', priceVersion: 'x@1', cap: 100, lowestCap: 1, now: clock.now() - 5000 },
    estimate: { inputTokensBound: 20, candidates: 1, inputPico: 1_000_000, picoPerCapToken: 0 },
  });
  const newest = (expected.records as { rows: { id: number }[] }).rows[0]?.id ?? 0;
  expect('hold' in placed && placed.hold.id > newest).toBe(true);
  expect((await store.ledger.check('full', clock.now())).problems).toEqual([]);
});

test('gives no id again that belonged to a row that is gone, and has a partition for each month', async () => {
  const source = await stoppedYear();
  changeFile(source, "UPDATE sqlite_sequence SET seq = 77 WHERE name = 'students'");
  const target = await emptyTarget();
  expect(await migrate(['--from', source.database.path, '--to', target.url])).toMatchObject({ exitCode: 0 });
  const client = await clientForThisTest(target.url);
  const { rows } = await client.query(
    `INSERT INTO students (name, created_at, rules_since, records_since) VALUES ('x', 1, 1, 1) RETURNING id`,
  );
  expect(rows).toEqual([{ id: '78' }]);
  const { rows: strays } = await client.query('SELECT count(*)::int AS n FROM usage_records_default');
  expect(strays).toEqual([{ n: 0 }]);
});

test('moves what is only in the log of a file whose server was killed between two calls', LONG_RUN, async () => {
  const { database } = await busyYear(SQLITE_ENGINE);
  const path = join(tempFolderForThisTest(), 'jigap.db');
  for (const end of ['', '-wal']) copyFileSync(database.path + end, path + end);
  expect(statSync(`${path}-wal`).size).toBeGreaterThan(100_000);
  const target = await emptyTarget();
  expect(await migrate(['--from', path, '--to', target.url])).toMatchObject({ exitCode: 0 });
  expect(await target.countRows('usage_records')).toBe(BUSY_CALLS);
});

test('leaves an empty database when PostgreSQL ends the session in the middle', async () => {
  const { database } = await stoppedYear();
  const target = await emptyTarget();
  const client = await clientForThisTest(target.url);
  await client.query('BEGIN; LOCK TABLE notices IN SHARE MODE');
  const moving = migrate(['--from', database.path, '--to', target.url]);
  await vi.waitFor(async () => expect(await waiting(target)).toBe(1), { timeout: 20_000 });
  await target.admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
  await client.query('COMMIT');
  expect(await moving).toMatchObject({ exitCode: 3, errors: expect.stringContaining('the database failed') });
  expect(await countAll(target)).toBe(0);
  expect(await migrate(['--from', database.path, '--to', target.url])).toMatchObject({ exitCode: 0 });
});

test('takes the database that JIGAP_DATABASE names for the one of its kind', LONG_RUN, async () => {
  const { database } = await stoppedYear();
  const target = await emptyTarget();
  expect(await migrate(['--from', database.path], 'en', target.url)).toMatchObject({ exitCode: 0 });
  expect(await migrate(['--to', target.url], 'en', database.path)).toMatchObject({ exitCode: 3 });
  expect(await migrate(['--to', target.url], 'en', database.path)).toMatchObject({
    errors: expect.stringContaining('is not empty (settings has rows)'),
  });
});

test.each([
  ['is not there', async () => ({ from: '/nowhere/jigap.db' }), 'there is no file', '파일이 없습니다'],
  [
    'is used by a server',
    async ({ database, clock }: Source) => {
      const store = await database.open({ server: SERVER, now: clock.now() });
      onTestFinished(() => store.close());
    },
    'calls may be running: another jigap is using',
    'jigap을 먼저 멈추세요',
  ],
  [
    'has open calls',
    async (source: Source) => changeFile(source, openHold(7)),
    '1 calls are open, because the server did not stop by itself',
    '끝나지 않은 호출이 1건',
  ],
  [
    'has books that do not balance',
    async (source: Source) => changeFile(source, 'UPDATE balances SET spent = spent + 1'),
    'the books of the file do not balance',
    '장부가 맞지 않습니다',
  ],
  [
    'is of an older version',
    async (source: Source) => changeFile(source, "DELETE FROM migrations WHERE name LIKE '0021%'"),
    'is of another version of jigap (0021',
    '다른 버전의 jigap',
  ],
  [
    'has a trigger of somebody else',
    async (source: Source) => changeFile(source, 'CREATE TRIGGER t AFTER INSERT ON audit BEGIN SELECT 1; END'),
    'something else than jigap changed trigger t',
    '파일이 손상되었습니다',
  ],
  [
    'is no database',
    async () => ({ from: import.meta.filename }),
    'the file is no database of jigap',
    'jigap의 데이터베이스가 아닙니다',
  ],
] as const)(
  'refuses a file that %s, and leaves the new database empty',
  LONG_RUN,
  async (_what, spoil, english, korean) => {
    const source = await stoppedYear();
    const target = await emptyTarget();
    const spoilt = await spoil(source);
    const words = ['--from', spoilt?.from ?? source.database.path, '--to', target.url];
    expect(await migrate(words)).toEqual({ exitCode: 3, out: '', errors: expect.stringContaining(english) });
    expect((await migrate(words, 'ko')).errors).toContain(korean);
    expect(await countAll(target)).toBe(0);
  },
);

test('refuses an address that is none, and a server that is not there', async () => {
  const { database } = await stoppedYear();
  for (const to of [[], ['--to', 'data/other.db'], ['--to', 'postgres://']]) {
    expect(await migrate(['--from', database.path, ...to])).toMatchObject({
      exitCode: 3,
      errors: expect.stringContaining('name the new database: --to postgres://'),
    });
  }
  const away = await migrate(['--from', database.path, '--to', 'postgres://jigap:secret@127.0.0.1:9/jigap']);
  expect(away).toMatchObject({ exitCode: 3, errors: expect.stringContaining('cannot be reached') });
  expect(away.errors).not.toContain('secret');
});

test('refuses a database that a server uses, one that another move fills, and one with rows', LONG_RUN, async () => {
  const { database, clock } = await stoppedYear();
  const target = await emptyTarget();
  const words = ['--from', database.path, '--to', target.url];
  const inUse = { exitCode: 3, errors: expect.stringContaining('a server uses the new database') };
  const client = await clientForThisTest(target.url);
  await client.query('BEGIN; LOCK TABLE notices IN SHARE MODE');
  const first = migrate(words);
  await vi.waitFor(async () => expect(await waiting(target)).toBe(1), { timeout: 20_000 });
  // The first one has the file, too.
  const copy = (await stoppedYear()).database.path;
  expect(await migrate(['--from', copy, '--to', target.url])).toMatchObject(inUse);
  await client.query('COMMIT');
  expect(await first).toMatchObject({ exitCode: 0 });

  expect((await migrate(words)).errors).toContain('is not empty (settings has rows)');
  const other = await emptyTarget();
  const store = await other.open({ server: SERVER, now: clock.now() });
  expect(await migrate(['--from', database.path, '--to', other.url])).toMatchObject(inUse);
  await store.close();
  expect((await migrate(['--from', database.path, '--to', other.url])).errors).toContain('is not empty');
});

test('leaves an empty database when it is killed in the middle, and can be run again', LONG_RUN, async () => {
  const { database, clock } = await stoppedYear();
  const target = await emptyTarget();
  const client = await clientForThisTest(target.url);
  await client.query('BEGIN; LOCK TABLE notices IN SHARE MODE');
  const env = { PATH: process.env.PATH, JIGAP_ENV_FILE: 'none', JIGAP_DATABASE: target.url };
  const child = spawn(process.execPath, [MAIN, '--from', database.path], { env, stdio: 'ignore' });
  await vi.waitFor(async () => expect(await waiting(target)).toBe(1), { timeout: 20_000 });
  child.kill('SIGKILL');
  await once(child, 'exit');
  await client.query('COMMIT');
  await vi.waitFor(async () => expect(await sessions(target)).toBe(0), { timeout: 20_000 });
  expect(await countAll(target)).toBe(0);
  expect(await migrate(['--from', database.path, '--to', target.url])).toMatchObject({ exitCode: 0 });
  const store = await target.open({ server: SERVER, now: clock.now() });
  expect((await store.ledger.check('full', clock.now())).problems).toEqual([]);
  await store.close();
});

test('makes a server that starts meanwhile wait, and then start on the moved books', LONG_RUN, async () => {
  const { database, clock } = await stoppedYear();
  const target = await emptyTarget();
  const client = await clientForThisTest(target.url);
  await client.query('BEGIN; LOCK TABLE notices IN SHARE MODE');
  const moving = migrate(['--from', database.path, '--to', target.url]);
  await vi.waitFor(async () => expect(await waiting(target)).toBe(1), { timeout: 20_000 });
  const starting = target.open({ server: SERVER, now: clock.now() });
  await vi.waitFor(async () => expect(await waiting(target)).toBe(2), { timeout: 20_000 });
  await client.query('COMMIT');
  expect(await moving).toMatchObject({ exitCode: 0 });
  const store = await starting;
  onTestFinished(() => store.close());
  expect((await store.records.usage({ from: '2026-01-01', to: '2028-12-31', groupBy: 'class' })).total.requests).toBe(
    BUSY_CALLS,
  );
});

test('refuses a copy that differs, and takes all of it back', async () => {
  const { database } = await stoppedYear();
  const target = await emptyTarget();
  const client = await clientForThisTest(target.url);
  onTestFinished(async () => {
    await target.admin.query('DROP FUNCTION cheat CASCADE');
  });
  await client.query(`CREATE FUNCTION cheat() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.cost := NEW.cost + 1; RETURN NEW; END $$`);
  await client.query('CREATE TRIGGER cheat BEFORE INSERT ON usage_records FOR EACH ROW EXECUTE FUNCTION cheat()');
  expect(await migrate(['--from', database.path, '--to', target.url])).toMatchObject({
    exitCode: 3,
    errors: expect.stringContaining('the copy is not equal, so nothing was moved: usage_records: cost_low'),
  });
  expect(await countAll(target)).toBe(0);
});

test('knows every table of the schema but that of migrations', async () => {
  const { database } = await stoppedYear();
  const sqlite = new Database(database.path, { readonly: true });
  const tables = sqlite
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'migrations'",
    )
    .pluck()
    .all();
  sqlite.close();
  expect([...MIGRATED_TABLES].sort()).toEqual(tables.sort());
});

/** How many sessions wait for a lock. */
async function waiting({ url }: PostgresTestDatabase): Promise<number> {
  return countSessions(url, "wait_event_type = 'Lock'");
}

async function sessions({ url }: PostgresTestDatabase): Promise<number> {
  return countSessions(url, "application_name LIKE '%migrate-database%'");
}

async function countSessions(url: string, where: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND ${where}`,
    );
    return rows[0]?.n ?? 0;
  });
}

function openHold(id: number): string {
  return `INSERT INTO holds (id, student_id, class_id, token_id, day, endpoint, model, served_model, price_version, amount,
    balance_ids) VALUES (${id}, 1, 1, 1, '2026-11-23', 'chat', 'm', 'm', 'm@1', 0, '[]')`;
}
