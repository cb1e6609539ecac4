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
  readonly #students = new HourlyCounts(MAX_PER_STUDENT);
  readonly #addresses = new HourlyCounts(MAX_PER_ADDRESS);
  readonly #classes = new HourlyCounts(MAX_PER_CLASS);

  /** @param now ms, of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  limitFor(address: string, classId: number): GuessLimit {
    return {
      mayClaim: (studentId) => {
        const now = this.#now();
        const isOver =
          this.#students.isOver(studentId, now) ||
          this.#addresses.isOver(address, now) ||
          this.#classes.isOver(classId, now);
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

/** Beyond this, the keys that began first are dropped. A class has at most some thousand students. */
const MAX_KEYS = 20_000;

/** Counts per key; each key's hour begins with its first count. */
class HourlyCounts<Key> {
  readonly #max: number;
  readonly #counts = new Map<Key, { count: number; readonly endsAt: number }>();

  constructor(max: number) {
    this.#max = max;
  }

  isOver(key: Key, now: number): boolean {
    const found = this.#counts.get(key);
    return found !== undefined && found.endsAt > now && found.count >= this.#max;
  }

  count(key: Key, now: number): void {
    const found = this.#counts.get(key);
    if (found !== undefined && found.endsAt > now) {
      found.count++;
      return;
    }
    this.#counts.delete(key);
    this.#counts.set(key, { count: 1, endsAt: now + HOUR_MS });
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > MAX_KEYS && oldest !== undefined) this.#counts.delete(oldest);
  }
}
