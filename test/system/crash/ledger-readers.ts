import Database from 'better-sqlite3';
import pg from 'pg';
import { RESULT_TYPES } from '../../../src/store/postgres/engine/result-types.ts';
import { numberedQuery } from '../../../src/store/postgres/engine/statements.ts';
import type { LedgerReader } from './ledger-sums.ts';

/** @param place what JIGAP_DATABASE says */
export function withReader<Result>(place: string, read: (reader: LedgerReader) => Promise<Result>): Promise<Result> {
  return place.startsWith('postgres://') ? withPostgres(place, read) : withSqlite(place, read);
}

async function withSqlite<Result>(path: string, read: (reader: LedgerReader) => Promise<Result>): Promise<Result> {
  const database = new Database(path, { readonly: true });
  try {
    return await read({
      rows: async (sql, ...values) => database.prepare(sql).all(...values),
      integrity: async () => String(database.pragma('integrity_check', { simple: true })),
    });
  } finally {
    database.close();
  }
}

async function withPostgres<Result>(url: string, read: (reader: LedgerReader) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url, types: RESULT_TYPES });
  await client.connect();
  try {
    return await read({
      rows: async (sql, ...values) => (await client.query(numberedQuery({ text: sql, values }))).rows,
      // A killed replica does nothing to its files.
      integrity: async () => 'ok',
    });
  } finally {
    await client.end();
  }
}
