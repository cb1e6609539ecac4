import pg from 'pg';
import type { PostgresDatabase } from './create-database.ts';

/** A database that is as new, with a connection of the superuser. */
export interface ReusedDatabase {
  /** As jigap connects. */
  readonly url: string;
  readonly admin: pg.Client;
  /** Ends every other connection, and makes it as new for the next one who asks. */
  giveBack(): Promise<void>;
}

/** More dead rows than these slow down the next tests. */
const MAX_DELETED_ROWS = 2000;
const TABLES = `SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
  AND relnamespace = 'public'::regnamespace ORDER BY relname`;
const END_OTHERS = `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()`;
const RESTART_SEQUENCES =
  "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences";

/** To make a database takes ten times as long as to empty one. */
export class DatabasePool {
  readonly #create: () => Promise<PostgresDatabase>;
  readonly #idle: MigratedDatabase[] = [];

  /** @param create makes one that is migrated and empty */
  constructor(create: () => Promise<PostgresDatabase>) {
    this.#create = create;
  }

  async borrow(): Promise<ReusedDatabase> {
    return this.#idle.pop() ?? (await MigratedDatabase.make(await this.#create(), this.#idle));
  }

  /** Of those that nobody uses. */
  async end(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map(({ admin }) => admin.end()));
  }
}

class MigratedDatabase implements ReusedDatabase {
  readonly url: string;
  readonly admin: pg.Client;
  readonly #drop: () => Promise<void>;
  /** By table, as JSON: what the migrations have written. */
  readonly #rowsByTable: ReadonlyMap<string, string>;

  readonly #idle: MigratedDatabase[];

  private constructor(
    { url, drop }: PostgresDatabase,
    admin: pg.Client,
    rowsByTable: ReadonlyMap<string, string>,
    idle: MigratedDatabase[],
  ) {
    this.#idle = idle;
    this.url = url;
    this.#drop = drop;
    this.admin = admin;
    this.#rowsByTable = rowsByTable;
  }

  static async make(database: PostgresDatabase, idle: MigratedDatabase[]): Promise<MigratedDatabase> {
    const admin = new pg.Client({ connectionString: database.adminUrl });
    // The server ends before this process does.
    admin.on('error', () => {});
    await admin.connect();
    // Of a superuser: no trigger and no foreign key.
    await admin.query('SET session_replication_role = replica');
    const rowsByTable = new Map<string, string>();
    for (const { name } of (await admin.query<{ name: string }>(TABLES)).rows) {
      const { rows } = await admin.query<{ rows: string }>(
        `SELECT coalesce(json_agg(each), '[]')::text AS rows FROM ${name} AS each`,
      );
      rowsByTable.set(name, rows[0]?.rows ?? '[]');
    }
    return new MigratedDatabase(database, admin, rowsByTable, idle);
  }

  readonly giveBack = async (): Promise<void> => {
    await this.admin.query(END_OTHERS);
    const deleted = await this.#empty();
    if (deleted <= MAX_DELETED_ROWS && (await this.#hasItsTables())) {
      this.#idle.push(this);
      return;
    }
    await this.admin.end();
    await this.#drop();
  };

  /** A month that was taken out of its table is one more table: no partition is made again for it. */
  async #hasItsTables(): Promise<boolean> {
    const { rows } = await this.admin.query<{ name: string }>(TABLES);
    return rows.map(({ name }) => name).join() === [...this.#rowsByTable.keys()].join();
  }

  /** @returns how many rows there were */
  async #empty(): Promise<number> {
    const tables = [...this.#rowsByTable.keys()];
    const restored = [...this.#rowsByTable].filter(([, rows]) => rows !== '[]');
    const results = await this.admin.query(
      [
        'BEGIN',
        ...tables.map((name) => `DELETE FROM ${name}`),
        ...restored.map(
          ([name, rows]) =>
            `INSERT INTO ${name} OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_recordset(NULL::${name}, ${pg.escapeLiteral(rows)})`,
        ),
        RESTART_SEQUENCES,
        'COMMIT',
      ].join(';'),
    );
    const each = results as unknown as readonly pg.QueryResult[];
    return each.reduce((sum, { command, rowCount }) => sum + (command === 'DELETE' ? (rowCount ?? 0) : 0), 0);
  }
}
