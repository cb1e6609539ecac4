import type { Values } from './setting.ts';
import type { SETTINGS } from './settings.ts';

export interface BackupSettings {
  /** null: `backups` beside the database. */
  readonly folder: string | null;
  /** Between two backups; 0: none is made by itself. */
  readonly everyMs: number;
  /** The newest of each of so many days is kept, and of each of so many weeks. */
  readonly days: number;
  readonly weeks: number;
}

export function readBackupSettings(settings: Values<typeof SETTINGS>): BackupSettings {
  const { backupFolder: folder, backupEveryMs: everyMs, backupDays: days, backupWeeks: weeks } = settings;
  return Object.freeze({ folder, everyMs, days, weeks });
}
