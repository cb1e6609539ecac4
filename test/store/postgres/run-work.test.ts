import { expect, test } from 'vitest';
import { runSnapshot, runWork } from '../../../src/store/postgres/engine/run-work.ts';
import { connectionConfig } from '../../../src/store/postgres/engine/session-settings.ts';
import { allRows, oneRow, type SqlWork, write } from '../../../src/store/sql/sql-work.ts';
import { clientForThisTest, postgresForThisTest } from '../../support/postgres/databases.ts';

const open = async (url: string) => clientForThisTest(connectionConfig(url, 'ledger', 'test'));

function* countSettings(): SqlWork<number> {
  return (yield* oneRow<{ count: number }>('SELECT count(*) AS count FROM settings')).count;
}

test('sends each statement its rows and how many were written', async () => {
  const client = await open((await postgresForThisTest()).url);
  const seen = await runWork(
    client,
    (function* (): SqlWork<unknown> {
      const inserted = yield* write('INSERT INTO settings (name, value) VALUES (?, ?), (?, ?)', 'a', '1', 'b', '2');
      const changed = yield* write('UPDATE settings SET value = @value', { value: '3' });
      const rows = yield* allRows('SELECT name, value FROM settings ORDER BY name');
      return { inserted, changed, rows, unchanged: yield* write('DELETE FROM settings WHERE name = ?', 'c') };
    })(),
  );
  const rows = ['a', 'b'].map((name) => ({ name, value: '3' }));
  expect(seen).toEqual({ inserted: 2, changed: 2, rows, unchanged: 0 });
});

test('gives back money, booleans, text, JSON and NULL as the SQL of both engines expects them', async () => {
  const client = await open((await postgresForThisTest()).url);
  const text = `SELECT CAST(9007199254740991 AS BIGINT) AS money, CAST(1 AS SMALLINT) AS flag, '{"a":1}'::json AS json,
    '2026-11-27' AS day, NULL AS nothing, true AS truth`;
  const row = await runWork(client, oneRow(text));
  expect(row).toEqual({
    ...{ money: 9_007_199_254_740_991, flag: 1, json: '{"a":1}', day: '2026-11-27', nothing: null, truth: true },
  });
});

test('throws the error of a statement where the work yielded it, so that what must be closed is closed', async () => {
  const client = await open((await postgresForThisTest()).url);
  let isClosed = false;
  function* failing(): SqlWork<void> {
    try {
      yield* allRows('SELECT * FROM no_such_table');
    } finally {
      isClosed = true;
    }
  }
  await expect(runWork(client, failing())).rejects.toThrow('no_such_table');
  expect(isClosed).toBe(true);
});

test('a snapshot does not see what is committed after its first query', async () => {
  const { url } = await postgresForThisTest();
  const [reader, writer] = [await open(url), await open(url)];
  const counts = await runSnapshot(reader, function* (): SqlWork<number[]> {
    const before = yield* countSettings();
    yield* waitFor(() => writer.query("INSERT INTO settings (name, value) VALUES ('a', 'b')"));
    return [before, yield* countSettings()];
  });
  expect(counts).toEqual([0, 0]);
  expect(await runWork(reader, countSettings())).toBe(1);

  /** The work is in no hurry: a statement that takes a while lets the other connection commit. */
  function* waitFor(act: () => Promise<unknown>): SqlWork<void> {
    void act();
    yield* allRows('SELECT pg_sleep(0.3)::text AS slept');
  }
});

test('a snapshot cannot write, and leaves the connection as it was', async () => {
  const client = await open((await postgresForThisTest()).url);
  const writing = runSnapshot(client, () => write("INSERT INTO settings (name, value) VALUES ('a', 'b')"));
  await expect(writing).rejects.toThrow('read-only transaction');
  expect(await runWork(client, countSettings())).toBe(0);
});

test('a reader cannot write, and its statements end at last; those of the ledger are never cancelled', async () => {
  const { url } = await postgresForThisTest();
  const reader = await clientForThisTest(connectionConfig(url, 'reader', 'replica 1'));
  await expect(reader.query("INSERT INTO settings (name, value) VALUES ('a', 'b')")).rejects.toThrow('read-only');
  const settings = async (client: typeof reader) =>
    (
      await client.query(
        "SELECT current_setting('statement_timeout') AS timeout, current_setting('TimeZone') AS zone, current_setting('application_name') AS name",
      )
    ).rows[0];
  expect(await settings(reader)).toEqual({ timeout: '30s', zone: 'UTC', name: 'jigap reader replica 1' });
  expect(await settings(await open(url))).toEqual({ timeout: '0', zone: 'UTC', name: 'jigap ledger test' });
});

test('options in the address are kept, and replace none of ours', async () => {
  const { url } = await postgresForThisTest();
  const client = await open(`${url}&options=${encodeURIComponent('-c jit=on -c work_mem=8MB')}`);
  const { rows } = await client.query("SELECT current_setting('jit') AS jit, current_setting('work_mem') AS memory");
  expect(rows).toEqual([{ jit: 'off', memory: '8MB' }]);
});

test('the settings of a connection are in force although the role and the database say otherwise', async () => {
  const { url, adminUrl } = await postgresForThisTest();
  const admin = await clientForThisTest(adminUrl);
  const name = new URL(url).pathname.slice(1);
  await admin.query(`ALTER DATABASE ${name} SET statement_timeout = '1s'`);
  await admin.query(`ALTER DATABASE ${name} SET lock_timeout = '1s'`);
  await admin.query(`ALTER DATABASE ${name} SET TimeZone = 'Asia/Seoul'`);
  const client = await open(url);
  const { rows } = await client.query(
    "SELECT current_setting('statement_timeout') AS a, current_setting('lock_timeout') AS b, current_setting('TimeZone') AS c",
  );
  expect(rows).toEqual([{ a: '0', b: '0', c: 'UTC' }]);
});
