import { FairQueue } from '../../limits/fair-queue.ts';

/** Above this, reading a body takes milliseconds; below, even the most twisted one does not. Characters. */
export const MIN_QUEUED_LENGTH = 64 * 1024;

/** Large bodies are read in turn of the students who sent them; small ones at once. */
export class BodyQueue {
  readonly #queue = new FairQueue<number>();

  /** @param read reads the body, and begins what is done with it */
  take(studentId: number, body: { readonly length: number }, read: () => void): void {
    if (body.length < MIN_QUEUED_LENGTH) read();
    else this.#queue.push(studentId, read);
  }
}
