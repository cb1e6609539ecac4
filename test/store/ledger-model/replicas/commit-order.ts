import { LedgerGroup } from '../../../../src/store/postgres/ledger/ledger-group.ts';
import type { SqlAnswer, SqlWork } from '../../../../src/store/sql/sql-work.ts';

/**
 * In which order the work of several stores was done, all of them in this process. Work that runs again counts where it ran
 * last: the lock of the ledger lets one transaction run at a time, so that this is the order of the commits.
 */
export class CommitOrder {
  readonly #lastRun = new Map<object, number>();
  readonly #restore: () => void;
  #current: object | null = null;
  #runs = 0;
  #pending = 0;

  constructor() {
    const { write, writeSoon } = LedgerGroup.prototype;
    const watched = (original: typeof write): typeof write => {
      const order = this;
      return function watchedWrite(this: LedgerGroup, work, ...more) {
        return order.#watch(original.call(this, order.#note(work), ...more)) as ReturnType<typeof write<never>>;
      };
    };
    LedgerGroup.prototype.write = watched(write);
    LedgerGroup.prototype.writeSoon = watched(writeSoon);
    this.#restore = () => Object.assign(LedgerGroup.prototype, { write, writeSoon });
  }

  /** What is written while `send` runs, before it waits for anything, is the work of `step`. */
  send<Result>(step: object, send: () => Result): Result {
    this.#current = step;
    try {
      return send();
    } finally {
      this.#current = null;
    }
  }

  /** Resolves when nothing that was written is without an answer. */
  async allAnswered(): Promise<void> {
    do await new Promise((resolve) => setTimeout(resolve, 1));
    while (this.#pending > 0);
  }

  /** Those that never ran come last. */
  sort<Item extends { readonly step: object }>(items: readonly Item[]): Item[] {
    const runOf = ({ step }: Item) => this.#lastRun.get(step) ?? Number.POSITIVE_INFINITY;
    return [...items].sort((a, b) => (runOf(a) === runOf(b) ? 0 : runOf(a) - runOf(b)));
  }

  end(): void {
    this.#restore();
  }

  #note<Result>(work: () => SqlWork<Result>): () => SqlWork<Result> {
    const step = this.#current;
    if (step === null) return work;
    const ran = () => void this.#lastRun.set(step, ++this.#runs);
    return () => noteRuns(work(), ran);
  }

  async #watch<Result>(answer: Promise<Result>): Promise<Result> {
    this.#pending += 1;
    try {
      return await answer;
    } finally {
      this.#pending -= 1;
    }
  }
}

/** A settlement may be begun before its transaction has the lock, up to its first statement: it counts where it goes on. */
function* noteRuns<Result>(work: SqlWork<Result>, ran: () => void): SqlWork<Result> {
  ran();
  let step = work.next();
  for (let isFirst = true; step.done !== true; isFirst = false) {
    let answer: SqlAnswer;
    try {
      answer = yield step.value;
    } catch (error) {
      step = work.throw(error);
      continue;
    }
    if (isFirst) ran();
    step = work.next(answer);
  }
  return step.value;
}
