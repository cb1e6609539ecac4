import { Worker } from 'node:worker_threads';
import { StorageError } from '../../errors.ts';
import type { JobKind, QueryOf, ResultOf } from '../../sql/readers.ts';
import type { ReaderAnswer, ReaderJob } from './reader-jobs.ts';

interface WaitingJob {
  readonly job: ReaderJob;
  readonly done: (result: unknown) => void;
  readonly failed: (error: StorageError) => void;
}

export interface ReaderThreadOptions {
  /** How long the thread waits for more work; 0: it ends with its queue. */
  readonly idleMs: number;
  /** A job that takes longer is aborted. */
  readonly maxMs: number;
}

/**
 * Reads over a second connection in a thread of its own, one job after the other: a snapshot of what is committed, and
 * the event loop of the gateway never waits for it. The thread starts with the first job.
 */
export class ReaderThread {
  readonly #path: string;
  readonly #options: ReaderThreadOptions;
  readonly #waiting: WaitingJob[] = [];
  readonly #alive = new Set<Worker>();
  #worker: Worker | null = null;
  #current: WaitingJob | null = null;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param path of a database that this process has open already */
  constructor(path: string, options: ReaderThreadOptions) {
    this.#path = path;
    this.#options = options;
  }

  /** @throws StorageError when it cannot be read, takes too long, or the store is closed meanwhile */
  read<Kind extends JobKind>(kind: Kind, query: QueryOf<Kind>): Promise<ResultOf<Kind>> {
    return new Promise<ResultOf<Kind>>((resolve, reject) => {
      if (this.#closed) throw new StorageError('the database is closed');
      this.#waiting.push({
        job: { kind, query },
        done: (result) => resolve(result as ResultOf<Kind>),
        failed: reject,
      });
      if (this.#current === null) this.#next();
    });
  }

  /** Starts the thread, or keeps it, for work that is likely to come. */
  wake(): void {
    if (this.#closed || this.#current !== null) return;
    this.#worker ??= this.#start();
    clearTimeout(this.#timer);
    this.#rest();
  }

  /** Aborts what runs; what waits is rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const { failed } of this.#waiting.splice(0)) failed(new StorageError('the database is closed'));
    await Promise.all([...this.#alive].map((worker) => worker.terminate()));
  }

  #next(): void {
    clearTimeout(this.#timer);
    this.#current = this.#waiting.shift() ?? null;
    if (this.#current === null) {
      this.#rest();
      return;
    }
    this.#worker ??= this.#start();
    const worker = this.#worker;
    worker.postMessage(this.#current.job);
    this.#timer = setTimeout(() => void worker.terminate(), this.#options.maxMs);
  }

  #rest(): void {
    const worker = this.#worker;
    if (worker === null || this.#closed) return;
    const end = () => {
      this.#worker = null;
      void worker.terminate();
    };
    if (this.#options.idleMs === 0) end();
    else this.#timer = setTimeout(end, this.#options.idleMs).unref();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./reader-worker.ts', import.meta.url), {
      workerData: { path: this.#path },
      // It needs nothing of the environment, where the keys are.
      env: {},
      execArgv: [],
    });
    let reason = 'a read was aborted';
    this.#alive.add(worker);
    worker.unref();
    worker.on('message', (answer: ReaderAnswer) => this.#finish(answer));
    worker.on('error', (error) => {
      reason = `a read failed: ${error.message}`;
    });
    worker.on('exit', () => {
      this.#alive.delete(worker);
      if (this.#worker !== worker) return;
      this.#worker = null;
      this.#current?.failed(new StorageError(reason));
      this.#next();
    });
    return worker;
  }

  #finish(answer: ReaderAnswer): void {
    if ('result' in answer) this.#current?.done(answer.result);
    else this.#current?.failed(new StorageError(`the database cannot be read: ${answer.failed}`));
    this.#next();
  }
}
