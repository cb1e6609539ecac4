import type { StoreDiagnostics } from '../../diagnostics-store.ts';
import { allRows, oneRow, type SqlWork } from '../../sql/sql-work.ts';

/** Rows are estimated: to count those of a large table reads all of it. */
export function* readDatabaseShape(): SqlWork<StoreDiagnostics> {
  const { version } = yield* oneRow<{ version: string }>("SELECT current_setting('server_version') AS version");
  const { bytes } = yield* oneRow<{ bytes: number }>('SELECT pg_database_size(current_database()) AS bytes');
  const migrations = yield* allRows<{ name: string }>('SELECT name FROM migrations ORDER BY name');
  const tables = yield* allRows<{ name: string; rows: number }>(
    `SELECT relname AS name, greatest(reltuples, 0)::bigint AS rows FROM pg_class
     WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY relname`,
  );
  return { engine: `PostgreSQL ${version}`, migrations: migrations.map(({ name }) => name), tables, bytes };
}
