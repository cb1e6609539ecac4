/** How a whole database goes from SQLite to PostgreSQL, for `jigap migrate-database`. */

export type MigrationRefusal =
  | 'no_source'
  | 'not_jigap'
  | 'source_in_use'
  | 'other_version'
  | 'damaged'
  | 'open_holds'
  | 'books_wrong'
  | 'no_target'
  | 'target_in_use'
  | 'target_not_empty'
  | 'target_unfit'
  | 'copy_differs';

/** Nothing was moved: the source is as it was, and the target is empty. */
export class DatabaseMigrationError extends Error {
  override readonly name = 'DatabaseMigrationError';
  readonly reason: MigrationRefusal;

  constructor(reason: MigrationRefusal, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** In this order: who refers to a row comes after it. */
export const MIGRATED_TABLES = [
  ...['settings', 'classes', 'students', 'api_tokens', 'budgets', 'balances', 'carry_overs', 'top_ups'],
  ...['usage_records', 'refunds', 'usage_days', 'usage_class_days', 'usage_months', 'refusals', 'refusal_days'],
  ...['incidents', 'audit', 'sessions', 'claim_links', 'join_requests', 'money_requests'],
  ...['notices', 'budget_crossings', 'notice_channels', 'deliveries', 'holds'],
] as const;
export type MigratedTable = (typeof MIGRATED_TABLES)[number];

export interface MigratedColumn {
  readonly name: string;
  readonly isText: boolean;
}

/** What both databases must agree on, as text: the number of rows, and sums of each column. */
export type TableSums = Readonly<Record<string, string>>;

export interface MigrationSource {
  columnsOf(table: MigratedTable): readonly MigratedColumn[];
  /** The highest id that a table ever gave, by its name; of those whose ids are counted. */
  readonly highestIds: ReadonlyMap<string, number>;
  /** Ids of the first and the last record; null: there is none. */
  readonly records: readonly [number, number] | null;
  /** Some thousand rows at a time. Read to its end before anything else. */
  rowsOf(table: MigratedTable): Iterable<readonly object[]>;
  sumsOf(table: MigratedTable): TableSums;
  /** Lets go of the database and of its lock. */
  close(): void;
}

export interface MigrationTarget {
  /** One transaction: all of it or nothing. @param now ms UTC @throws DatabaseMigrationError copy_differs */
  copy(source: MigrationSource, now: number, onTable: (table: MigratedTable, rows: number) => void): Promise<void>;
  close(): Promise<void>;
}
