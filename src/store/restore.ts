import type { NanoUsd } from '../ledger/money.ts';

export type RestoreErrorReason =
  | 'postgres'
  | 'file_missing'
  | 'file_in_use'
  | 'disk_full'
  | 'not_sqlite'
  | 'damaged'
  | 'not_jigap'
  | 'newer'
  | 'other_schema'
  | 'books_wrong';

/** Nothing was put in place; the database is as it was. */
export class RestoreError extends Error {
  override readonly name = 'RestoreError';
  readonly reason: RestoreErrorReason;

  constructor(reason: RestoreErrorReason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** What is in the database that is there now and not in the backup. */
export interface LaterRows {
  /** Calls that were paid or are still held, and their cost less refunds. */
  readonly calls: number;
  readonly cost: NanoUsd;
  /** Of the first of these calls, ms UTC; null: there is none. */
  readonly firstCallAt: number | null;
  readonly classes: number;
  readonly students: number;
  readonly tokens: number;
  /** API tokens that the backup has as valid and that were revoked since. */
  readonly revokedTokens: number;
  /** Entries of the audit. */
  readonly changes: number;
}

export type CurrentDatabase =
  /** There is no database yet. */
  | { readonly state: 'none' }
  /** What came after the backup is carried over. */
  | { readonly state: 'readable'; readonly later: LaterRows }
  /** Damaged, of another installation, or of a newer jigap: nothing is carried over. */
  | { readonly state: 'unusable'; readonly why: 'damaged' | 'other_installation' | 'newer' };

export interface BackupContents {
  /** ms UTC; of a copy that jigap did not make, the newest thing in it. */
  readonly at: number;
  readonly classes: number;
  readonly students: number;
  readonly calls: number;
  /** What a check of its ledger finds; empty: the books balance. */
  readonly problems: readonly string[];
}

export interface RestoreResult {
  /** Where the replaced database is now; null: there was none. */
  readonly replaced: string | null;
  /** Calls that were carried over, those among them that were open. */
  readonly carriedCalls: number;
  readonly carriedCost: NanoUsd;
}

/** A backup that was checked and may be put in place of the database. Holds the lock of the database until it ends. */
export interface Restore {
  readonly backup: BackupContents;
  readonly current: CurrentDatabase;
  /** Puts the backup in place, or leaves everything as it was. @throws RestoreError, StorageError */
  apply(): Promise<RestoreResult>;
  cancel(): void;
}
