/** A call's slot at a provider. */
export interface ProviderSlot {
  /** The call is over: another may have it. Does nothing the second time. */
  release(): void;
}

/** Why a call got no slot: too many wait already, it waited too long, its student left, or the process ends. */
export type NoSlot = 'full' | 'late' | 'left' | 'stopped';

export interface SlotLimits {
  /** At once, of all students. */
  readonly callsInFlight: number;
  /** How long a call waits at most; 0: not at all. */
  readonly queueMs: number;
  /** Calls that wait, of all students. */
  readonly maxWaiting?: number;
}

interface Waiting {
  readonly end: (result: ProviderSlot | NoSlot) => void;
}

interface Student {
  running: number;
  /** In which turn the student got a slot last; 0: never. */
  lastTurn: number;
  /** The oldest first. */
  readonly waiting: Waiting[];
}

const MAX_WAITING = 100;

/**
 * The calls that one provider answers at once. A student's n-th call needs n free slots, as in CallsInFlight, so that the
 * last slots go to students who have none. Where calls wait, a free slot goes to the student with the fewest running
 * calls, among these to the one whose last slot is longest ago: nobody waits for more than one call of each other student.
 */
export class ProviderSlots {
  readonly #max: number;
  readonly #queueMs: number;
  readonly #maxWaiting: number;
  /** Stays listed after the last call: the turn counts later, too. */
  readonly #students = new Map<number, Student>();
  readonly #queued = new Set<Student>();
  #taken = 0;
  #waiting = 0;
  #turns = 0;
  #isStopped = false;

  constructor({ callsInFlight, queueMs, maxWaiting = MAX_WAITING }: SlotLimits) {
    this.#max = callsInFlight;
    this.#queueMs = queueMs;
    this.#maxWaiting = maxWaiting;
  }

  get taken(): number {
    return this.#taken;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Calls of a student that run or wait: whose are fewer gets a slot earlier. */
  callsOf(studentId: number): number {
    const student = this.#students.get(studentId);
    return student === undefined ? 0 : student.running + student.waiting.length;
  }

  /** A slot that is free now; null: the call must wait. Never takes it from one who waits: they all have more running. */
  take(studentId: number): ProviderSlot | null {
    const student = this.#studentOf(studentId);
    return this.#hasRoomFor(student) ? this.#give(student) : null;
  }

  /** @param left aborts when the student hangs up */
  wait(studentId: number, left: AbortSignal): Promise<ProviderSlot | NoSlot> {
    const student = this.#studentOf(studentId);
    const room = this.#maxWaiting - this.#waiting;
    if (left.aborted) return Promise.resolve('left');
    if (this.#isStopped) return Promise.resolve('stopped');
    // As with the slots: a student's n-th call that waits needs n slots in the queue.
    if (this.#queueMs === 0 || room <= student.waiting.length) return Promise.resolve('full');
    return new Promise((resolve) => {
      const onLeft = () => this.#leave(student, one, 'left');
      const timer = setTimeout(() => this.#leave(student, one, 'late'), this.#queueMs);
      const one: Waiting = {
        end: (result) => {
          clearTimeout(timer);
          left.removeEventListener('abort', onLeft);
          resolve(result);
        },
      };
      left.addEventListener('abort', onLeft);
      student.waiting.push(one);
      this.#queued.add(student);
      this.#waiting++;
    });
  }

  /** Nobody waits any longer. Running calls keep their slots. */
  stop(): void {
    this.#isStopped = true;
    for (const student of [...this.#queued]) {
      for (const one of [...student.waiting]) this.#leave(student, one, 'stopped');
    }
  }

  #studentOf(id: number): Student {
    const known = this.#students.get(id);
    if (known !== undefined) return known;
    const student = { running: 0, lastTurn: 0, waiting: [] };
    this.#students.set(id, student);
    return student;
  }

  #hasRoomFor({ running }: Student): boolean {
    return this.#max - this.#taken > running;
  }

  #give(student: Student): ProviderSlot {
    student.running++;
    student.lastTurn = ++this.#turns;
    this.#taken++;
    let isFree = false;
    return {
      release: () => {
        if (isFree) return;
        isFree = true;
        student.running--;
        this.#taken--;
        this.#giveToWaiting();
      },
    };
  }

  #giveToWaiting(): void {
    for (let next = this.#next(); next !== null && this.#hasRoomFor(next); next = this.#next()) {
      const [one] = next.waiting;
      if (one === undefined) return;
      this.#remove(next, one);
      one.end(this.#give(next));
    }
  }

  #next(): Student | null {
    let next: Student | null = null;
    for (const student of this.#queued) if (next === null || isBefore(student, next)) next = student;
    return next;
  }

  #leave(student: Student, one: Waiting, why: NoSlot): void {
    if (!student.waiting.includes(one)) return;
    this.#remove(student, one);
    one.end(why);
  }

  #remove(student: Student, one: Waiting): void {
    student.waiting.splice(student.waiting.indexOf(one), 1);
    this.#waiting--;
    if (student.waiting.length === 0) this.#queued.delete(student);
  }
}

/** Of students who never had a slot, the one who has waited longest: a Set keeps their order. */
function isBefore(one: Student, other: Student): boolean {
  return one.running === other.running ? one.lastTurn < other.lastTurn : one.running < other.running;
}
