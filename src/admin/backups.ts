import {
  type Backup,
  BackupError,
  type BackupErrorReason,
  type BackupFailure,
  type BackupOrigin,
} from '../store/backup-store.ts';
import { type Actor, changeBy, SYSTEM } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';
import { expiredBackups, type Retention } from './backup-retention.ts';

export interface BackupStatus {
  readonly folder: string;
  /** The newest first. */
  readonly backups: readonly Backup[];
  /** null: the last try made a backup, or there was none. */
  readonly failure: BackupFailure | null;
  /** The database makes them, and jigap knows of none. */
  readonly areElsewhere: boolean;
}

type Deps = Pick<AdminDeps, 'store' | 'now'>;

const NO_INCIDENT: ReadonlySet<BackupErrorReason> = new Set(['interrupted', 'made_elsewhere']);

/**
 * Makes a backup now, while calls run.
 * @throws AdminError backup_failed; it is an incident, too
 */
export async function makeBackup(origin: BackupOrigin, actor: Actor, { store, now }: Deps): Promise<Backup> {
  try {
    return await store.backups.make(origin, changeBy(actor, now()));
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    const { reason, message } = error;
    // A server that stops is no news, and its database is about to close. That there are none here is no fault.
    if (!NO_INCIDENT.has(reason)) await store.journal.raiseIncident('backup_failed', message, now());
    throw new AdminError({ code: 'backup_failed', reason, folder: store.backups.folder });
  }
}

/** @throws AdminError backup_failed when the folder cannot be read */
export async function backupStatus({ store }: Pick<Deps, 'store'>): Promise<BackupStatus> {
  const { backups, cluster } = store;
  const [list, failure] = await Promise.all([listBackups({ store }), backups.lastFailure()]);
  return { folder: backups.folder, backups: list, failure, areElsewhere: cluster.isShared };
}

/** @throws AdminError backup_not_found */
export async function openBackup(name: string, actor: Actor, { store, now }: Deps) {
  const opened = await store.backups.open(name, changeBy(actor, now()));
  if (opened === null) throw new AdminError({ code: 'backup_not_found' });
  return opened;
}

/** What the schedule does by itself. */
export function scheduledBackups(retention: Retention, deps: Deps) {
  return {
    list: () => deps.store.backups.list(),
    make: () => makeBackup('schedule', SYSTEM, deps),
    removeExpired: () => removeExpired(retention, deps),
  };
}

/** @returns what was removed */
async function removeExpired(retention: Retention, { store }: Pick<Deps, 'store'>): Promise<Backup[]> {
  const expired = expiredBackups(await store.backups.list(), retention);
  await store.backups.remove(expired.map(({ name }) => name));
  return expired;
}

async function listBackups({ store }: Pick<Deps, 'store'>): Promise<Backup[]> {
  try {
    return await store.backups.list();
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    throw new AdminError({ code: 'backup_failed', reason: error.reason, folder: store.backups.folder });
  }
}
