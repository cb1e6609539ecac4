import { OutcomeUnknownError } from '../../errors.ts';
import type { LedgerSession, ReplicaRow } from '../replicas/replica.ts';
import type { Job } from './job-queue.ts';
import type { Finished } from './run-jobs.ts';

/** What is committed, or may be: nobody is told before it is known to be on disk. */
export interface Commit {
  readonly replica: ReplicaRow;
  readonly group: number;
  /** Those that were not told anything yet. */
  jobs: readonly Job[];
  finished: readonly Finished[];
}

interface Parts {
  /** Resolves when everything that was committed before is on disk, and at the standby. @returns the last group there */
  readonly flush: () => Promise<number>;
  /** The server may have lost what it had committed. */
  readonly onLost: () => void;
}

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
    const text = 'SELECT last_group FROM replicas WHERE slot = $1 AND started_at = $2';
    const { rows } = await client.query<{ last_group: number }>(text, [commit.replica.slot, commit.replica.startedAt]);
    // Not the first one: an older one may have become unknown meanwhile.
    this.#unknown = this.#unknown.filter((other) => other !== commit);
    const [row] = rows;
    if (row !== undefined && row.last_group < commit.group) return commit.jobs;
    if (row !== undefined) this.tell(commit);
    else for (const { failed } of commit.jobs) failed(new OutcomeUnknownError('this replica was taken for dead'));
    return [];
  }
}
