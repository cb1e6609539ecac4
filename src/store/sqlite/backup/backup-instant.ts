import type { Sqlite } from '../engine/database.ts';
import { Settings } from '../engine/settings.ts';

const BACKUP_MADE_AT = 'backup_made_at';

/** Says in a backup of when it is. @param at ms UTC */
export function writeBackupInstant(sqlite: Sqlite, at: number): void {
  new Settings(sqlite).set(BACKUP_MADE_AT, String(at));
}

/** ms UTC; null in a database that is no backup, or a copy that somebody made with other tools. */
export function readBackupInstant(sqlite: Sqlite): number | null {
  const at = new Settings(sqlite).get(BACKUP_MADE_AT);
  return at === null ? null : Number(at);
}

/** A backup that was put in place is a backup no more. */
export function removeBackupInstant(sqlite: Sqlite): void {
  new Settings(sqlite).remove(BACKUP_MADE_AT);
}
