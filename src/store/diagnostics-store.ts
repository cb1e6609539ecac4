import type { Change } from './change.ts';

/** The shape of a database, without a value of any row. */
export interface StoreDiagnostics {
  /** "SQLite 3.50.4" */
  readonly engine: string;
  /** Names of the migrations that were applied, in their order. */
  readonly migrations: readonly string[];
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  /** Of the database without its log. */
  readonly bytes: number;
}

export interface DiagnosticsStore {
  /** Calls in flight do not wait for it. */
  read(): Promise<StoreDiagnostics>;
  /** Who made a support bundle, for the audit. */
  noteSupportBundle(change: Change): Promise<void>;
  /** Some keys of a provider were replaced while the server ran. @param labels where they come from */
  noteKeysRead(provider: string, labels: readonly string[], change: Change): Promise<void>;
}
