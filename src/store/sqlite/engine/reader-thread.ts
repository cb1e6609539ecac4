import { Worker } from 'node:worker_threads';
import { StorageError } from '../../errors.ts';
import type { AnswerOf, AskedOf, ReadingAnswer, ReadingJob, ReadingKind } from './reader-jobs.ts';

interface Asked {
  readonly job: ReadingJob;
  readonly answered: (result: unknown) => void;
  readonly failed: (error: StorageError) => void;
}

export interface ReadingThreadOptions {
  /** How long the thread waits for more work; 0: it ends with its queue. */
  readonly idleMs: number;
  /** A job that takes longer is broken off. */
  readonly longestMs: number;
}

/**
 * Reads over a second connection in a thread of its own, one job after the other: a snapshot of what is committed, and
 * the event loop of the gateway never waits for it. The thread starts with the first job.
 */
export class ReadingThread {
  readonly #path: string;
  readonly #options: ReadingThreadOptions;
  readonly #waiting: Asked[] = [];
  readonly #alive = new Set<Worker>();
  #worker: Worker | null = null;
  #current: Asked | null = null;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param path of a database that this process has open already */
  constructor(path: string, options: ReadingThreadOptions) {
    this.#path = path;
    this.#options = options;
  }

  /** @throws StorageError when it cannot be read, takes too long, or the store is closed meanwhile */
  ask<Kind extends ReadingKind>(kind: Kind, asked: AskedOf<Kind>): Promise<AnswerOf<Kind>> {
    return new Promise<AnswerOf<Kind>>((resolve, reject) => {
      if (this.#closed) throw new StorageError('the database is closed');
      this.#waiting.push({
        job: { kind, asked },
        answered: (result) => resolve(result as AnswerOf<Kind>),
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

  /** Breaks off what runs; what waits is refused. */
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
    this.#timer = setTimeout(() => void worker.terminate(), this.#options.longestMs);
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
    let reason = 'a reading was broken off';
    this.#alive.add(worker);
    worker.unref();
    worker.on('message', (answer: ReadingAnswer) => this.#answered(answer));
    worker.on('error', (error) => {
      reason = `a reading failed: ${error.message}`;
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

  #answered(answer: ReadingAnswer): void {
    if ('result' in answer) this.#current?.answered(answer.result);
    else this.#current?.failed(new StorageError(`the database cannot be read: ${answer.failed}`));
    this.#next();
  }
}
