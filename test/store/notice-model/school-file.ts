import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import type { Store } from '../../../src/store/store.ts';
import { MIGRATIONS, makeMemoryFolder, writeMigratedDatabase } from '../../support/migrated-database.ts';
import { remove } from '../../support/temp-folder.ts';
import type { StartOptions } from '../contract/engine.ts';
import type { SchoolDatabase } from './school.ts';

/** Of SQLite: what a killed process leaves is a copy of its files. */
export class SchoolFile implements SchoolDatabase {
  readonly #folder = makeMemoryFolder();
  #path = join(this.#folder, 'jigap.db');
  #killed = 0;

  constructor() {
    writeMigratedDatabase(this.#path);
  }

  async open({ server: { timeZone, ...defaults }, now }: StartOptions): Promise<Store> {
    return openSqliteStore({ path: this.#path, migrationsFolder: MIGRATIONS, defaults, timeZone, now });
  }

  readonly kill = (): void => {
    const next = join(this.#folder, `after-${++this.#killed}.db`);
    for (const end of ['', '-wal']) if (existsSync(this.#path + end)) cpSync(this.#path + end, next + end);
    this.#path = next;
  };

  async remove(): Promise<void> {
    remove(this.#folder);
  }
}
