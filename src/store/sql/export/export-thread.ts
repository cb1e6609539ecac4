import { Worker } from 'node:worker_threads';
import { StorageError } from '../../errors.ts';
import type { ExportPiece } from '../../export-store.ts';
import type { ExportAnswer, ExportOpening } from './give-export.ts';

/** Nobody has taken a piece for so long: another export may run. */
const MAX_IDLE_MS = 10 * 60_000;

/** Reads an export in a thread of its own, a piece when one is taken: no call waits for its text. */
export class ExportThread {
  readonly #worker: Worker;
  readonly #onClose: () => void;
  #answered: ((answer: ExportAnswer) => void) | null = null;
  #last: ExportAnswer | null = null;
  #isClosed = false;
  readonly #idle: NodeJS.Timeout;

  /** @param worker a file that calls giveExport() @param job its data @param onClose is called once */
  constructor(worker: URL, job: object, onClose: () => void) {
    this.#onClose = onClose;
    this.#idle = setTimeout(() => void this.close(), MAX_IDLE_MS).unref();
    this.#worker = new Worker(worker, {
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

  /** When it has begun, or could not. */
  async opened(): Promise<ExportOpening> {
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
