/** Why one that waited got nothing: it waited too long, its student left, or the process ends. */
export type NotGiven = 'late' | 'left' | 'stopped';

interface Waiting<Request, Given> {
  readonly request: Request;
  readonly end: (result: Given | NotGiven) => void;
}

export interface QueuedStudent<Request, Given> {
  /** What the student has now: slots, or bytes. */
  held: number;
  /** In which turn the student got something last; 0: never. */
  lastTurn: number;
  /** The oldest first. */
  readonly waiting: Waiting<Request, Given>[];
}

/**
 * Who waits for a share of something that students share. It goes to the student who has least of it, among these to the
 * one whose last turn is longest ago: nobody waits for more than one turn of each other student.
 */
export class StudentQueue<Request, Given> {
  readonly #maxWaitMs: number;
  readonly #onLeave: () => void;
  /** Stays listed with nothing: adding and removing entries costs more than keeping them, and the turn counts later, too. */
  readonly #students = new Map<number, QueuedStudent<Request, Given>>();
  readonly #queued = new Set<QueuedStudent<Request, Given>>();
  #waiting = 0;
  #turns = 0;
  #isStopped = false;

  /** @param onLeave one has left without anything: what is behind it may want less */
  constructor(maxWaitMs: number, onLeave: () => void = () => {}) {
    this.#maxWaitMs = maxWaitMs;
    this.#onLeave = onLeave;
  }

  /** Of all students. */
  get waiting(): number {
    return this.#waiting;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  studentOf(id: number): QueuedStudent<Request, Given> {
    const known = this.#students.get(id);
    if (known !== undefined) return known;
    const student = { held: 0, lastTurn: 0, waiting: [] };
    this.#students.set(id, student);
    return student;
  }

  /** It is the student's turn. */
  take(student: QueuedStudent<Request, Given>, amount: number): void {
    student.held += amount;
    student.lastTurn = ++this.#turns;
  }

  /** @param left aborts when the student hangs up */
  wait(student: QueuedStudent<Request, Given>, request: Request, left: AbortSignal): Promise<Given | NotGiven> {
    if (left.aborted) return Promise.resolve('left');
    if (this.#isStopped) return Promise.resolve('stopped');
    return new Promise((resolve) => {
      const onLeft = () => this.#leave(student, one, 'left');
      const timer = setTimeout(() => this.#leave(student, one, 'late'), this.#maxWaitMs);
      const one: Waiting<Request, Given> = {
        request,
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

  /** @param give null: there is no room for it, so that all others wait behind it */
  giveToWaiting(give: (student: QueuedStudent<Request, Given>, request: Request) => Given | null): void {
    for (let next = this.#next(); next !== null; next = this.#next()) {
      const [one] = next.waiting;
      const given = one === undefined ? null : give(next, one.request);
      if (one === undefined || given === null) return;
      this.#remove(next, one);
      one.end(given);
    }
  }

  /** Nobody waits any longer. */
  stop(): void {
    this.#isStopped = true;
    for (const student of [...this.#queued]) {
      for (const one of [...student.waiting]) this.#leave(student, one, 'stopped');
    }
  }

  #next(): QueuedStudent<Request, Given> | null {
    let next: QueuedStudent<Request, Given> | null = null;
    for (const student of this.#queued) if (next === null || isBefore(student, next)) next = student;
    return next;
  }

  #leave(student: QueuedStudent<Request, Given>, one: Waiting<Request, Given>, why: NotGiven): void {
    if (!student.waiting.includes(one)) return;
    this.#remove(student, one);
    one.end(why);
    this.#onLeave();
  }

  #remove(student: QueuedStudent<Request, Given>, one: Waiting<Request, Given>): void {
    student.waiting.splice(student.waiting.indexOf(one), 1);
    this.#waiting--;
    if (student.waiting.length === 0) this.#queued.delete(student);
  }
}

type Turn = Pick<QueuedStudent<never, never>, 'held' | 'lastTurn'>;

/** Of students who never had a turn, the one who has waited longest: a Set keeps their order. */
function isBefore(one: Turn, other: Turn): boolean {
  return one.held === other.held ? one.lastTurn < other.lastTurn : one.held < other.held;
}
