/** Runs a job after a first wait, and again and again: what a start must not be slowed down by. Keeps no process alive. */
export class JobTimer {
  #timer: NodeJS.Timeout | undefined;

  /** @param run never rejects */
  start(firstAfterMs: number, everyMs: number, run: () => Promise<void>): void {
    this.#timer = setTimeout(() => {
      void run();
      this.#timer = setInterval(() => void run(), everyMs).unref();
    }, firstAfterMs).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
