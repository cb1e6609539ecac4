import { FairQueue } from '../../limits/fair-queue.ts';

/** Characters. Parsing a longer body takes milliseconds; a shorter one never does, with any content. */
export const MIN_QUEUED_LENGTH = 64 * 1024;

/** Large bodies are parsed one after another, round robin over the students who sent them; small ones at once. */
export class BodyQueue {
  readonly #queue = new FairQueue<number>();

  /** @param read parses the body, and starts what follows */
  push(studentId: number, body: { readonly length: number }, read: () => void): void {
    if (body.length < MIN_QUEUED_LENGTH) read();
    else this.#queue.push(studentId, read);
  }
}
