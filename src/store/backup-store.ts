import type { Readable } from 'node:stream';
import type { Change } from './change.ts';

/** Who asked for a backup: the schedule keeps fewer of its own. */
export type BackupOrigin = 'schedule' | 'owner';

/** A whole database in one file that was checked before it got its name. */
export interface Backup {
  /** Of the file in the folder of backups: "jigap-20261126T193455123Z.db". */
  readonly name: string;
  readonly bytes: number;
  /** ms UTC: the books of that instant are in it. */
  readonly at: number;
  readonly origin: BackupOrigin;
}

/** made_elsewhere: the database makes its own. */
export type BackupErrorReason = 'disk_full' | 'folder_unusable' | 'database_damaged' | 'interrupted' | 'made_elsewhere';

/** No backup was made, and no file is left under the name of one. The message names no student and no secret. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
  readonly reason: BackupErrorReason;

  constructor(reason: BackupErrorReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface BackupFailure {
  /** ms UTC. */
  readonly at: number;
  readonly reason: BackupErrorReason;
  readonly message: string;
}

/** Copies of the whole database in a folder of the server, made while calls run. */
export interface BackupStore {
  readonly folder: string;
  /**
   * One at a time: a second request gets the result of the one that runs.
   * @throws BackupError, which is kept until the next backup
   */
  make(origin: BackupOrigin, change: Change): Promise<Backup>;
  /** The newest first; none where there is no such folder. */
  list(): Promise<Backup[]>;
  /** null: the last one was made. */
  lastFailure(): Promise<BackupFailure | null>;
  /** null: there is no such backup. Its download stands in the audit. */
  open(name: string, change: Change): Promise<{ readonly backup: Backup; readonly content: Readable } | null>;
  /** A backup that is gone already counts as removed. */
  remove(names: readonly string[]): Promise<void>;
}
