import { type NotGiven, type QueuedStudent, StudentQueue } from './student-queue.ts';

/** A call's slot at a provider. */
export interface ProviderSlot {
  /** The call is over: another may have it. Does nothing the second time. */
  release(): void;
}

/** Why a call got no slot; full: too many wait already. */
export type NoSlot = 'full' | NotGiven;

export interface SlotLimits {
  /** At once, of all students. */
  readonly callsInFlight: number;
  /** How long a call waits at most; 0: not at all. */
  readonly queueMs: number;
  /** Calls that wait, of all students. */
  readonly maxWaiting?: number;
}

type Student = QueuedStudent<null, ProviderSlot>;

const MAX_WAITING = 100;

/**
 * The calls that one provider answers at once. A student's n-th call needs n free slots, as in CallsInFlight, so that the
 * last slots go to students who have none. Where calls wait, a free slot goes to the student with the fewest running
 * calls: student-queue.ts.
 */
export class ProviderSlots {
  readonly #max: number;
  readonly #queueMs: number;
  readonly #maxWaiting: number;
  readonly #queue: StudentQueue<null, ProviderSlot>;
  #taken = 0;

  constructor({ callsInFlight, queueMs, maxWaiting = MAX_WAITING }: SlotLimits) {
    this.#max = callsInFlight;
    this.#queueMs = queueMs;
    this.#maxWaiting = maxWaiting;
    this.#queue = new StudentQueue(queueMs);
  }

  get taken(): number {
    return this.#taken;
  }

  get waiting(): number {
    return this.#queue.waiting;
  }

  /** Calls of a student that run or wait: whose are fewer gets a slot earlier. */
  callsOf(studentId: number): number {
    const { held, waiting } = this.#queue.studentOf(studentId);
    return held + waiting.length;
  }

  /** A slot that is free now; null: the call must wait. Never takes it from one who waits: they all have more running. */
  take(studentId: number): ProviderSlot | null {
    return this.#give(this.#queue.studentOf(studentId));
  }

  /** @param left aborts when the student hangs up */
  async wait(studentId: number, left: AbortSignal): Promise<ProviderSlot | NoSlot> {
    const student = this.#queue.studentOf(studentId);
    if (!left.aborted && !this.#queue.isStopped && !this.#mayWait(student)) return 'full';
    return this.#queue.wait(student, null, left);
  }

  /** Nobody waits any longer. Running calls keep their slots. */
  stop(): void {
    this.#queue.stop();
  }

  /** As with the slots: a student's n-th call that waits needs n slots in the queue. */
  #mayWait({ waiting }: Student): boolean {
    return this.#queueMs > 0 && this.#maxWaiting - this.#queue.waiting > waiting.length;
  }

  #give(student: Student): ProviderSlot | null {
    if (this.#max - this.#taken <= student.held) return null;
    this.#queue.take(student, 1);
    this.#taken++;
    let isFree = false;
    return {
      release: () => {
        if (isFree) return;
        isFree = true;
        student.held--;
        this.#taken--;
        this.#queue.giveToWaiting((next) => this.#give(next));
      },
    };
  }
}
