import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMigrations } from '../../src/store/migrations.ts';
import { openDatabase } from '../../src/store/sqlite/engine/database.ts';
import { remove } from './temp-folder.ts';

export const MIGRATIONS = join(import.meta.dirname, '../../migrations/sqlite');
/** Where Linux keeps files in memory: a commit there waits for no disk. */
const MEMORY = '/dev/shm';

/** A folder for a test about what is in the database, not about the disk beneath it. The caller removes it. */
export function makeMemoryFolder(): string {
  return mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'jigap-test-'));
}

let migrated: Buffer | undefined;

/** Writes a database that was migrated and never used: a quarter of the CPU of migrating it. */
export function writeMigratedDatabase(path: string): void {
  migrated ??= migrateDatabase();
  writeFileSync(path, migrated, { mode: 0o600, flag: 'wx' });
}

function migrateDatabase(): Buffer {
  const folder = makeMemoryFolder();
  try {
    const path = join(folder, 'jigap.db');
    openDatabase(path, readMigrations(MIGRATIONS)).close();
    return readFileSync(path);
  } finally {
    remove(folder);
  }
}
