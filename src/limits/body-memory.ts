/** The memory of one body. */
export interface BodyShare {
  readonly bytes: number;
  /** The body turned out to be shorter. */
  shrinkTo(bytes: number): void;
  /** The body is gone. Does nothing the second time. */
  release(): void;
}

/** Why a body got no memory: it waited too long, its student left, or the process ends. */
export type NoMemory = 'late' | 'left' | 'stopped';

interface Waiting {
  readonly bytes: number;
  readonly end: (result: BodyShare | NoMemory) => void;
}

interface Student {
  held: number;
  /** In which turn the student got memory last; 0: never. */
  lastTurn: number;
  /** The oldest first. */
  readonly waiting: Waiting[];
}

/** A body waits for so long at most. Its client is told to come back, and other calls of its student may go on. */
const MAX_WAIT_MS = 10_000;

/**
 * The memory of large bodies, from before their first byte is read until their calls end. A body must leave as much free
 * as it and the other bodies of its student take: one student gets half of the memory at most, and room for a smaller body
 * is always left. Where bodies wait, those of the student with the fewest bytes come first, among these of the one whose
 * last turn is longest ago.
 */
export class BodyMemory {
  readonly #maxBytes: number;
  /** Stays listed after the last body: adding and removing entries costs more than keeping them. */
  readonly #students = new Map<number, Student>();
  readonly #queued = new Set<Student>();
  #held = 0;
  #turns = 0;
  #isStopped = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes of all students. */
  get held(): number {
    return this.#held;
  }

  get waiting(): number {
    let waiting = 0;
    for (const student of this.#queued) waiting += student.waiting.length;
    return waiting;
  }

  /** null: the body must wait. */
  take(studentId: number, bytes: number): BodyShare | null {
    const student = this.#studentOf(studentId);
    return this.#hasRoomFor(student, bytes) ? this.#give(student, bytes) : null;
  }

  /** @param left aborts when the student hangs up */
  wait(studentId: number, bytes: number, left: AbortSignal): Promise<BodyShare | NoMemory> {
    if (left.aborted) return Promise.resolve('left');
    if (this.#isStopped) return Promise.resolve('stopped');
    const student = this.#studentOf(studentId);
    return new Promise((resolve) => {
      const onLeft = () => this.#leave(student, one, 'left');
      const timer = setTimeout(() => this.#leave(student, one, 'late'), MAX_WAIT_MS);
      const one: Waiting = {
        bytes,
        end: (result) => {
          clearTimeout(timer);
          left.removeEventListener('abort', onLeft);
          resolve(result);
        },
      };
      left.addEventListener('abort', onLeft);
      student.waiting.push(one);
      this.#queued.add(student);
    });
  }

  /** Nobody waits any longer. */
  stop(): void {
    this.#isStopped = true;
    for (const student of [...this.#queued]) {
      for (const one of [...student.waiting]) this.#leave(student, one, 'stopped');
    }
  }

  #studentOf(id: number): Student {
    const known = this.#students.get(id);
    if (known !== undefined) return known;
    const student = { held: 0, lastTurn: 0, waiting: [] };
    this.#students.set(id, student);
    return student;
  }

  /** A body that is larger than half of the memory has it alone. */
  #hasRoomFor({ held }: Student, bytes: number): boolean {
    return this.#held === 0 || this.#maxBytes - this.#held >= 2 * bytes + held;
  }

  #give(student: Student, bytes: number): BodyShare {
    const count = (change: number) => {
      student.held += change;
      this.#held += change;
    };
    count(bytes);
    student.lastTurn = ++this.#turns;
    let left = bytes;
    const shrinkTo = (now: number) => {
      if (now >= left) return;
      count(now - left);
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
    for (let next = this.#next(); next !== null; next = this.#next()) {
      const [one] = next.waiting;
      if (one === undefined || !this.#hasRoomFor(next, one.bytes)) return;
      this.#remove(next, one);
      one.end(this.#give(next, one.bytes));
    }
  }

  #next(): Student | null {
    let next: Student | null = null;
    for (const student of this.#queued) if (next === null || isBefore(student, next)) next = student;
    return next;
  }

  #leave(student: Student, one: Waiting, why: NoMemory): void {
    if (!student.waiting.includes(one)) return;
    this.#remove(student, one);
    one.end(why);
    // Those behind it may be smaller.
    this.#giveToWaiting();
  }

  #remove(student: Student, one: Waiting): void {
    student.waiting.splice(student.waiting.indexOf(one), 1);
    if (student.waiting.length === 0) this.#queued.delete(student);
  }
}

function isBefore(one: Student, other: Student): boolean {
  return one.held === other.held ? one.lastTurn < other.lastTurn : one.held < other.held;
}
