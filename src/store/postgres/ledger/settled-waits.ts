interface Waiting {
  readonly lastNumber: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Those who wait until the jobs that came before are committed, whatever comes after. */
export class SettledWaits {
  #waiting: Waiting[] = [];

  /** @param lastNumber of the jobs that came before */
  add(lastNumber: number): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.push({ lastNumber, resolve, reject }));
  }

  /** @param oldestNumber of the jobs that are not committed yet */
  resolve(oldestNumber: number): void {
    const settled = this.#waiting.filter(({ lastNumber }) => lastNumber < oldestNumber);
    this.#waiting = this.#waiting.filter(({ lastNumber }) => lastNumber >= oldestNumber);
    for (const { resolve } of settled) resolve();
  }

  fail(error: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
