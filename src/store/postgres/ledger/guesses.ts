import { heldAt, MAX_MOVED_MS } from '../../../ledger/hold-ids.ts';
import type { GuessCaches } from '../../sql/sql-stores.ts';
import type { GuessedWrites, PostgresCallWrites } from './call-writes.ts';
import type { Commit } from './commit-outcomes.ts';
import { GuessedWorks } from './guessed-works.ts';
import type { Job } from './job-queue.ts';
import type { Revision } from './revision.ts';
import type { LedgerTransaction } from './transaction.ts';
import { warmBalances, warmUp } from './warm-up.ts';

interface Parts {
  readonly revision: Revision;
  readonly caches: () => { readonly save: () => void; readonly guesses: GuessCaches };
  /** Of this machine, ms UTC. */
  readonly clock: () => number;
  readonly maxClockDifferenceMs: number;
  readonly writes: PostgresCallWrites;
}

/** Local days, and the windows of budgets with them, begin at one of these instants of UTC in every zone. */
const DAYS_BEGIN_MS = 15 * 60_000;

/** Groups that take the lock first after a guess that was wrong: what made it so is likely to last. */
const PAUSE = 8;

/**
 * Calls of which each fits into what this process saw last are decided on that, before the lock is asked for. The whole
 * transaction is one message, and the server confirms under the lock that nothing has been decided differently: the revision
 * of the rules is the same, and every balance that was held of has room for all of it. What was guessed wrong is undone
 * there, and decided with the lock.
 */
export class Guesses {
  readonly #parts: Parts;
  #pause = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Decides and commits a group, without its flush.
   * @returns how long it waited for the lock, ms; null: it is to be decided with the lock, and nothing of it was sent
   * @throws ChangedElsewhereError when it was wrong
   */
  async commit(transaction: LedgerTransaction, commit: Commit): Promise<number | null> {
    const { revision, caches, clock, maxClockDifferenceMs, writes } = this.#parts;
    const works = await this.#begin(transaction, commit.jobs);
    if (works === null) return null;
    const written = writes.takeGuess();
    if (mayBeOfAnotherDay(written)) {
      this.#giveUp();
      return null;
    }
    commit.guessed = { works, lastId: written.lastId };
    const guess = { group: commit.group, revision: revision.ofCaches, now: clock(), maxClockDifferenceMs };
    const confirmed = await transaction.commitGuess(guess, written);
    caches().guesses.end(confirmed);
    commit.finished = works.finish(confirmed.movedBy);
    commit.guessed = null;
    return confirmed.waitedMs;
  }

  /** It was undone, and the next ones would be as well. */
  wasWrong(): void {
    this.#pause = PAUSE;
    this.#giveUp();
  }

  async #begin({ client }: LedgerTransaction, jobs: readonly Job[]): Promise<GuessedWorks | null> {
    if (this.#pause > 0) {
      this.#pause -= 1;
      return null;
    }
    const { revision, caches } = this.#parts;
    if (!jobs.every(({ needs }) => needs !== null)) return null;
    const { guesses, save } = caches();
    await warmUp(client, revision, jobs);
    await warmBalances(client, guesses, jobs);
    guesses.start();
    const works = GuessedWorks.begin(jobs);
    if (works === null) this.#giveUp();
    else save();
    return works;
  }

  #giveUp(): void {
    this.#parts.writes.discard();
    this.#parts.caches().guesses.end(null);
  }
}

/** Where the ids become later than they were guessed. */
function mayBeOfAnotherDay({ firstId, lastId }: GuessedWrites): boolean {
  const [from, to] = [heldAt(firstId), heldAt(lastId) + MAX_MOVED_MS].map((ms) => Math.floor(ms / DAYS_BEGIN_MS));
  return lastId > 0 && from !== to;
}
