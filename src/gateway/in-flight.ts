/**
 * Calls that are running: in all, and per student. A student's n-th call needs n free places: whoever runs many leaves
 * room for those who run few, and the last places go to students who have none.
 */
export class InFlight {
  readonly #mostInAll: number;
  readonly #mostPerStudent: number;
  /** Whoever has called since the start stays listed, with 0: entries that come and go cost more than they keep. */
  readonly #perStudent = new Map<number, number>();
  #inAll = 0;

  constructor(mostInAll: number, mostPerStudent: number) {
    this.#mostInAll = mostInAll;
    this.#mostPerStudent = mostPerStudent;
  }

  get inAll(): number {
    return this.#inAll;
  }

  /** Takes a place, which somebody must leave(). */
  enter(studentId: number): Place | 'full' | 'student-full' {
    const running = this.#perStudent.get(studentId) ?? 0;
    if (running >= this.#mostPerStudent) return 'student-full';
    if (this.#mostInAll - this.#inAll <= running) return 'full';
    this.#perStudent.set(studentId, running + 1);
    this.#inAll++;
    return new Place(() => this.#leave(studentId));
  }

  #leave(studentId: number): void {
    const running = this.#perStudent.get(studentId) ?? 0;
    this.#perStudent.set(studentId, running - 1);
    this.#inAll--;
  }
}

/**
 * A place is free again when everyone who stayed has left: the response is closed, and the call behind it is settled.
 * Hanging up alone frees nothing while the provider is still answering.
 */
export class Place {
  readonly #free: () => void;
  #staying = 1;

  constructor(free: () => void) {
    this.#free = free;
  }

  stay(): void {
    this.#staying++;
  }

  leave(): void {
    this.#staying--;
    if (this.#staying === 0) this.#free();
  }
}
