import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Forward-only SQL, one file a step, applied in the order of their names. */
export interface Migration {
  readonly name: string;
  readonly hash: string;
  readonly sql: string;
}

export interface AppliedMigration {
  readonly name: string;
  readonly hash: string;
}

export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name), 'utf8');
      return { name, hash: hash('sha256', sql, 'hex'), sql };
    });
}

/**
 * What is still to be applied. Files that were applied must be there, unchanged and in the same order: a database must
 * never be opened by a jigap that is older than it, or that remembers its past differently.
 * @param folder of the files, as the error names it
 * @throws MigrationError
 */
export function pendingMigrations(
  known: readonly Migration[],
  applied: readonly AppliedMigration[],
  folder = 'migrations/sqlite',
): Migration[] {
  applied.forEach(({ name, hash }, index) => {
    const file = known[index];
    if (file === undefined) {
      throw new MigrationError(`the database was made by a newer jigap (it has ${name}): start that version`);
    }
    if (file.name !== name || file.hash !== hash) {
      throw new MigrationError(
        `${folder}/${file.name} is not the ${name} that this database was made with: restore it`,
      );
    }
  });
  return known.slice(applied.length);
}
