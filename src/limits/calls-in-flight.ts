/** The class of a student, with its own limits; null: only the server's. */
export interface ClassOfCall {
  readonly id: number;
  readonly callsInFlight: number | null;
  readonly studentCallsInFlight: number | null;
}

/**
 * How many calls run at once: in total, per student, and per class where the class has a limit. A student's n-th call needs
 * n free slots. So a student with many calls leaves room for those with few, and the last slots go to students who have
 * none; in the class's share as in the total.
 */
export class CallsInFlight {
  readonly #maxTotal: number;
  readonly #maxPerStudent: number;
  /** A student stays listed after the last call, with 0: adding and removing entries costs more than keeping them. */
  readonly #perStudent = new Map<number, number>();
  /** Of classes with a limit: the calls that began while there was one. */
  readonly #perClass = new Map<number, number>();
  #total = 0;

  constructor(maxTotal: number, maxPerStudent: number) {
    this.#maxTotal = maxTotal;
    this.#maxPerStudent = maxPerStudent;
  }

  get total(): number {
    return this.#total;
  }

  /** Takes a slot, which the caller must release(). */
  acquire(studentId: number, ofClass: ClassOfCall | null = null): Slot | 'full' | 'student-full' | 'class-full' {
    const running = this.#perStudent.get(studentId) ?? 0;
    if (isStudentFull(running, ofClass, this.#maxPerStudent)) return 'student-full';
    if (ofClass !== null && ofClass.callsInFlight !== null) return this.#acquireOfClass(studentId, running, ofClass);
    if (this.#maxTotal - this.#total <= running) return 'full';
    return this.#take(studentId, running);
  }

  #acquireOfClass(
    studentId: number,
    running: number,
    { id, callsInFlight }: ClassOfCall,
  ): Slot | 'full' | 'class-full' {
    const ofClass = this.#perClass.get(id) ?? 0;
    if (isClassFull(running, ofClass, callsInFlight)) return 'class-full';
    if (this.#maxTotal - this.#total <= running) return 'full';
    this.#perClass.set(id, ofClass + 1);
    // The student may be of another class by the time the call ends.
    return this.#take(studentId, running, () => this.#perClass.set(id, (this.#perClass.get(id) ?? 0) - 1));
  }

  #take(studentId: number, running: number, freeOfClass?: () => void): Slot {
    this.#perStudent.set(studentId, running + 1);
    this.#total++;
    return new Slot(() => {
      this.#free(studentId);
      freeOfClass?.();
    });
  }

  #free(studentId: number): void {
    const running = this.#perStudent.get(studentId) ?? 0;
    this.#perStudent.set(studentId, running - 1);
    this.#total--;
  }
}

/** @param running calls of the student @param max of every student */
export function isStudentFull(running: number, ofClass: ClassOfCall | null, max: number): boolean {
  return running >= Math.min(ofClass?.studentCallsInFlight ?? max, max);
}

/** @param running calls of the student @param runningOfClass of all its students @param max of the class; null: none */
export function isClassFull(running: number, runningOfClass: number, max: number | null): boolean {
  return max !== null && max - runningOfClass <= running;
}

/**
 * Counts its users: it is free again when the response is closed and the call behind it is settled. Hanging up alone
 * frees nothing while the provider is still answering.
 */
export class Slot {
  readonly #free: (() => void)[];
  #users = 1;

  constructor(free: () => void) {
    this.#free = [free];
  }

  /** @param run at once where it is free already */
  whenFree(run: () => void): void {
    if (this.#users === 0) run();
    else this.#free.push(run);
  }

  /** @returns false where it is free already: its student has left, and others may have it */
  retain(): boolean {
    if (this.#users === 0) return false;
    this.#users++;
    return true;
  }

  release(): void {
    this.#users--;
    if (this.#users === 0) for (const free of this.#free) free();
  }
}
