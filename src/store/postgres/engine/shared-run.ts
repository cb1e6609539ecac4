/**
 * Runs something once for all who asked before it began; who asks while it runs waits for the next run. For what must be
 * newer than the question: a flush, a look at the database.
 */
export class SharedRun<Result = void> {
  readonly #run: () => Promise<Result>;
  #running: Promise<Result> | null = null;
  #next: Promise<Result> | null = null;

  constructor(run: () => Promise<Result>) {
    this.#run = run;
  }

  ask(): Promise<Result> {
    if (this.#next !== null) return this.#next;
    if (this.#running === null) return this.#begin();
    const next = this.#running.then(
      () => this.#begin(),
      () => this.#begin(),
    );
    this.#next = next;
    return next;
  }

  #begin(): Promise<Result> {
    this.#next = null;
    const running = this.#run().finally(() => {
      if (this.#running === running) this.#running = null;
    });
    this.#running = running;
    return running;
  }
}
