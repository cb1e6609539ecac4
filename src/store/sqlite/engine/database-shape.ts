import type { StoreDiagnostics } from '../../diagnostics-store.ts';
import { allRows, oneRow, type SqlWork } from '../../sql/sql-work.ts';

/** Names come from the schema, which our migrations made: none is a user's. */
export function* readDatabaseShape(): SqlWork<StoreDiagnostics> {
  const { version } = yield* oneRow<{ version: string }>('SELECT sqlite_version() AS version');
  const { bytes } = yield* oneRow<{ bytes: number }>(
    'SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()',
  );
  const migrations = yield* allRows<{ name: string }>('SELECT name FROM migrations ORDER BY name');
  const names = yield* allRows<{ name: string }>(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
  );
  const tables: { name: string; rows: number }[] = [];
  for (const { name } of names) {
    const { rows } = yield* oneRow<{ rows: number }>(`SELECT count(*) AS rows FROM "${name}"`);
    tables.push({ name, rows });
  }
  return { engine: `SQLite ${version}`, migrations: migrations.map(({ name }) => name), tables, bytes };
}
