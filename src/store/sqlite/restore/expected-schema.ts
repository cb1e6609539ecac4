import Database from 'better-sqlite3';
import type { Migration } from '../../migrations.ts';
import type { Sqlite } from '../engine/database.ts';

interface SchemaRow {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

/**
 * The first table, index or trigger that a database has and should not, or lacks: a file that somebody made may hold
 * triggers that change what is written into it.
 * @param applied the migrations that the database names @returns null: its schema is theirs
 */
export function findOtherSchema(sqlite: Sqlite, applied: readonly Migration[]): string | null {
  const model = new Database(':memory:');
  try {
    model.exec('CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, hash TEXT NOT NULL) STRICT');
    for (const { sql } of applied) model.exec(sql);
    const expected = schemaOf(model);
    const found = schemaOf(sqlite);
    for (const [name, sql] of found) if (expected.get(name) !== sql) return name;
    for (const name of expected.keys()) if (!found.has(name)) return name;
    return null;
  } finally {
    model.close();
  }
}

/** ANALYZE makes tables of its own. A trigger or view is none of SQLite's, whatever somebody wrote as its name. */
function schemaOf(sqlite: Sqlite): Map<string, string> {
  const rows = sqlite
    .prepare(
      `SELECT type, name, coalesce(sql, '') AS sql FROM sqlite_schema
       WHERE type NOT IN ('table', 'index') OR name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
    )
    .all() as SchemaRow[];
  return new Map(rows.map(({ type, name, sql }) => [`${type} ${name}`, sql.replace(/\s+/g, ' ')]));
}
