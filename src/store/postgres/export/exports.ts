import type { Change } from '../../change.ts';
import { StorageError } from '../../errors.ts';
import { type ExportRequest, ExportRunningError, type ExportStore, type RunningExport } from '../../export-store.ts';
import { ExportThread } from '../../sql/export/export-thread.ts';
import { noteExport } from '../../sql/export/note-export.ts';
import { Audit } from '../../sql/journal/audit.ts';
import type { Transactions } from '../../sql/transactions.ts';
import type { ExportJob } from './export-worker.ts';

const WORKER = new URL('./export-worker.ts', import.meta.url);

/**
 * One export at a time in each replica. It is read in short statements: a snapshot that is kept open makes every call slow.
 * So it promises each row that is there when it starts, once, and none that comes later. Calls are those that had ended by
 * then, and never change. Any other row is as it is when it is read: one that is deleted meanwhile is missing, and what is
 * carried over meanwhile may be there.
 */
export class PostgresExports implements ExportStore {
  readonly #group: Transactions;
  readonly #parts: { readonly url: string; readonly name: string };
  readonly #audit = new Audit();
  #isRunning = false;
  #thread: ExportThread | null = null;

  /** @param parts name: of this process */
  constructor(group: Transactions, parts: { url: string; name: string }) {
    this.#group = group;
    this.#parts = parts;
  }

  async start(request: ExportRequest, change: Change): Promise<RunningExport> {
    if (this.#isRunning) throw new ExportRunningError('another export runs');
    this.#isRunning = true;
    try {
      // Its own entry of the audit is in the export, and so is all that was queued before it.
      await this.#group.write(() => noteExport(this.#audit, request, change));
      return await this.#open(request);
    } catch (error) {
      await this.close();
      this.#isRunning = false;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#thread?.close();
  }

  async #open(request: ExportRequest): Promise<RunningExport> {
    const job: ExportJob = { ...this.#parts, request };
    const thread = new ExportThread(WORKER, job, () => {
      this.#thread = null;
      this.#isRunning = false;
    });
    this.#thread = thread;
    const opened = await thread.opened();
    if ('failed' in opened) throw new StorageError(`the export failed: ${opened.failed}`);
    return { rows: opened.rows, pieces: thread.pieces(), close: () => thread.close() };
  }
}
