import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Config, ConfigError, readConfig } from '../config/config.ts';
import type { Language } from '../language/languages.ts';
import { StorageError } from '../store/errors.ts';
import { MigrationError } from '../store/migrations.ts';
import { type Restore, RestoreError } from '../store/restore.ts';
import { openRestore } from '../store/sqlite/restore/open-restore.ts';
import { describeRestore } from './describe-restore.ts';
import { RESTORE } from './texts.ts';

export interface RestoreTerminal {
  readonly language: Language;
  readonly write: (text: string) => void;
  /** To the standard error. */
  readonly complain: (text: string) => void;
  /** null: nobody is at the terminal. */
  readonly ask: ((question: string) => Promise<string>) | null;
  /** ms UTC. */
  readonly now: () => number;
}

const MIGRATIONS = fileURLToPath(new URL('../../migrations/sqlite', import.meta.url));
const POSTGRES_URL = /^postgres(?:ql)?:/;
/** As those of the command: src/cli/cli-error.ts. */
const EXIT = { ok: 0, failed: 1, usage: 2, refused: 3 } as const;
const EXPECTED_ERRORS = [RestoreError, StorageError, MigrationError, ConfigError];

/** @returns the exit code */
export async function runRestore(words: readonly string[], terminal: RestoreTerminal): Promise<number> {
  const t = RESTORE[terminal.language];
  const { values, positionals } = parseArgs({
    args: [...words],
    options: { yes: { type: 'boolean' }, 'discard-current': { type: 'boolean' } },
    allowPositionals: true,
  });
  const [file = ''] = positionals;
  let restore: Restore | undefined;
  try {
    const config = readConfig();
    // A backup of SQLite in place of it would be no restore: jigap would not even look at the file.
    if (POSTGRES_URL.test(config.database)) throw new RestoreError('postgres', '');
    restore = openRestore(file, storeOptions(config, terminal.now()));
    terminal.write(describeRestore(restore, terminal.language));
    if (restore.current.state === 'unusable' && values['discard-current'] !== true) {
      restore.cancel();
      terminal.complain(`${t.error}: ${t.needsDiscard}\n`);
      return EXIT.refused;
    }
    if (values.yes !== true && !(await isConfirmed(terminal))) {
      restore.cancel();
      return EXIT.usage;
    }
    const { replaced } = await restore.apply();
    terminal.write(`${t.done}\n${replaced === null ? '' : `${t.kept(replaced)}\n`}`);
    return EXIT.ok;
  } catch (error) {
    terminal.complain(`${t.error}: ${errorText(error, terminal.language)}\n`);
    return EXPECTED_ERRORS.some((kind) => error instanceof kind) ? EXIT.refused : EXIT.failed;
  }
}

function storeOptions({ database, backups, defaults, timeZone }: Config, now: number) {
  return { path: database, backupFolder: backups.folder, migrationsFolder: MIGRATIONS, defaults, timeZone, now };
}

async function isConfirmed({ ask, language, complain }: RestoreTerminal): Promise<boolean> {
  const t = RESTORE[language];
  if (ask === null) {
    complain(`${t.error}: ${t.nobody}\n`);
    return false;
  }
  const answer = await ask(`${t.question} [y/N] `);
  if (t.isYes(answer.normalize('NFC').trim())) return true;
  complain(`${t.unchanged}\n`);
  return false;
}

function errorText(error: unknown, language: Language): string {
  if (error instanceof RestoreError) return RESTORE[language].reasons[error.reason](error.message);
  if (error instanceof Error)
    return EXPECTED_ERRORS.some((kind) => error instanceof kind) ? error.message : String(error.stack);
  return String(error);
}
