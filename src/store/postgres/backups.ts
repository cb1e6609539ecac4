import { BackupError, type BackupStore } from '../backup-store.ts';

const WHY = 'the database is PostgreSQL, which is backed up by its own tools: docs/school.en.md says how';

/** PostgreSQL makes its own backups, without holding a snapshot: jigap makes none. */
export const NO_BACKUPS: BackupStore = {
  folder: '',
  make: async () => {
    throw new BackupError('made_elsewhere', WHY);
  },
  list: async () => [],
  lastFailure: async () => null,
  open: async () => null,
  remove: async () => {},
};
