/** Above this, reading a body takes milliseconds; below, even the most twisted one does not. Characters. */
const LARGE_CHARACTERS = 64 * 1024;

type Read = () => void;

/**
 * Large bodies are read one after another, in turn of those who sent them, and after each the others get as much time
 * as it took: whoever sends many at once must not stop everybody's calls, nor another's large one, until all are read.
 */
export class LargeBodies {
  /** By student, in the order of their turns. */
  readonly #waiting = new Map<number, Read[]>();
  #reading = false;

  /** @param read reads the body, and begins what is done with it */
  take(studentId: number, body: { readonly length: number }, read: Read): void {
    if (body.length < LARGE_CHARACTERS) {
      read();
      return;
    }
    const queue = this.#waiting.get(studentId);
    if (queue === undefined) this.#waiting.set(studentId, [read]);
    else queue.push(read);
    if (this.#reading) return;
    this.#reading = true;
    setImmediate(() => this.#next());
  }

  #next(): void {
    const read = this.#nextInTurn();
    if (read === undefined) {
      this.#reading = false;
      return;
    }
    const startedAt = performance.now();
    // By then, all that follows at once from the reading is done, too. Before it, so that no error ends the queue.
    setImmediate(() => {
      const tookMs = performance.now() - startedAt;
      setTimeout(() => this.#next(), tookMs);
    });
    read();
  }

  /** Whoever had a turn comes after all others who wait. */
  #nextInTurn(): Read | undefined {
    const [turn] = this.#waiting;
    if (turn === undefined) return undefined;
    const [studentId, queue] = turn;
    const read = queue.shift();
    this.#waiting.delete(studentId);
    if (queue.length > 0) this.#waiting.set(studentId, queue);
    return read;
  }
}
