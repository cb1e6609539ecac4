import { mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { type Backup, BackupError } from '../../backup-store.ts';
import { statOf } from '../engine/database-files.ts';
import { isPartial, parseBackupName } from './backup-names.ts';

/** Left free on the disk of the backups, which may be that of the ledger: a backup must not stop calls. */
const MIN_FREE_BYTES = 64 * 1024 * 1024;
const PRIVATE_FOLDER = 0o700;

/** The newest first. */
export function listBackups(folder: string): Backup[] {
  return namesIn(folder)
    .flatMap((name) => {
      const parsed = parseBackupName(name);
      const found = parsed === null ? undefined : statOf(join(folder, name));
      return parsed === null || !found?.isFile() ? [] : [{ name, bytes: found.size, ...parsed }];
    })
    .sort((a, b) => b.at - a.at);
}

export function removeBackups(folder: string, names: readonly string[]): void {
  for (const name of names) {
    if (parseBackupName(name) !== null) rmSync(join(folder, name), { force: true });
  }
}

/**
 * Makes the folder, and removes what a process that died left in it.
 * @param bytes that the backup will take @throws BackupError folder_unusable, disk_full
 */
export function prepareFolder(folder: string, bytes: number): void {
  let free: number;
  try {
    mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
    removePartials(folder);
    free = freeBytes(folder);
  } catch (error) {
    throw new BackupError('folder_unusable', `cannot use ${folder} for backups: ${(error as Error).message}`);
  }
  if (free < bytes + MIN_FREE_BYTES) throw diskFull(folder, bytes);
}

export function removePartials(folder: string): void {
  for (const name of namesIn(folder)) if (isPartial(name)) rmSync(join(folder, name), { force: true });
}

export function diskFull(folder: string, bytes: number): BackupError {
  const needed = megabytes(bytes + MIN_FREE_BYTES);
  return new BackupError(
    'disk_full',
    `the disk of ${folder} is too full: a backup needs ${needed} of free space there`,
  );
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new BackupError('folder_unusable', `cannot read ${folder}: ${(error as Error).message}`);
  }
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_000_000)} MB`;
}
