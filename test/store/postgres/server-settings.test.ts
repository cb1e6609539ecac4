import { describe, expect, onTestFinished, test } from 'vitest';
import { checkServer } from '../../../src/store/postgres/engine/check-server.ts';
import type { Connection } from '../../../src/store/postgres/engine/run-work.ts';
import { judgeServer, type ServerFacts } from '../../../src/store/postgres/engine/server-settings.ts';
import { connectionConfig } from '../../../src/store/postgres/engine/session-settings.ts';
import { clientForThisTest, postgresForThisTest } from '../../support/postgres/databases.ts';
import { startPostgres } from '../../support/postgres/server.ts';

const SOUND: ServerFacts = {
  ...{ versionNumber: 180_004, encoding: 'UTF8', fsync: 'on', fullPageWrites: 'on', synchronousCommit: 'on' },
  dataChecksums: 'on',
  ...{ standbyNames: 'ANY 1 (a, b)', transactionTimeout: '0', isReadOnly: false, isStandby: false },
  ...{ isSuperuser: false, schema: 'public', mayCreate: true, ownsTables: true, role: 'jigap' },
};

describe('judgeServer', () => {
  test.each([150_000, 160_009, 170_002, 180_004])('accepts version %i with settings that keep a ledger', (version) => {
    const transactionTimeout = version < 170_000 ? null : '0';
    expect(judgeServer({ ...SOUND, versionNumber: version, transactionTimeout })).toEqual({
      refused: [],
      warnings: [],
    });
  });

  test.each<[Partial<ServerFacts>, string]>([
    [{ versionNumber: 140_019 }, 'PostgreSQL 14 is too old'],
    [{ encoding: 'SQL_ASCII' }, "ENCODING 'UTF8'"],
    [{ fsync: 'off' }, 'Set fsync = on'],
    [{ fullPageWrites: 'off' }, 'Set full_page_writes = on'],
    [{ synchronousCommit: 'off' }, 'ALTER ROLE "jigap" SET synchronous_commit = on'],
    [{ transactionTimeout: '30s' }, 'ALTER ROLE "jigap" SET transaction_timeout = 0'],
    [{ isStandby: true, isReadOnly: true }, 'address of the primary'],
    [{ isReadOnly: true }, 'SET default_transaction_read_only = off'],
    [{ schema: null, mayCreate: false }, 'any schema of its search_path'],
    [{ mayCreate: false }, 'may not create tables in the schema public'],
    [{ ownsTables: false }, 'the tables belong to another role'],
  ])('refuses a server with %j', (wrong, sentence) => {
    const { refused, warnings } = judgeServer({ ...SOUND, ...wrong });
    expect(refused).toEqual([expect.stringContaining(sentence)]);
    expect(warnings).toEqual([]);
  });

  test.each<[Partial<ServerFacts>, string]>([
    [{ versionNumber: 190_000 }, 'newer than what this jigap was tested with'],
    [{ standbyNames: '' }, 'synchronous_standby_names is empty'],
    [{ synchronousCommit: 'local' }, 'a standby that takes over may lack the newest holds'],
    [{ synchronousCommit: 'remote_write' }, 'a standby that takes over may lack the newest holds'],
    [{ dataChecksums: 'off' }, 'data_checksums is off'],
    [{ isSuperuser: true }, 'is a superuser'],
  ])('warns of a server with %j', (wrong, sentence) => {
    const { refused, warnings } = judgeServer({ ...SOUND, ...wrong });
    expect(warnings).toEqual([expect.stringContaining(sentence)]);
    expect(refused).toEqual([]);
  });
});

describe('checkServer', () => {
  const open = (url: string) => clientForThisTest(connectionConfig(url, 'ledger', 'test'));

  test('accepts a server as it is installed, and warns that it has no standby', async () => {
    const { url } = await postgresForThisTest();
    const { refused, warnings } = await checkServer(await open(url), await open(url));
    expect(refused).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining('synchronous_standby_names is empty')]);
  });

  test('refuses a real server that does not wait for its disk', async () => {
    const settings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };
    const server = await startPostgres({ isDurable: false, settings });
    onTestFinished(() => server.stop());
    const url = server.urlOf('postgres');
    const { refused, warnings } = await checkServer(await open(url), await open(url));
    expect(refused).toEqual([
      expect.stringContaining('fsync is off'),
      expect.stringContaining('full_page_writes is off'),
      expect.stringContaining('synchronous_commit is off for the role postgres'),
    ]);
    expect(warnings).toContainEqual(expect.stringContaining('the role postgres is a superuser'));
  });

  test('is about the role and database of jigap, not about the default of the server', async () => {
    const { url, adminUrl } = await postgresForThisTest();
    const admin = await clientForThisTest(adminUrl);
    const name = new URL(url).pathname.slice(1);
    await admin.query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
    const { refused } = await checkServer(await open(url), await open(url));
    expect(refused).toEqual([expect.stringContaining('synchronous_commit is off for the role jigap')]);
  });

  test('refuses a role that may only read, does not own the tables, or is given no schema', async () => {
    const { url, adminUrl } = await postgresForThisTest();
    const admin = await clientForThisTest(adminUrl);
    const name = new URL(url).pathname.slice(1);
    await admin.query('ALTER TABLE usage_records OWNER TO postgres');
    await admin.query('ALTER SCHEMA public OWNER TO postgres');
    await admin.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    const { refused } = await checkServer(await open(url), await open(url));
    expect(refused).toContainEqual(expect.stringContaining('may only read'));
    expect(refused).toContainEqual(expect.stringContaining('the tables belong to another role'));
    expect(refused).toContainEqual(expect.stringContaining('may not create tables in the schema public'));
  });

  test('refuses a pooler in transaction mode, also when it has taken the settings of the connection', async () => {
    const { url } = await postgresForThisTest();
    const sessions = [await open(url), await open(url)];
    const pooler = new TransactionPooler(sessions);
    const { refused } = await checkServer(pooler.connect(), pooler.connect());
    expect(refused).toContainEqual(expect.stringContaining('pgbouncer in transaction mode'));
  });

  test('leaves no lock and no transaction behind', async () => {
    const { url } = await postgresForThisTest();
    const [one, other] = [await open(url), await open(url)];
    await checkServer(one, other);
    const { rows } = await one.query(
      "SELECT count(*) AS locks FROM pg_locks JOIN pg_database ON oid = database WHERE datname = current_database() AND locktype = 'advisory'",
    );
    expect(rows).toEqual([{ locks: 0 }]);
  });

  test('refuses connections that did not get the settings of a ledger', async () => {
    const { url } = await postgresForThisTest();
    const { refused } = await checkServer(await clientForThisTest(url), await clientForThisTest(url));
    expect(refused).toContainEqual(expect.stringContaining('does not keep the setting plan_cache_mode'));
  });

  test('refuses an address that lets statements of the ledger be cancelled', async () => {
    const { url } = await postgresForThisTest();
    const other = await open(url);
    const { refused } = await checkServer(await open(`${url}&statement_timeout=1000`), other);
    expect(refused).toContainEqual(expect.stringContaining('does not keep the setting statement_timeout'));
  });
});

/** Gives a connection the first session that nobody has a transaction in, for each statement or transaction anew. */
class TransactionPooler {
  readonly #free: Connection[];

  constructor(sessions: readonly Connection[]) {
    this.#free = [...sessions];
  }

  connect(): Connection {
    let mine: Connection | undefined;
    const query = async (statement: string) => {
      const session = mine ?? this.#free.shift();
      if (session === undefined) throw new Error('the pool is empty');
      if (/^BEGIN/.test(statement)) mine = session;
      if (/^(?:ROLLBACK|COMMIT)/.test(statement)) mine = undefined;
      try {
        return await session.query(statement);
      } finally {
        if (mine !== session) this.#free.unshift(session);
      }
    };
    return { query } as unknown as Connection;
  }
}
