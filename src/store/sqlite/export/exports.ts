import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Change } from '../../change.ts';
import { StorageError } from '../../errors.ts';
import {
  type ExportPiece,
  type ExportRequest,
  ExportRunningError,
  type ExportStore,
  type RunningExport,
} from '../../export-store.ts';
import type { Audit } from '../../sql/journal/audit.ts';
import { prepareFolder } from '../backup/backup-folder.ts';
import { copyError } from '../backup/copy-error.ts';
import type { CommitGroup } from '../engine/commit-group.ts';
import { statOf } from '../engine/database-files.ts';
import type { ExportAnswer, ExportJob } from './export-worker.ts';

const COPY_NAME = 'export-copy.db';
/** Nobody has taken a piece for so long: another export may run. */
const MAX_IDLE_MS = 10 * 60_000;

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
    const thread = new ExportThread({ from: path, copy, request }, () => {
      this.#running = null;
    });
    this.#running = thread;
    try {
      const subject = request.classId === null ? 'owner' : `class ${request.classId}`;
      const { format, withNames } = request;
      await this.#group.write(() => audit.write(change, 'export.create', subject, null, { format, names: withNames }));
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

class ExportThread {
  readonly #worker: Worker;
  readonly #copy: string;
  readonly #onClose: () => void;
  #answered: ((answer: ExportAnswer) => void) | null = null;
  #last: ExportAnswer | null = null;
  #isClosed = false;
  readonly #idle: NodeJS.Timeout;

  constructor(job: ExportJob, onClose: () => void) {
    this.#copy = job.copy;
    this.#onClose = onClose;
    this.#idle = setTimeout(() => void this.close(), MAX_IDLE_MS).unref();
    this.#worker = new Worker(new URL('./export-worker.ts', import.meta.url), {
      workerData: job,
      // It needs nothing of the environment, where the keys are.
      env: {},
      execArgv: [],
    });
    const give = (answer: ExportAnswer) => {
      this.#last = answer;
      this.#answered?.(answer);
    };
    this.#worker.on('message', give);
    this.#worker.on('error', ({ message }) => give({ failed: message, code: 'UNKNOWN' }));
    this.#worker.on('exit', () => give({ failed: 'the export was stopped', code: 'ABORTED' }));
  }

  async opened(): Promise<{ readonly rows: number } | { readonly failed: string; readonly code: string }> {
    const answer = this.#last ?? (await this.#next());
    return 'piece' in answer ? { failed: 'an unexpected answer', code: 'UNKNOWN' } : answer;
  }

  async *pieces(): AsyncGenerator<ExportPiece> {
    try {
      for (;;) {
        if (this.#isClosed) throw new StorageError('the export was stopped');
        this.#idle.refresh();
        const next = this.#next();
        this.#worker.postMessage('next');
        const answer = await next;
        if ('failed' in answer) throw new StorageError(`the export failed: ${answer.failed}`);
        if (!('piece' in answer)) throw new StorageError('the export failed');
        if (answer.piece === null) return;
        yield answer.piece;
      }
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#idle);
    await this.#worker.terminate();
    rmSync(this.#copy, { force: true });
    this.#onClose();
  }

  #next(): Promise<ExportAnswer> {
    return new Promise((resolve) => {
      this.#answered = (answer) => {
        this.#answered = null;
        resolve(answer);
      };
    });
  }
}
