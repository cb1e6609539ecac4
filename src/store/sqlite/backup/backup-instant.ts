import { Settings } from '../../sql/journal/settings.ts';
import type { Sqlite } from '../engine/database.ts';
import { runWork } from '../engine/run-work.ts';

const BACKUP_MADE_AT = 'backup_made_at';

/** Says in a backup of when it is. @param at ms UTC */
export function writeBackupInstant(sqlite: Sqlite, at: number): void {
  runWork(sqlite, new Settings().set(BACKUP_MADE_AT, String(at)));
}

/** ms UTC; null in a database that is no backup, or a copy that somebody made with other tools. */
export function readBackupInstant(sqlite: Sqlite): number | null {
  const at = runWork(sqlite, new Settings().get(BACKUP_MADE_AT));
  return at === null ? null : Number(at);
}

/** A backup that was put in place is a backup no more. */
export function removeBackupInstant(sqlite: Sqlite): void {
  runWork(sqlite, new Settings().remove(BACKUP_MADE_AT));
}
