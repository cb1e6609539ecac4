type Run = () => void;

/**
 * Runs pieces of work one after another, round robin over their keys, and rests after each piece for as long as it took.
 * So a key with many pieces does not make other keys, or other work of the process, wait until all of them are done.
 */
export class FairQueue<Key> {
  /** Keys in the order of their turns. */
  readonly #waiting = new Map<Key, Run[]>();
  #running = false;

  /** @param run does a piece of work, and begins what follows from it; called later, never at once */
  push(key: Key, run: Run): void {
    const queue = this.#waiting.get(key);
    if (queue === undefined) this.#waiting.set(key, [run]);
    else queue.push(run);
    if (this.#running) return;
    this.#running = true;
    setImmediate(() => this.#next());
  }

  #next(): void {
    const run = this.#nextInTurn();
    if (run === undefined) {
      this.#running = false;
      return;
    }
    const startedAt = performance.now();
    // By then, all that follows at once from the work is done, too. Before it, so that no error ends the queue.
    setImmediate(() => {
      const tookMs = performance.now() - startedAt;
      setTimeout(() => this.#next(), tookMs);
    });
    run();
  }

  /** A key that had a turn comes after all others that wait. */
  #nextInTurn(): Run | undefined {
    const [turn] = this.#waiting;
    if (turn === undefined) return undefined;
    const [key, queue] = turn;
    const run = queue.shift();
    this.#waiting.delete(key);
    if (queue.length > 0) this.#waiting.set(key, queue);
    return run;
  }
}
