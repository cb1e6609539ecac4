import type pg from 'pg';
import { heldAt } from '../../../ledger/hold-ids.ts';
import {
  DatabaseMigrationError,
  MIGRATED_TABLES,
  type MigratedColumn,
  type MigratedTable,
  type MigrationSource,
  type TableSums,
} from '../../database-migration.ts';
import { checkIntegrity } from '../../sql/integrity/integrity-check.ts';
import { sumTable } from '../../sql/migrate/table-sums.ts';
import { LEDGER_LOCK, SLOT_LOCKS } from '../engine/locks.ts';
import { makePartition } from '../engine/partitions.ts';
import { type Connection, runWork } from '../engine/run-work.ts';

export interface CopyOptions {
  readonly source: MigrationSource;
  /** ms UTC. */
  readonly now: number;
  readonly onTable: (table: MigratedTable, rows: number) => void;
}

/**
 * Copies every row with its id, and compares the books, in one transaction: a run that is cut off leaves an empty database.
 * @throws DatabaseMigrationError copy_differs
 */
export async function copyDatabase(client: pg.Client, { source, now, onTable }: CopyOptions): Promise<void> {
  await makePartitionsOf(client, source.records);
  await client.query('BEGIN');
  try {
    // A replica that has just started writes nothing before it has this lock.
    await client.query(`SELECT pg_advisory_xact_lock(${LEDGER_LOCK})`);
    await mustBeUnused(client);
    for (const table of MIGRATED_TABLES) {
      await copyTable(client, source, table);
      await client.query(`ANALYZE ${table}`);
      const sums = await compareTable(client, source, table);
      onTable(table, Number(sums.row_count));
    }
    await continueIds(client, source);
    await checkBooks(client, now);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

/** @throws DatabaseMigrationError target_in_use, target_not_empty */
export async function mustBeUnused(connection: Connection): Promise<void> {
  const { rows: running } = await connection.query(
    `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = ${SLOT_LOCKS} AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  if (running.length > 0) throw new DatabaseMigrationError('target_in_use', '');
  for (const table of MIGRATED_TABLES) {
    const { rows } = await connection.query(`SELECT 1 FROM ${table} LIMIT 1`);
    if (rows.length > 0) throw new DatabaseMigrationError('target_not_empty', table);
  }
}

/** A month whose partition is missing would fill the default one, which is read at each later ATTACH. */
async function makePartitionsOf(client: pg.Client, records: MigrationSource['records']): Promise<void> {
  if (records === null) return;
  const [first, last] = records.map(heldAt).map((ms) => new Date(ms)) as [Date, Date];
  for (let month = first.getUTCMonth(); ; month++) {
    const start = Date.UTC(first.getUTCFullYear(), month, 1);
    if (start > last.getTime()) return;
    await makePartition(client, start);
  }
}

/** While the database inserts a batch, the next one is read. */
async function copyTable(client: pg.Client, source: MigrationSource, table: MigratedTable): Promise<void> {
  const text = insertText(table, source.columnsOf(table));
  let inserted: Promise<unknown> = Promise.resolve();
  for (const rows of source.rowsOf(table)) {
    const values = [JSON.stringify(rows)];
    await inserted;
    inserted = client.query({ text, values });
    // It is awaited in the next turn, or below.
    inserted.catch(() => {});
  }
  await inserted;
}

/** As JSON: an array of each column would take a parser of its own for text. */
function insertText(table: MigratedTable, columns: readonly MigratedColumn[]): string {
  const names = columns.map(({ name }) => name).join(', ');
  return `INSERT INTO ${table} (${names}) SELECT ${names} FROM json_populate_recordset(CAST(NULL AS ${table}), $1)`;
}

async function compareTable(client: pg.Client, source: MigrationSource, table: MigratedTable): Promise<TableSums> {
  const expected = source.sumsOf(table);
  const found = await runWork(client, sumTable(table, source.columnsOf(table)));
  const different = Object.keys(expected).filter((name) => expected[name] !== found[name]);
  if (different.length > 0) throw new DatabaseMigrationError('copy_differs', `${table}: ${different.join(', ')}`);
  return found;
}

/** No id is given again, also none of a row that is gone; holds go on after the last record. */
async function continueIds(client: pg.Client, { highestIds, records }: MigrationSource): Promise<void> {
  for (const table of MIGRATED_TABLES) {
    const highest = highestIds.get(table) ?? 0;
    if (highest === 0) continue;
    await client.query({ text: `SELECT setval(pg_get_serial_sequence($1, 'id'), $2)`, values: [table, highest] });
  }
  await client.query({
    text: 'UPDATE ledger_state SET newest_id = $1, access_revision = access_revision + 1',
    values: [records === null ? 0 : records[1]],
  });
}

async function checkBooks(client: pg.Client, now: number): Promise<void> {
  const { problems } = await runWork(client, checkIntegrity({ since: 0, now }));
  if (problems.length > 0) throw new DatabaseMigrationError('copy_differs', problems.join('; '));
}
