import type { Store } from '../../../src/store/store.ts';

/** Settings of a server that a store must know. */
export interface ServerSettings {
  readonly timeZone: string;
  readonly walletMonthly: number;
  readonly studentWeekly: number;
}

export interface StartOptions {
  readonly server: ServerSettings;
  /** ms UTC. */
  readonly now: number;
}

/** A database of one engine, in use by one store at a time. */
export interface TestDatabase {
  /** As a server does at its start. */
  open(options: StartOptions): Promise<Store>;
  /** Changes rows behind the store's back, without a look at foreign keys. Placeholders are `?`. */
  tamper(sql: string, ...values: readonly unknown[]): Promise<void>;
  countRows(table: string): Promise<number>;
  /** After the store is closed. */
  remove(): Promise<void>;
}

/** What the contract needs of an engine: every engine of src/store passes the same tests. */
export interface TestEngine<Database extends TestDatabase = TestDatabase> {
  readonly name: string;
  /** How far ids run ahead of a clock that goes back, ms: more where servers with clocks of their own share them. */
  readonly maxAheadMs: number;
  /** A replica that was taken for dead may settle its calls after they were expired. */
  readonly settlesLate: boolean;
  /** To open a store takes a server and several connections. */
  readonly isSlow: boolean;
  /** An empty database. */
  create(): Promise<Database>;
}
