import { Worker } from 'node:worker_threads';
import { type CheckReport, type ServedUsage, StorageError } from '../store.ts';
import type { CheckOptions } from './check.ts';

export type ReadingJob =
  | ({ readonly kind: 'check' } & CheckOptions)
  | { readonly kind: 'served-usage'; readonly from: number; readonly to: number };

export type ReadingAnswer = { readonly result: unknown } | { readonly failed: string };

/** A million records are read in seconds. */
const LONGEST_MS = 120_000;

/**
 * Reads over many rows, each in a thread of its own over a second connection: a snapshot of what is committed, and the
 * event loop of the gateway never waits for it. One at a time.
 */
export class Readings {
  readonly #path: string;
  readonly #running = new Set<Worker>();
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** @param path of a database that this process has open already */
  constructor(path: string) {
    this.#path = path;
  }

  /** @throws StorageError when it cannot be read, takes too long, or the store is closed meanwhile */
  check(options: CheckOptions): Promise<CheckReport> {
    return this.#inTurn({ kind: 'check', ...options }) as Promise<CheckReport>;
  }

  /** @param from and to ms UTC, half-open @throws StorageError as check does */
  servedUsage(from: number, to: number): Promise<ServedUsage[]> {
    return this.#inTurn({ kind: 'served-usage', from, to }) as Promise<ServedUsage[]>;
  }

  /** Breaks off what runs; what waits is refused. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#running].map((worker) => worker.terminate()));
  }

  #inTurn(job: ReadingJob): Promise<unknown> {
    const turn = this.#last.then(() => this.#run(job));
    this.#last = turn.catch(() => {});
    return turn;
  }

  #run(job: ReadingJob): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new StorageError('the database is closed');
      // It needs nothing of the environment, where the keys are.
      const worker = new Worker(new URL('./reading-worker.ts', import.meta.url), {
        workerData: { path: this.#path, job },
        env: {},
        execArgv: [],
      });
      const late = setTimeout(() => void worker.terminate(), LONGEST_MS);
      this.#running.add(worker);
      worker.unref();
      worker.once('message', (answer: ReadingAnswer) => {
        if ('result' in answer) resolve(answer.result);
        else reject(new StorageError(`the database cannot be read: ${answer.failed}`));
      });
      worker.once('error', (error) => reject(new StorageError(`a reading failed: ${error.message}`)));
      worker.once('exit', () => {
        clearTimeout(late);
        this.#running.delete(worker);
        // After an answer this changes nothing.
        reject(new StorageError('a reading was broken off'));
      });
    });
  }
}
