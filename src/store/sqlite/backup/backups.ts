import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import {
  type Backup,
  BackupError,
  type BackupFailure,
  type BackupOrigin,
  type BackupStore,
} from '../../backup-store.ts';
import type { Change } from '../../change.ts';
import type { Audit } from '../../sql/journal/audit.ts';
import type { Settings } from '../../sql/journal/settings.ts';
import type { SqlWork } from '../../sql/sql-work.ts';
import type { CommitGroup } from '../engine/commit-group.ts';
import { statOf } from '../engine/database-files.ts';
import { listBackups, prepareFolder, removeBackups, removePartials } from './backup-folder.ts';
import { backupName, parseBackupName } from './backup-names.ts';
import type { CopyJob, CopyResult } from './backup-worker.ts';
import { copyError } from './copy-error.ts';

const BACKUP_FAILURE = 'backup_failure';

export interface BackupParts {
  /** Of the database, which this process has open. */
  readonly path: string;
  readonly folder: string;
  readonly settings: Settings;
  readonly audit: Audit;
}

/** Backups as files of one folder. The copy and its check run in a thread of their own. */
export class SqliteBackups implements BackupStore {
  readonly folder: string;
  readonly #group: CommitGroup;
  readonly #parts: BackupParts;
  #running: Promise<Backup> | null = null;
  #worker: Worker | null = null;

  constructor(group: CommitGroup, parts: BackupParts) {
    this.#group = group;
    this.#parts = parts;
    this.folder = parts.folder;
  }

  make(origin: BackupOrigin, change: Change): Promise<Backup> {
    this.#running ??= this.#make(origin, change).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async list(): Promise<Backup[]> {
    return listBackups(this.folder);
  }

  lastFailure(): Promise<BackupFailure | null> {
    return this.#group.read(() => this.#lastFailure());
  }

  async open(name: string, change: Change): Promise<{ backup: Backup; content: Readable } | null> {
    const backup = parseBackupName(name) === null ? undefined : listBackups(this.folder).find((b) => b.name === name);
    if (backup === undefined) return null;
    // Opened before the answer begins: from then on nobody can remove it.
    const file = await open(join(this.folder, name), 'r').catch(() => null);
    if (file === null) return null;
    const { bytes } = backup;
    await this.#group.write(() =>
      this.#parts.audit.write(change, 'backup.download', `backup ${name}`, null, { bytes }),
    );
    return { backup, content: createReadStream('', { fd: file, end: bytes - 1 }) };
  }

  async remove(names: readonly string[]): Promise<void> {
    removeBackups(this.folder, names);
  }

  /** Ends a copy that runs: it leaves a partial file, which the next one removes. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
    await this.#running?.catch(() => {});
  }

  async #make(origin: BackupOrigin, change: Change): Promise<Backup> {
    try {
      const backup = await this.#copy(origin, change.now);
      const { name, bytes } = backup;
      await this.#group.write(() => this.#noteMade(name, bytes, change));
      return backup;
    } catch (error) {
      if (!(error instanceof BackupError)) throw error;
      const { reason, message } = error;
      const failure: BackupFailure = { at: change.now, reason, message };
      // Where even this cannot be written, the disk is full, and the error says so.
      await this.#group.write(() => this.#parts.settings.set(BACKUP_FAILURE, JSON.stringify(failure))).catch(() => {});
      throw error;
    }
  }

  *#lastFailure(): SqlWork<BackupFailure | null> {
    const failure = yield* this.#parts.settings.get(BACKUP_FAILURE);
    return failure === null ? null : (JSON.parse(failure) as BackupFailure);
  }

  *#noteMade(name: string, bytes: number, change: Change): SqlWork<void> {
    yield* this.#parts.settings.remove(BACKUP_FAILURE);
    yield* this.#parts.audit.write(change, 'backup.create', `backup ${name}`, null, { bytes });
  }

  async #copy(origin: BackupOrigin, now: number): Promise<Backup> {
    const { path } = this.#parts;
    const expected = (statOf(path)?.size ?? 0) + (statOf(`${path}-wal`)?.size ?? 0);
    prepareFolder(this.folder, expected);
    const at = this.#freeInstant(now, origin);
    const name = backupName(at, origin);
    const to = join(this.folder, name);
    // What is queued belongs to the instant of the backup.
    this.#group.flush();
    const result = await this.#runWorker({ from: path, to, at });
    if ('failed' in result) {
      // A folder that is gone has none.
      removePartials(this.folder);
      throw copyError(result, this.folder, expected);
    }
    return { name, bytes: statOf(to)?.size ?? 0, at, origin };
  }

  #freeInstant(now: number, origin: BackupOrigin): number {
    let at = now;
    while (statOf(join(this.folder, backupName(at, origin))) !== undefined) at++;
    return at;
  }

  #runWorker(job: CopyJob): Promise<CopyResult> {
    return new Promise((resolve) => {
      const worker = new Worker(new URL('./backup-worker.ts', import.meta.url), {
        workerData: job,
        // It needs nothing of the environment, where the keys are.
        env: {},
        execArgv: [],
      });
      this.#worker = worker;
      worker.on('message', resolve);
      worker.on('error', ({ message }) => resolve({ failed: message, code: 'UNKNOWN' }));
      worker.on('exit', () => {
        this.#worker = null;
        resolve({ failed: 'the server stopped before the backup was complete', code: 'ABORTED' });
      });
    });
  }
}
