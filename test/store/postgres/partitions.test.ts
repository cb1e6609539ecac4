import { describe, expect, test } from 'vitest';
import { firstIdAt } from '../../../src/ledger/hold-ids.ts';
import { makePartitions } from '../../../src/store/postgres/engine/partitions.ts';
import type { Connection } from '../../../src/store/postgres/engine/run-work.ts';
import { clientForThisTest, postgresForThisTest } from '../../support/postgres/databases.ts';

const NOW = Date.UTC(2026, 11, 31, 23, 59, 59, 999);
const NAMES = ['usage_records_2026_12', 'usage_records_2027_01'];

const open = async () => clientForThisTest((await postgresForThisTest()).url);

async function insertRecord(connection: Connection, at: number): Promise<void> {
  await connection.query({
    text: `INSERT INTO usage_records (id, student_id, class_id, token_id, day, endpoint, model, served_model, price_version,
      input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, held, cost, outcome, duration_ms)
      VALUES ($1, 1, 0, 1, '2026-12-31', 'chat', 'm', 'm', 'm@1', 1, 0, 0, 1, 1, 1, 'ok', 1)`,
    values: [firstIdAt(at)],
  });
}

async function partitionOf(connection: Connection, at: number): Promise<string | undefined> {
  const { rows } = await connection.query<{ name: string }>({
    text: 'SELECT tableoid::regclass::text AS name FROM usage_records WHERE id = $1',
    values: [firstIdAt(at)],
  });
  return rows[0]?.name;
}

describe('makePartitions', () => {
  test('makes those of this month and the next, once', async () => {
    const client = await open();
    expect(await makePartitions(client, NOW)).toEqual({ made: NAMES, skipped: [] });
    expect(await makePartitions(client, NOW)).toEqual({ made: [], skipped: [] });
  });

  test('puts each record into the partition of its month, up to the last millisecond', async () => {
    const client = await open();
    await makePartitions(client, NOW);
    const [first, last, next] = [Date.UTC(2026, 11, 1), NOW, NOW + 1];
    for (const at of [first - 1, first, last, next]) await insertRecord(client, at);
    expect(await partitionOf(client, first - 1)).toBe('usage_records_default');
    expect(await partitionOf(client, first)).toBe('usage_records_2026_12');
    expect(await partitionOf(client, last)).toBe('usage_records_2026_12');
    expect(await partitionOf(client, next)).toBe('usage_records_2027_01');
  });

  test('gives them the indexes of the table, and refuses an id twice', async () => {
    const client = await open();
    await makePartitions(client, NOW);
    const count = async (table: string) =>
      (await client.query('SELECT count(*)::int AS count FROM pg_indexes WHERE tablename = $1', [table])).rows[0];
    expect(await count('usage_records_2026_12')).toEqual(await count('usage_records_default'));
    await insertRecord(client, NOW);
    await expect(insertRecord(client, NOW)).rejects.toThrow('duplicate key');
  });

  test('skips a month that the default partition has records of, and loses none of them', async () => {
    const client = await open();
    await insertRecord(client, NOW);
    expect(await makePartitions(client, NOW)).toEqual({ made: [NAMES[1]], skipped: [NAMES[0]] });
    await insertRecord(client, NOW - 5000);
    expect(await partitionOf(client, NOW)).toBe('usage_records_default');
    expect(await partitionOf(client, NOW - 5000)).toBe('usage_records_default');
  });

  test('makes each once when several replicas make them at the same moment', async () => {
    const { url } = await postgresForThisTest();
    const clients = await Promise.all([1, 2, 3, 4].map(() => clientForThisTest(url)));
    const reports = await Promise.all(clients.map((client) => makePartitions(client, NOW)));
    expect(reports.flatMap(({ made }) => made).sort()).toEqual(NAMES);
  });

  test('does not wait for a reader that takes its time, and is tried again', async () => {
    const { url } = await postgresForThisTest();
    const [client, reader] = [await clientForThisTest(url), await clientForThisTest(url)];
    await reader.query('BEGIN');
    await reader.query('SELECT count(*) FROM usage_records');
    expect(await makePartitions(client, NOW)).toEqual({ made: [], skipped: NAMES });
    await reader.query('COMMIT');
    expect(await makePartitions(client, NOW)).toEqual({ made: NAMES, skipped: [] });
  });

  test('does not keep a settlement from being written that is under way', async () => {
    const { url } = await postgresForThisTest();
    const [client, ledger] = [await clientForThisTest(url), await clientForThisTest(url)];
    await makePartitions(client, NOW);
    await ledger.query('BEGIN');
    await insertRecord(ledger, NOW);
    expect(await makePartitions(client, Date.UTC(2027, 0, 15))).toMatchObject({ made: ['usage_records_2027_02'] });
    await insertRecord(ledger, NOW - 1);
    await ledger.query('COMMIT');
    expect(await partitionOf(client, NOW - 1)).toBe('usage_records_2026_12');
  });
});
