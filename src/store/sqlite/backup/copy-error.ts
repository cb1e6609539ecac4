import { BackupError } from '../../backup-store.ts';
import { diskFull } from './backup-folder.ts';

const DISK_FULL_CODES = ['ENOSPC', 'EDQUOT', 'SQLITE_FULL'];
const DAMAGED_CODES = ['DAMAGED', 'SQLITE_CORRUPT', 'SQLITE_NOTADB'];

/** What a copy failed with, for the owner. @param bytes that it would have taken */
export function copyError(
  { failed, code }: { failed: string; code: string },
  folder: string,
  bytes: number,
): BackupError {
  if (DISK_FULL_CODES.includes(code)) return diskFull(folder, bytes);
  if (DAMAGED_CODES.includes(code)) return new BackupError('database_damaged', `the database is damaged: ${failed}`);
  if (code === 'ABORTED') return new BackupError('interrupted', failed);
  return new BackupError('folder_unusable', `the backup could not be written into ${folder}: ${failed}`);
}
