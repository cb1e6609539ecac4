import { type NotGiven, type QueuedStudent, StudentQueue } from './student-queue.ts';

/** The memory of one body. */
export interface BodyShare {
  readonly bytes: number;
  /** The body turned out to be shorter. */
  shrinkTo(bytes: number): void;
  /** The body is gone. Does nothing the second time. */
  release(): void;
}

/** Why a body got no memory. */
export type NoMemory = NotGiven;
type Student = QueuedStudent<number, BodyShare>;

/** A body waits for so long at most. Its client is told to come back, and other calls of its student may go on. */
const MAX_WAIT_MS = 10_000;

/**
 * The memory of large bodies, from before their first byte is read until their calls end. A body must leave as much free
 * as it and the other bodies of its student take: one student gets half of the memory at most, and room for a smaller body
 * is always left. Where bodies wait, those of the student with the fewest bytes come first: student-queue.ts.
 */
export class BodyMemory {
  readonly #maxBytes: number;
  readonly #queue = new StudentQueue<number, BodyShare>(MAX_WAIT_MS, () => this.#giveToWaiting());
  #held = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes of all students. */
  get held(): number {
    return this.#held;
  }

  get waiting(): number {
    return this.#queue.waiting;
  }

  /** null: the body must wait. */
  take(studentId: number, bytes: number): BodyShare | null {
    return this.#give(this.#queue.studentOf(studentId), bytes);
  }

  /** @param left aborts when the student hangs up */
  wait(studentId: number, bytes: number, left: AbortSignal): Promise<BodyShare | NoMemory> {
    return this.#queue.wait(this.#queue.studentOf(studentId), bytes, left);
  }

  /** Nobody waits any longer. */
  stop(): void {
    this.#queue.stop();
  }

  /** A body that is larger than half of the memory has it alone. */
  #hasRoomFor({ held }: Student, bytes: number): boolean {
    return this.#held === 0 || this.#maxBytes - this.#held >= 2 * bytes + held;
  }

  #give(student: Student, bytes: number): BodyShare | null {
    if (!this.#hasRoomFor(student, bytes)) return null;
    this.#queue.take(student, bytes);
    this.#held += bytes;
    let left = bytes;
    const shrinkTo = (now: number) => {
      if (now >= left) return;
      student.held -= left - now;
      this.#held -= left - now;
      left = now;
      this.#giveToWaiting();
    };
    return {
      get bytes() {
        return left;
      },
      shrinkTo,
      release: () => shrinkTo(0),
    };
  }

  #giveToWaiting(): void {
    this.#queue.giveToWaiting((student, bytes) => this.#give(student, bytes));
  }
}
