import type { Sqlite } from '../engine/database.ts';
import { CURRENT } from './later-rows.ts';

interface Column {
  readonly name: string;
  /** Its place in the primary key; 0: not part of it. */
  readonly pk: number;
}

/**
 * Adds the rows of the current database whose primary key the backup lacks. Columns that only one of the two has keep
 * their defaults. @param values SQL for columns that do not come as they are
 */
export function insertMissingRows(sqlite: Sqlite, table: string, values: Readonly<Record<string, string>>): void {
  const now = new Set(columnsOf(sqlite, CURRENT, table).map(({ name }) => name));
  const columns = columnsOf(sqlite, 'main', table).filter(({ name }) => now.has(name));
  const names = columns.map(({ name }) => name);
  const isKept = columns.filter(({ pk }) => pk > 0).map(({ name }) => `kept.${name} = later.${name}`);
  sqlite.exec(
    `INSERT INTO main.${table} (${names.join()}) SELECT ${names.map((name) => values[name] ?? name).join()}
     FROM ${CURRENT}.${table} AS later
     WHERE NOT EXISTS (SELECT 1 FROM main.${table} AS kept WHERE ${isKept.join(' AND ')})`,
  );
}

function columnsOf(sqlite: Sqlite, schema: string, table: string): Column[] {
  return sqlite.pragma(`${schema}.table_info(${table})`) as Column[];
}
