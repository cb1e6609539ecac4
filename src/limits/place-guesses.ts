import { WindowCounts } from './window-counts.ts';

const HOUR_MS = 60 * 60_000;
/** So many mistakes a person makes with one name and number. */
const MAX_PER_STUDENT = 5;
/** A school is often one address; a lecture hall makes some mistakes. */
const MAX_PER_ADDRESS = 60;
const MAX_PER_CLASS = 200;

/** Wrong names and numbers of students who claim a place of the roster, per hour. */
export interface GuessLimit {
  /** false: too many guesses, so that the right name and number wait for the owner, too. */
  readonly mayClaim: (studentId: number) => boolean;
  /** @param studentIds whose name or number was in the guess; none: it was near nobody, and does not count */
  readonly countWrong: (studentIds: readonly number[]) => void;
}

/**
 * Guesses are limited per student, per address and per class. A guesser cannot tell the limit from a wrong guess: both
 * wait for the owner. In memory: a restart forgives.
 */
export class PlaceGuesses {
  readonly #now: () => number;
  readonly #students = new WindowCounts<number>(HOUR_MS);
  readonly #addresses = new WindowCounts<string>(HOUR_MS);
  readonly #classes = new WindowCounts<number>(HOUR_MS);

  /** @param now ms, of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  limitFor(address: string, classId: number): GuessLimit {
    return {
      mayClaim: (studentId) => {
        const now = this.#now();
        const isOver =
          this.#students.countOf(studentId, now) >= MAX_PER_STUDENT ||
          this.#addresses.countOf(address, now) >= MAX_PER_ADDRESS ||
          this.#classes.countOf(classId, now) >= MAX_PER_CLASS;
        return !isOver;
      },
      countWrong: (studentIds) => {
        if (studentIds.length === 0) return;
        const now = this.#now();
        for (const id of studentIds) this.#students.count(id, now);
        this.#addresses.count(address, now);
        this.#classes.count(classId, now);
      },
    };
  }
}
