import type { BackupOrigin } from '../../backup-store.ts';

const NAME = /^jigap-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z(-owner)?\.db$/;
/** Of a file that is being written. */
export const PARTIAL = '.partial';
const PARTIAL_NAME = /^jigap-\d{8}T\d{9}Z(?:-owner)?\.db\.partial(?:-journal|-wal|-shm)?$/;

/** @param at ms UTC */
export function backupName(at: number, origin: BackupOrigin): string {
  const instant = new Date(at).toISOString().replace(/[-:.]/g, '');
  return `jigap-${instant}${origin === 'owner' ? '-owner' : ''}.db`;
}

/** null: no backup has such a name; so no name leads out of the folder. */
export function parseBackupName(name: string): { readonly at: number; readonly origin: BackupOrigin } | null {
  const parts = NAME.exec(name);
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second, ms, owner] = parts;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`);
  if (Number.isNaN(at)) return null;
  return { at, origin: owner === undefined ? 'schedule' : 'owner' };
}

/** Left by a process that died while it made a backup. */
export function isPartial(name: string): boolean {
  return PARTIAL_NAME.test(name);
}
