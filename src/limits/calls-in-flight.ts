/**
 * How many calls run at once: in total, and per student. A student's n-th call needs n free slots. So a student with many
 * calls leaves room for those with few, and the last slots go to students who have none.
 */
export class CallsInFlight {
  readonly #maxTotal: number;
  readonly #maxPerStudent: number;
  /** A student stays listed after the last call, with 0: adding and removing entries costs more than keeping them. */
  readonly #perStudent = new Map<number, number>();
  #total = 0;

  constructor(maxTotal: number, maxPerStudent: number) {
    this.#maxTotal = maxTotal;
    this.#maxPerStudent = maxPerStudent;
  }

  get total(): number {
    return this.#total;
  }

  /** Takes a slot, which the caller must release(). */
  acquire(studentId: number): Slot | 'full' | 'student-full' {
    const running = this.#perStudent.get(studentId) ?? 0;
    if (running >= this.#maxPerStudent) return 'student-full';
    if (this.#maxTotal - this.#total <= running) return 'full';
    this.#perStudent.set(studentId, running + 1);
    this.#total++;
    return new Slot(() => this.#free(studentId));
  }

  #free(studentId: number): void {
    const running = this.#perStudent.get(studentId) ?? 0;
    this.#perStudent.set(studentId, running - 1);
    this.#total--;
  }
}

/**
 * Counts its users: it is free again when the response is closed and the call behind it is settled. Hanging up alone
 * frees nothing while the provider is still answering.
 */
export class Slot {
  readonly #free: () => void;
  #users = 1;

  constructor(free: () => void) {
    this.#free = free;
  }

  retain(): void {
    this.#users++;
  }

  release(): void {
    this.#users--;
    if (this.#users === 0) this.#free();
  }
}
