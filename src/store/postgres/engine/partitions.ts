import { DatabaseError } from 'pg';
import { firstIdAt } from '../../../ledger/hold-ids.ts';
import { PARTITION_LOCK } from './locks.ts';
import type { Connection } from './run-work.ts';

/** What became of the partitions that there should be, by their names. */
export interface PartitionReport {
  readonly made: readonly string[];
  /** Their records go to the default partition, which is right, only slower to remove. Tried again the next time. */
  readonly skipped: readonly string[];
}

type Outcome = 'made' | 'skipped' | 'present';

/** Readers of all partitions wait behind an ATTACH that waits for another reader. */
const LOCK_TIMEOUT_MS = 500;
/** An ATTACH reads the whole default partition, which is locked meanwhile. */
const STATEMENT_TIMEOUT_MS = 2000;
/** lock_not_available, query_canceled, check_violation (a record of the month came meanwhile), deadlock_detected. */
const TRY_LATER = ['55P03', '57014', '23514', '40P01'];

/**
 * Makes the partitions of usage_records for this month and the next, where they are missing. Called at the start and once a
 * day, by any number of replicas. @param now ms UTC
 */
export async function makePartitions(connection: Connection, now: number): Promise<PartitionReport> {
  const report = { made: [] as string[], skipped: [] as string[] };
  for (const month of [0, 1]) {
    const start = startOfMonth(now, month);
    const outcome = await makePartition(connection, start);
    if (outcome !== 'present') report[outcome].push(partitionName(start));
  }
  return report;
}

/** @param start ms UTC, of a month */
export async function makePartition(connection: Connection, start: number): Promise<Outcome> {
  await connection.query('BEGIN');
  try {
    await connection.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
    await connection.query(`SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS}`);
    await connection.query(`SELECT pg_advisory_xact_lock(${PARTITION_LOCK})`);
    const outcome = await attach(connection, partitionName(start), idsOfMonth(start));
    await connection.query('COMMIT');
    return outcome;
  } catch (error) {
    await connection.query('ROLLBACK');
    if (error instanceof DatabaseError && TRY_LATER.includes(error.code ?? '')) return 'skipped';
    throw error;
  }
}

/** A table that is attached when it is complete locks the others for less time than CREATE TABLE ... PARTITION OF. */
async function attach(connection: Connection, name: string, [from, to]: readonly [number, number]): Promise<Outcome> {
  if (await hasRow(connection, `SELECT 1 WHERE to_regclass('${name}') IS NOT NULL`)) return 'present';
  const where = `id >= ${from} AND id < ${to}`;
  if (await hasRow(connection, `SELECT 1 FROM usage_records_default WHERE ${where} LIMIT 1`)) return 'skipped';
  await connection.query(`CREATE TABLE ${name} (LIKE usage_records INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`);
  await connection.query(`ALTER TABLE usage_records ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}')`);
  return 'made';
}

async function hasRow(connection: Connection, text: string): Promise<boolean> {
  const { rows } = await connection.query(text);
  return rows.length > 0;
}

/** From the first id of a month to the first of the next, exclusive. */
function idsOfMonth(start: number): readonly [number, number] {
  return [firstIdAt(start), firstIdAt(startOfMonth(start, 1))];
}

function startOfMonth(ms: number, monthsLater: number): number {
  const date = new Date(ms);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + monthsLater, 1);
}

function partitionName(start: number): string {
  return `usage_records_${new Date(start).toISOString().slice(0, 7).replace('-', '_')}`;
}
