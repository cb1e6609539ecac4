import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import {
  type BatchStep,
  type PreparedStatement,
  prepareAll,
  runBatch,
} from '../../../src/store/postgres/engine/batch.ts';
import { isConnectionLost } from '../../../src/store/postgres/engine/database-errors.ts';
import { connectionConfig } from '../../../src/store/postgres/engine/session-settings.ts';
import { clientForThisTest, postgresForThisTest } from '../../support/postgres/databases.ts';

const STATEMENTS: readonly PreparedStatement[] = [
  { name: 'test_series', text: 'SELECT n, NULL::text FROM generate_series(1, $1::bigint) AS n' },
  { name: 'test_text', text: 'SELECT $1::text' },
  { name: 'test_json', text: "SELECT ($1::json ->> 'a')::text" },
  { name: 'test_length', text: 'SELECT length($1::text)' },
  { name: 'test_divide', text: 'SELECT 1 / $1::bigint' },
  { name: 'test_sleep', text: 'SELECT pg_sleep($1::float8)::text' },
  { name: 'test_insert', text: "INSERT INTO settings (name, value) VALUES ($1, 'v')" },
];

const call = (prepared: string, ...values: (string | number)[]): BatchStep => ({ prepared, values });

/** As the ledger's connection is, with the statements above. */
async function open(query = ''): Promise<{ readonly client: pg.Client; readonly url: string }> {
  const { url } = await postgresForThisTest();
  const client = await clientForThisTest({ ...connectionConfig(`${url}${query}`, 'ledger', 'test'), pipeline: true });
  client.on('error', () => {});
  await prepareAll(client, STATEMENTS);
  return { client, url };
}

const names = async (client: pg.Client) =>
  (await client.query<{ name: string }>('SELECT name FROM settings ORDER BY name')).rows.map(({ name }) => name);

describe('a batch', () => {
  test('is answered step by step, each with its own rows', async () => {
    const { client } = await open();
    const answers = await runBatch(client, [
      { command: 'BEGIN' },
      call('test_series', 2),
      call('test_insert', 'a'),
      call('test_series', 0),
      call('test_text', ''),
      { command: 'COMMIT' },
    ]);
    expect(answers).toEqual([
      { command: 'BEGIN', rows: [] },
      {
        command: 'SELECT 2',
        rows: [
          ['1', null],
          ['2', null],
        ],
      },
      { command: 'INSERT 0 1', rows: [] },
      { command: 'SELECT 0', rows: [] },
      { command: 'SELECT 1', rows: [['']] },
      { command: 'COMMIT', rows: [] },
    ]);
    expect(await names(client)).toEqual(['a']);
  });

  test('shares its connection with batches and queries that are sent before they are answered', async () => {
    const { client } = await open();
    const [one, two, three, four] = await Promise.all([
      client.query('SELECT 1 AS n'),
      runBatch(client, [call('test_series', 1), call('test_text', 'x')]),
      client.query({ name: 'named', text: 'SELECT $1::bigint AS n', values: [3] }),
      runBatch(client, [call('test_text', 'y')]),
    ]);
    expect([one.rows, three.rows]).toEqual([[{ n: 1 }], [{ n: 3 }]]);
    expect([two[1]?.rows, four[0]?.rows]).toEqual([[['x']], [['y']]]);
  });

  test('of which a step fails runs none of those after it, and leaves the connection to others', async () => {
    const { client } = await open();
    const steps = [call('test_insert', 'a'), call('test_text', 'b'), call('test_divide', 0), call('test_insert', 'c')];
    const batch = runBatch(client, steps);
    const next = client.query('SELECT 7 AS n');
    await expect(batch).rejects.toMatchObject({ code: '22012' });
    expect((await next).rows).toEqual([{ n: 7 }]);
    expect(await names(client)).toEqual([]);
    expect((await runBatch(client, [call('test_text', 'z')]))[0]?.rows).toEqual([['z']]);
  });

  test('commits nothing of a transaction in which a step fails', async () => {
    const { client } = await open();
    const steps = [{ command: 'BEGIN' }, call('test_insert', 'a'), call('test_divide', 0), { command: 'COMMIT' }];
    await expect(runBatch(client, steps)).rejects.toMatchObject({ code: '22012' });
    // The transaction is still open, and failed.
    const commit = runBatch(client, [{ command: 'COMMIT' }]);
    expect((await commit).map(({ command }) => command)).toEqual(['ROLLBACK']);
    expect(await names(client)).toEqual([]);
  });

  test('is not disturbed by notices, or by what the session tells about itself', async () => {
    const { client } = await open();
    const notices: unknown[] = [];
    client.on('notice', ({ message }) => notices.push(message));
    const answers = await runBatch(client, [
      { command: "DO $$ BEGIN RAISE WARNING 'look'; END $$" },
      { command: "SET TimeZone = 'Asia/Seoul'" },
      { command: 'ROLLBACK' },
      call('test_text', 'a'),
    ]);
    expect(answers.map(({ command }) => command)).toEqual(['DO', 'SET', 'ROLLBACK', 'SELECT 1']);
    expect(answers.map(({ rows }) => rows.length)).toEqual([0, 0, 0, 1]);
    expect(notices).toContain('look');
  });

  test('carries any text, and 40 MB of it', async () => {
    const { client } = await open();
    const odd = `'"\\ $1 %s \u{1F4B8} 지갑 \n\t{1,2}`;
    const long = '가'.repeat(14_000_000);
    const answers = await runBatch(client, [
      call('test_text', odd),
      call('test_length', long),
      call('test_text', 9_007_199_254_740_991),
    ]);
    expect(answers.map(({ rows }) => rows)).toEqual([[[odd]], [['14000000']], [['9007199254740991']]]);
  });

  test.each(['\0', '\ud800'])('with a text that PostgreSQL cannot store fails alone: %j', async (character) => {
    const { client } = await open();
    const bad = runBatch(client, [call('test_json', JSON.stringify({ a: character }))]);
    const good = runBatch(client, [call('test_json', JSON.stringify({ a: 'b' }))]);
    await expect(bad).rejects.toBeInstanceOf(pg.DatabaseError);
    expect((await good)[0]?.rows).toEqual([['b']]);
  });

  test.each([
    ['the server ends it', async (client: pg.Client, url: string) => endSession(client, url)],
    ['this side ends it', async (client: pg.Client) => void client.connection.stream.destroy()],
  ])('rejects as lost what was not answered when the connection ends: %s', async (_by, end) => {
    const { client, url } = await open();
    const batch = runBatch(client, [call('test_text', 'a'), call('test_sleep', 20), call('test_text', 'b')]);
    const queued = runBatch(client, [call('test_text', 'c'), call('test_text', 'd')]);
    await setTimeout(100);
    await end(client, url);
    const all = [batch, queued, runBatch(client, [])];
    for (const end of await Promise.allSettled(all)) {
      expect(end.status).toBe('rejected');
      expect(end.status === 'rejected' && isConnectionLost(end.reason)).toBe(true);
    }
  });

  test('that cannot be written down ends the connection, and nobody waits for an answer for ever', async () => {
    const { client } = await open();
    const impossible = { toString: () => assertNever() } as unknown as string;
    const batch = runBatch(client, [call('test_text', 'a'), call('test_text', impossible)]);
    const next = client.query('SELECT 1');
    const ends = await Promise.allSettled([batch, next]);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(client.connection.stream.writableCorked).toBe(0);
    expect(await client.query('ROLLBACK').catch(isConnectionLost)).toBe(true);
  });

  test('that was answered outlives the time that the address of the database gives to a query', async () => {
    const { client } = await open('&query_timeout=300');
    await runBatch(client, [call('test_text', 'a')]);
    await expect(runBatch(client, [call('test_divide', 0)])).rejects.toMatchObject({ code: '22012' });
    await setTimeout(600);
    expect((await runBatch(client, [call('test_text', 'b')]))[0]?.rows).toEqual([['b']]);
  });
});

describe('what a connection has prepared', () => {
  test('is planned again after a migration has changed its table', async () => {
    const { client, url } = await open();
    await runBatch(client, [call('test_insert', 'a')]);
    const other = await clientForThisTest(url);
    await other.query("ALTER TABLE settings ADD COLUMN more text NOT NULL DEFAULT 'm'");
    expect((await runBatch(client, [call('test_insert', 'b')]))[0]?.command).toBe('INSERT 0 1');
    expect(await names(client)).toEqual(['a', 'b']);
  });

  test('tells that the connection must be replaced where it would have rows of another shape', async () => {
    const { client, url } = await open();
    await prepareAll(client, [{ name: 'test_all', text: 'SELECT * FROM settings' }]);
    await runBatch(client, [call('test_all')]);
    await (await clientForThisTest(url)).query('ALTER TABLE settings ADD COLUMN more text');
    const error = await runBatch(client, [call('test_all')]).catch((error: unknown) => error);
    expect(isConnectionLost(error)).toBe(true);
  });

  test.each(['DISCARD ALL', 'DEALLOCATE ALL'])(
    'tells that the connection must be replaced after %s',
    async (command) => {
      const { client } = await open();
      await client.query(command);
      const batch = runBatch(client, [{ command: 'BEGIN' }, call('test_text', 'a')]);
      const error = await batch.catch((error: unknown) => error);
      expect(error).toMatchObject({ code: '26000' });
      expect(isConnectionLost(error)).toBe(true);
    },
  );
});

async function endSession(client: pg.Client, url: string): Promise<void> {
  const other = await clientForThisTest(url);
  const { processID } = client as unknown as { readonly processID: number };
  await other.query('SELECT pg_terminate_backend($1)', [processID]);
}

function assertNever(): never {
  throw new TypeError('not a text');
}
