import { firstIdAt, MAX_MOVED_MS } from '../../../ledger/hold-ids.ts';
import { OutcomeUnknownError } from '../../errors.ts';
import type { LedgerSession, ReplicaRow } from '../replicas/replica.ts';
import type { GuessedWorks } from './guessed-works.ts';
import { failAll, type Job } from './job-queue.ts';
import type { Finished } from './run-jobs.ts';

/** What is committed, or may be: nobody is told before it is known to be on disk. */
export interface Commit {
  readonly replica: ReplicaRow;
  readonly group: number;
  /** Those that were not told anything yet. */
  jobs: readonly Job[];
  finished: readonly Finished[];
  /** It was decided on a guess, and is not finished while it is unknown by how much the ids have moved. */
  guessed: { readonly works: GuessedWorks; readonly lastId: number } | null;
}

interface Parts {
  /** Resolves when everything that was committed before is on disk, and at the standby. @returns the last group there */
  readonly flush: () => Promise<number>;
  /** The server may have lost what it had committed. */
  readonly onLost: () => void;
}

/** A group that has not been told of has all its holds, and no later group has any. */
const FIND_OUT = `SELECT last_group, (SELECT max(id) FROM holds WHERE replica = slot) AS newest_id
  FROM replicas WHERE slot = $1 AND started_at = $2`;

/** Tells what became of groups, after the flush, and finds it out where an answer was lost. */
export class CommitOutcomes {
  readonly #parts: Parts;
  #unknown: Commit[] = [];
  #lastTold = 0;
  #hasAllTold: boolean | null = null;
  readonly #untold = new Set<Commit>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get hasUnknown(): boolean {
    return this.#unknown.length > 0;
  }

  get isAllTold(): boolean {
    return this.#untold.size === 0 && !this.hasUnknown;
  }

  /** Whether the server had everything that was told, when the connection was made; null: that is not known. */
  get hasAllTold(): boolean | null {
    return this.#hasAllTold;
  }

  /** A COMMIT was not answered. */
  addUnknown(commit: Commit): void {
    this.#unknown.push(commit);
    this.#unknown.sort((a, b) => a.group - b.group);
  }

  /** Nobody is told of what a crash could take back. */
  tell(commit: Commit, onFlushed = () => {}): void {
    this.#untold.add(commit);
    const lost = () => {
      if (!this.#untold.delete(commit)) return;
      this.addUnknown(commit);
      this.#parts.onLost();
    };
    this.#parts.flush().then((lastGroup) => {
      if (lastGroup < commit.group) return lost();
      if (!this.#untold.delete(commit)) return;
      this.#lastTold = Math.max(this.#lastTold, commit.group);
      onFlushed();
      for (const { job, end } of commit.finished) {
        if ('error' in end) job.failed(end.error);
        else job.done(end.result);
      }
    }, lost);
  }

  /** The connection is another one: what was not told may be lost, and is asked for before anything else is committed. */
  distrust({ foundGroup }: Pick<LedgerSession, 'foundGroup'>): void {
    this.#hasAllTold = foundGroup === null || this.#lastTold === 0 ? null : foundGroup >= this.#lastTold;
    for (const commit of this.#untold) this.addUnknown(commit);
    this.#untold.clear();
  }

  /**
   * Whether the oldest unknown one is in the database: the old connection has ended, for the lock of its slot is ours.
   * @returns the jobs that must run again
   */
  async findOut({ client }: LedgerSession): Promise<readonly Job[]> {
    const [commit] = this.#unknown;
    if (commit === undefined) return [];
    const { slot, startedAt } = commit.replica;
    const { rows } = await client.query<{ last_group: number; newest_id: number | null }>(FIND_OUT, [slot, startedAt]);
    // Not the first one: an older one may have become unknown meanwhile.
    this.#unknown = this.#unknown.filter((other) => other !== commit);
    const [row] = rows;
    if (row !== undefined && row.last_group < commit.group) return commit.jobs;
    if (row === undefined) failAll(commit.jobs, new OutcomeUnknownError('this replica was taken for dead'));
    else if (isFound(commit, row.newest_id)) this.tell(finishedOf(commit, row.newest_id ?? 0));
    else failAll(commit.jobs, new OutcomeUnknownError('the holds of this replica were changed by others'));
    return [];
  }
}

/** Whether its last hold is there. Nobody is told the id of another one. */
function isFound({ guessed }: Commit, newestId: number | null): boolean {
  if (guessed === null || guessed.lastId === 0) return true;
  const movedBy = (newestId ?? 0) - guessed.lastId;
  return movedBy >= 0 && movedBy <= firstIdAt(MAX_MOVED_MS);
}

/** @param newestId of its holds, as it was committed */
function finishedOf(commit: Commit, newestId: number): Commit {
  if (commit.guessed === null) return commit;
  const { works, lastId } = commit.guessed;
  commit.guessed = null;
  commit.finished = works.finish(lastId === 0 ? 0 : newestId - lastId);
  return commit;
}
