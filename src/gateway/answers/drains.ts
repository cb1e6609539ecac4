/** An answer that is read on after its student hung up. */
export interface Drain {
  readonly studentId: number;
  /** Stops reading: a student with fewer drains needs the slot. */
  readonly giveUp: () => void;
}

/**
 * How many answers may be read on at once after hang-ups: bounds the memory and connections that hang-ups take. What a
 * hang-up costs the student: ledger/exits.ts. When all slots are taken, a student with fewer drains takes the newest of
 * the student who has most, so that one student's hang-ups do not make another's dearer.
 */
export class Drains {
  readonly #max: number;
  readonly #perStudent = new Map<number, Drain[]>();
  #open = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get open(): number {
    return this.#open;
  }

  /** Takes a slot, which the caller must end(); null when there is none for this student. */
  begin(studentId: number, giveUp: () => void): Drain | null {
    if (this.#open >= this.#max && !this.#takeFromLargest(studentId)) return null;
    const drain = { studentId, giveUp };
    this.#perStudent.set(studentId, [...this.#of(studentId), drain]);
    this.#open++;
    return drain;
  }

  /** Gives the slot back. Does nothing when it was taken away before. */
  end(drain: Drain): void {
    const others = this.#of(drain.studentId).filter((one) => one !== drain);
    if (others.length === this.#of(drain.studentId).length) return;
    if (others.length === 0) this.#perStudent.delete(drain.studentId);
    else this.#perStudent.set(drain.studentId, others);
    this.#open--;
  }

  #of(studentId: number): readonly Drain[] {
    return this.#perStudent.get(studentId) ?? [];
  }

  /** Only where the other student keeps no fewer than this one gets. */
  #takeFromLargest(studentId: number): boolean {
    let largest: readonly Drain[] = [];
    for (const drains of this.#perStudent.values()) if (drains.length > largest.length) largest = drains;
    const newest = largest.at(-1);
    if (newest === undefined || largest.length <= this.#of(studentId).length + 1) return false;
    this.end(newest);
    newest.giveUp();
    return true;
  }
}
