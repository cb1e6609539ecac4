import type pg from 'pg';
import { ChangedElsewhereError } from '../../errors.ts';
import type { ReadBalance } from '../../sql/ledger/accounts.ts';
import { isMark, type SqlAnswer, type SqlStatement, type SqlWork } from '../../sql/sql-work.ts';
import { bigintArray } from '../engine/array-literals.ts';
import { type BatchStep, runBatch, type StepAnswer } from '../engine/batch.ts';
import { hasCode } from '../engine/database-errors.ts';
import { numberedQuery } from '../engine/statements.ts';
import type { LedgerSession } from '../replicas/replica.ts';
import { NOT_AS_READ } from './call-statements.ts';
import type { GuessedWrites, PostgresCallWrites } from './call-writes.ts';
import {
  balancesIn,
  CONFIRM_GUESS,
  type LedgerState,
  LOCK,
  NOTE_GROUP,
  NOTE_STATE,
  STATE,
  stateIn,
} from './ledger-statements.ts';

/** What was gathered without the lock, and of what. */
export interface Guess {
  readonly group: number;
  readonly revision: number;
  /** Of this machine, ms UTC. */
  readonly now: number;
  readonly maxClockDifferenceMs: number;
}

/** What a guess has become. */
export interface ConfirmedGuess {
  readonly newestId: number;
  /** So much later the ids are than they were guessed. */
  readonly movedBy: number;
  /** For the lock. */
  readonly waitedMs: number;
  readonly balances: readonly ReadBalance[];
}

export interface LedgerChanges {
  readonly group: number;
  readonly newestId: number | null;
  readonly revisions: number;
}

const BEGIN: readonly BatchStep[] = [{ command: 'BEGIN' }, { prepared: LOCK.name, values: [] }];
const COMMIT: BatchStep = { command: 'COMMIT' };

const NOTHING: SqlAnswer = { rows: [], changes: 0 };

/** Everything else may write. */
const READS = /^\s*SELECT\b/i;

/** One transaction of the ledger, on a connection that sends without waiting for what was sent before. */
export class LedgerTransaction {
  /** For reads before the transaction begins. */
  readonly client: pg.Client;
  readonly #slot: number;
  readonly #writes: PostgresCallWrites;
  /** Answers that nothing waits for yet. */
  #sent: Promise<unknown>[] = [];
  #firstError: unknown;
  #written = 0;
  hasCommitBeenSent = false;

  constructor({ client, slot }: LedgerSession, writes: PostgresCallWrites) {
    this.client = client;
    this.#slot = slot;
    this.#writes = writes;
  }

  /** Takes the lock, and reads what was asked for in the same round trip. @param needs ids of rows of `balances` */
  async begin(needs: readonly number[]): Promise<LedgerState> {
    const steps = [...BEGIN, { prepared: STATE.name, values: [this.#slot, bigintArray(needs)] }];
    const answers = await this.#ask(() => runBatch(this.client, steps));
    const [row] = answers.at(-1)?.rows ?? [];
    if (row === undefined) throw new Error('the database has no state of the ledger');
    return stateIn(row);
  }

  /**
   * The whole transaction in one message, of what was gathered on a guess. @param now of this machine, ms UTC
   * @throws ChangedElsewhereError where the guess was wrong
   */
  async commitGuess(
    { group, revision, now, maxClockDifferenceMs }: Guess,
    { writes, firstId, lastId, hasBalances }: GuessedWrites,
  ): Promise<ConfirmedGuess> {
    const values = [this.#slot, group, revision, firstId, lastId, maxClockDifferenceMs, now];
    const steps = [...BEGIN, { prepared: CONFIRM_GUESS.name, values }, ...writes, COMMIT];
    this.hasCommitBeenSent = true;
    const answers = await this.#ask(() => runBatch(this.client, steps));
    expectCommit(answers);
    const [newestId, waitedMs] = answers[BEGIN.length]?.rows[0] ?? [];
    const [balances] = answers[BEGIN.length + 1]?.rows ?? [];
    return {
      newestId: Number(newestId),
      movedBy: lastId === 0 ? 0 : Number(newestId) - lastId,
      waitedMs: Number(waitedMs),
      balances: hasBalances && balances !== undefined ? balancesIn(balances) : [],
    };
  }

  /** Counts up with everything that is written, or gathered to be written. */
  get changes(): number {
    return this.#written + this.#writes.gathered;
  }

  /** What needs no statement is done without waiting. */
  run<Result>(work: SqlWork<Result>): Promise<Result> | Result {
    const next = pastMarks(work, work.next());
    return next.done === true ? next.value : this.#drive(work, next.value);
  }

  async savepoint(): Promise<void> {
    this.writeGathered();
    await this.#ask(() => this.client.query('SAVEPOINT job'));
  }

  async release(): Promise<void> {
    this.writeGathered();
    await this.#ask(() => this.client.query('RELEASE job'));
  }

  async rollbackToSavepoint(): Promise<void> {
    this.#forgetSent();
    await this.#ask(() => this.client.query('ROLLBACK TO job'));
    await this.#ask(() => this.client.query('RELEASE job'));
  }

  /** @throws ChangedElsewhereError when a row was not what had been read */
  async commit({ group, newestId, revisions }: LedgerChanges): Promise<void> {
    const notes: BatchStep[] =
      newestId !== null || revisions > 0 ? [{ prepared: NOTE_STATE.name, values: [newestId ?? 0, revisions] }] : [];
    notes.push({ prepared: NOTE_GROUP.name, values: [this.#slot, group] }, COMMIT);
    const steps = [...this.#writes.take(), ...notes];
    this.hasCommitBeenSent = true;
    expectCommit(await this.#ask(() => runBatch(this.client, steps)));
  }

  /** @returns false: the connection is lost, and nothing is known of what was sent */
  rollback(): Promise<boolean> {
    this.#forgetSent();
    const ended = this.client
      .query('ROLLBACK')
      .then(() => true)
      .catch(() => false);
    // What was sent before is answered meanwhile.
    return ended.finally(() => this.#forgetSent());
  }

  writeGathered(): void {
    const writes = this.#writes.take();
    if (writes.length === 0) return;
    this.#sent.push(this.#noted(runBatch(this.client, writes)));
  }

  #noted(sent: Promise<unknown>): Promise<unknown> {
    return sent.catch((error: unknown) => {
      this.#firstError ??= error;
    });
  }

  async #drive<Result>(work: SqlWork<Result>, first: SqlStatement): Promise<Result> {
    let statement = first;
    for (;;) {
      this.writeGathered();
      if (!READS.test(statement.text)) this.#written += 1;
      const answer = await this.#ask(() => this.client.query<object>(numberedQuery(statement))).then(
        (result) => ({ result }),
        (error: unknown) => ({ error }),
      );
      const step =
        'error' in answer
          ? work.throw(answer.error)
          : work.next({ rows: answer.result.rows, changes: answer.result.rowCount ?? 0 });
      const next = pastMarks(work, step);
      if (next.done === true) return next.value;
      statement = next.value;
    }
  }

  /** @throws the first error of what was sent since the last answer: what follows it fails with a word that says less */
  async #ask<Answer>(send: () => Promise<Answer>): Promise<Answer> {
    const sentBefore = this.#sent;
    this.#sent = [];
    const answer = await send().then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    await Promise.all(sentBefore);
    const error = this.#firstError ?? ('error' in answer ? answer.error : undefined);
    this.#firstError = undefined;
    if (error !== undefined) throw hasCode(error, NOT_AS_READ) ? changedElsewhere(error) : error;
    if ('error' in answer) throw answer.error;
    return answer.result;
  }

  #forgetSent(): void {
    this.#writes.discard();
    this.#sent = [];
    this.#firstError = undefined;
  }
}

/** Goes on past marks: with the lock, nothing is guessed. */
function pastMarks<Result>(
  work: SqlWork<Result>,
  step: IteratorResult<SqlStatement, Result>,
): IteratorResult<SqlStatement, Result> {
  let next = step;
  while (next.done !== true && isMark(next.value)) next = work.next(NOTHING);
  return next;
}

function expectCommit(answers: readonly StepAnswer[]): void {
  const { command } = answers.at(-1) ?? {};
  if (command !== 'COMMIT') throw new Error(`a COMMIT was answered with ${command}`);
}

function changedElsewhere(cause: unknown): ChangedElsewhereError {
  return new ChangedElsewhereError('a row was changed by another replica', { cause });
}
