import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Change } from '../../change.ts';
import { type ExportRequest, ExportRunningError, type ExportStore, type RunningExport } from '../../export-store.ts';
import { ExportThread } from '../../sql/export/export-thread.ts';
import { noteExport } from '../../sql/export/note-export.ts';
import type { Audit } from '../../sql/journal/audit.ts';
import { prepareFolder } from '../backup/backup-folder.ts';
import { copyError } from '../backup/copy-error.ts';
import type { CommitGroup } from '../engine/commit-group.ts';
import { statOf } from '../engine/database-files.ts';
import type { ExportJob } from './export-worker.ts';

const COPY_NAME = 'export-copy.db';
const WORKER = new URL('./export-worker.ts', import.meta.url);

/**
 * One export at a time, read from a copy of its own: however slowly it is fetched, it keeps no snapshot of the database
 * open, which would let the log grow until its end.
 */
export class SqliteExports implements ExportStore {
  readonly #group: CommitGroup;
  readonly #parts: { readonly path: string; readonly folder: string; readonly audit: Audit };
  #running: ExportThread | null = null;

  /** @param parts folder: that of the backups, on whose disk the copy lies for a while */
  constructor(group: CommitGroup, parts: { path: string; folder: string; audit: Audit }) {
    this.#group = group;
    this.#parts = parts;
  }

  async start(request: ExportRequest, change: Change): Promise<RunningExport> {
    if (this.#running !== null) throw new ExportRunningError('another export runs');
    const { path, folder, audit } = this.#parts;
    const bytes = (statOf(path)?.size ?? 0) + (statOf(`${path}-wal`)?.size ?? 0);
    prepareFolder(folder, bytes);
    const copy = join(folder, COPY_NAME);
    rmSync(copy, { force: true });
    const job: ExportJob = { from: path, copy, request };
    const thread = new ExportThread(WORKER, job, () => {
      rmSync(copy, { force: true });
      this.#running = null;
    });
    this.#running = thread;
    try {
      await this.#group.write(() => noteExport(audit, request, change));
      const opened = await thread.opened();
      if ('failed' in opened) throw copyError(opened, folder, bytes);
      return { rows: opened.rows, pieces: thread.pieces(), close: () => thread.close() };
    } catch (error) {
      await thread.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#running?.close();
  }
}
