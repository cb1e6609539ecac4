import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import type { Store } from '../../../src/store/store.ts';
import type { StartOptions, TestDatabase, TestEngine } from '../contract/engine.ts';
import { MIGRATIONS } from './open-store.ts';

/** The contract is about what is in the file, not about the disk beneath it: that is for the crash tests. */
const MEMORY = '/dev/shm';
/** In a zone that no test uses, so that each opens its copy as a server that was given new settings. */
const BLANK = { now: 0, server: { timeZone: 'Etc/UTC', walletMonthly: 0, studentWeekly: 0 } };

export interface SqliteDatabase extends TestDatabase {
  readonly path: string;
}

export const SQLITE_ENGINE: TestEngine<SqliteDatabase> = {
  name: 'SQLite',
  /** A copy of a file that was only migrated: a tenth of the cost of making one. */
  create: async () => {
    const folder = makeFolder();
    const path = join(folder, 'jigap.db');
    writeFileSync(path, await blankFile());
    return {
      path,
      open: async (options) => open(path, options),
      tamper: async (sql, ...values) => tamper(path, sql, values),
      countRows: async (table) => countRows(path, table),
      remove: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
};

function tamper(path: string, sql: string, values: readonly unknown[] = []): void {
  const sqlite = new Database(path);
  try {
    sqlite.pragma('busy_timeout = 2000');
    sqlite.pragma('foreign_keys = OFF');
    sqlite.prepare(sql).run(...values);
  } finally {
    sqlite.close();
  }
}

function countRows(path: string, table: string): number {
  const sqlite = new Database(path, { readonly: true });
  const rows = sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
  sqlite.close();
  return rows;
}

function makeFolder(): string {
  return mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'jigap-contract-'));
}

function open(path: string, { server, now }: StartOptions): Store {
  const { timeZone, ...defaults } = server;
  return openSqliteStore({ path, migrationsFolder: MIGRATIONS, defaults, timeZone, now });
}

let blank: Promise<Buffer> | undefined;

function blankFile(): Promise<Buffer> {
  blank ??= makeBlankFile();
  return blank;
}

async function makeBlankFile(): Promise<Buffer> {
  const folder = makeFolder();
  const path = join(folder, 'blank.db');
  await open(path, BLANK).close();
  const bytes = readFileSync(path);
  rmSync(folder, { recursive: true, force: true });
  return bytes;
}
