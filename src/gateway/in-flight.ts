/** Calls that are running: in all, and per student, so that no one's burst takes everyone's place. */
export class InFlight {
  readonly #mostInAll: number;
  readonly #mostPerStudent: number;
  readonly #perStudent = new Map<number, number>();
  #inAll = 0;

  constructor(mostInAll: number, mostPerStudent: number) {
    this.#mostInAll = mostInAll;
    this.#mostPerStudent = mostPerStudent;
  }

  get inAll(): number {
    return this.#inAll;
  }

  /** Takes a place; whoever gets 'in' must leave() once. */
  enter(studentId: number): 'in' | 'full' | 'student-full' {
    const running = this.#perStudent.get(studentId) ?? 0;
    if (running >= this.#mostPerStudent) return 'student-full';
    if (this.#inAll >= this.#mostInAll) return 'full';
    this.#perStudent.set(studentId, running + 1);
    this.#inAll++;
    return 'in';
  }

  leave(studentId: number): void {
    const running = this.#perStudent.get(studentId) ?? 0;
    if (running <= 1) this.#perStudent.delete(studentId);
    else this.#perStudent.set(studentId, running - 1);
    this.#inAll--;
  }
}
