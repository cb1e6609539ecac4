import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from '../config/config.ts';
import { SETTINGS } from '../config/settings.ts';
import type { Language } from '../language/languages.ts';
import { DatabaseMigrationError } from '../store/database-migration.ts';
import { StorageError } from '../store/errors.ts';
import { MigrationError } from '../store/migrations.ts';
import { openMigrationTarget } from '../store/postgres/migrate/open-target.ts';
import { openMigrationSource } from '../store/sqlite/migrate/open-source.ts';
import { MIGRATE_DATABASE } from './texts.ts';

export interface MigrationTerminal {
  readonly language: Language;
  readonly write: (text: string) => void;
  /** To the standard error. */
  readonly complain: (text: string) => void;
  /** ms UTC. */
  readonly now: () => number;
}

const [SQLITE_MIGRATIONS, POSTGRES_MIGRATIONS] = ['sqlite', 'postgres'].map((engine) =>
  fileURLToPath(new URL(`../../migrations/${engine}`, import.meta.url)),
) as [string, string];
/** As those of the command: src/cli/cli-error.ts. */
const EXIT = { ok: 0, failed: 1, refused: 3 } as const;
const EXPECTED_ERRORS = [DatabaseMigrationError, StorageError, MigrationError, ConfigError];

/** @returns the exit code */
export async function runMigration(words: readonly string[], terminal: MigrationTerminal): Promise<number> {
  const t = MIGRATE_DATABASE[terminal.language];
  const { values } = parseArgs({ args: [...words], options: { from: { type: 'string' }, to: { type: 'string' } } });
  try {
    const { from, to } = placesOf(values, readConfig().database);
    const calls = await migrate(from, to, terminal);
    terminal.write(`${t.done(calls, from)}\n`);
    return EXIT.ok;
  } catch (error) {
    terminal.complain(`${t.error}: ${errorText(error, terminal.language)}\n`);
    return EXPECTED_ERRORS.some((kind) => error instanceof kind) ? EXIT.refused : EXIT.failed;
  }
}

/** JIGAP_DATABASE names one of the two; the other one has its usual place, or is named here. */
function placesOf(named: { readonly from?: string; readonly to?: string }, database: string) {
  const isAddress = /^postgres(?:ql)?:/.test(database);
  const usual = isAddress ? SETTINGS.database.parse(SETTINGS.database.fallback) : database;
  return { from: named.from ?? usual, to: named.to ?? (isAddress ? database : '') };
}

/** @returns how many calls there are */
async function migrate(from: string, to: string, { language, write, now }: MigrationTerminal): Promise<number> {
  const t = MIGRATE_DATABASE[language];
  const source = openMigrationSource(from, SQLITE_MIGRATIONS, now());
  try {
    const target = await openMigrationTarget(to, POSTGRES_MIGRATIONS);
    let calls = 0;
    try {
      write(`${t.begins(from)}\n`);
      await target.copy(source, now(), (table, rows) => {
        if (table === 'usage_records') calls = rows;
        if (rows > 0) write(`${t.table(table, rows)}\n`);
      });
    } finally {
      await target.close();
    }
    return calls;
  } finally {
    source.close();
  }
}

function errorText(error: unknown, language: Language): string {
  if (error instanceof DatabaseMigrationError) return MIGRATE_DATABASE[language].reasons[error.reason](error.message);
  if (!(error instanceof Error)) return String(error);
  return EXPECTED_ERRORS.some((kind) => error instanceof kind) ? error.message : String(error.stack);
}
