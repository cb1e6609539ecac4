import { copyFileSync, existsSync, linkSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from '../backup/copy-database.ts';
import { createPrivateFile } from '../engine/database-files.ts';

/**
 * Puts a closed database in the place of another, which nobody has open. At every moment the name leads to one of the two,
 * or jigap refuses to start with it: between the two steps the old file has two names.
 * @param kept what the old one is called from then on
 */
export function replaceDatabase(path: string, by: string, kept: string): void {
  // The log of a database that could not be opened belongs to it; beside the new one, it would be taken for its own.
  for (const end of ['-wal', '-shm', '-journal']) if (existsSync(path + end)) renameSync(path + end, kept + end);
  if (existsSync(path)) keepUnderName(path, kept);
  renameSync(by, path);
  syncFolder(dirname(path));
}

function keepUnderName(path: string, kept: string): void {
  try {
    linkSync(path, kept);
  } catch {
    // A memory card has no links.
    createPrivateFile(kept);
    copyFileSync(path, kept);
  }
}
