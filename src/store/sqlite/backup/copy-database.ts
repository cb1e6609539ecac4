import { chmodSync, closeSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { createPrivateFile } from '../engine/database-files.ts';
import { writeBackupInstant } from './backup-instant.ts';
import { PARTIAL } from './backup-names.ts';
import { checkCopy } from './check-copy.ts';

/**
 * Pages of 4 KiB in one step. Every page in one step, and VACUUM INTO, held up the fsync of a hold in another thread for
 * 50 to 65 ms at the 99th percentile; steps of 1,000 pages for 4 ms, with 200 calls a second on a million records.
 */
const PAGES_A_STEP = 1000;

/**
 * Copies an open database into a file of its own that is complete (no -wal beside it), private, checked and on the disk
 * before it gets its name. One read transaction spans the copy: all of it is of one instant, and no write starts it anew.
 * Meanwhile the log of the source grows; it is folded in by the next checkpoint after.
 * @returns bytes @throws Error of SQLite or of the file system; DamagedCopyError
 */
export async function copyDatabase(from: string, to: string, at: number): Promise<void> {
  const partial = to + PARTIAL;
  await copyPages(from, partial);
  finishCopy(partial, at);
  syncFile(partial);
  renameSync(partial, to);
  syncFolder(dirname(to));
}

/** The copy alone: neither checked nor on the disk. */
export async function copyPages(from: string, to: string): Promise<void> {
  createPrivateFile(to);
  const source = new Database(from, { readonly: true, fileMustExist: true });
  try {
    source.exec('BEGIN');
    // A transaction begins with its first read.
    source.prepare('SELECT count(*) FROM migrations').get();
    await source.backup(to, { progress: () => PAGES_A_STEP });
  } finally {
    source.close();
  }
}

function finishCopy(path: string, at: number): void {
  const copy = new Database(path, { fileMustExist: true });
  try {
    // The source keeps a log beside it; a backup is one file.
    copy.pragma('journal_mode = DELETE');
    writeBackupInstant(copy, at);
    checkCopy(copy);
  } finally {
    copy.close();
  }
  chmodSync(path, 0o600);
}

function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** So that the name survives a power cut, too. Windows opens no folders. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
