import type pg from 'pg';
import type { BudgetUnit } from '../../../ledger/budget-units.ts';
import { ChangedElsewhereError } from '../../errors.ts';
import type { ReadBalance } from '../../sql/ledger/accounts.ts';
import { ONCE_LOCKED, type SqlAnswer, type SqlStatement, type SqlWork } from '../../sql/sql-work.ts';
import { bigintArray, readBigintArray, readWordArray } from '../engine/array-literals.ts';
import { type BatchStep, type PreparedStatement, runBatch, type StepAnswer } from '../engine/batch.ts';
import { hasCode } from '../engine/database-errors.ts';
import { LEDGER_LOCK } from '../engine/locks.ts';
import { numberedQuery } from '../engine/statements.ts';
import type { LedgerSession } from '../replicas/replica.ts';
import { CALL_STATEMENTS, NOT_AS_READ } from './call-statements.ts';
import type { PostgresCallWrites } from './call-writes.ts';

/** What a transaction sees first, once it has the lock. */
export interface LedgerState {
  /** false: others have fenced this replica. */
  readonly isLive: boolean;
  readonly revision: number;
  readonly newestId: number;
  /** Of the database, ms UTC. */
  readonly now: number;
  readonly balances: readonly ReadBalance[];
}

/** Work up to its first statement, which is not sent yet. */
export interface Begun<Result = unknown> {
  readonly work: SqlWork<Result>;
  readonly step: IteratorResult<SqlStatement, Result>;
}

export interface LedgerChanges {
  readonly group: number;
  readonly newestId: number | null;
  readonly revisions: number;
}

// The commit is in its place in the log when it is answered, and not on disk yet: the flush follows without the lock.
const LOCK: PreparedStatement = {
  name: 'jigap_lock',
  text: `SELECT set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock(${LEDGER_LOCK})::text`,
};
const STATE: PreparedStatement = {
  name: 'jigap_state',
  text: `SELECT EXISTS (SELECT 1 FROM replicas WHERE slot = $1), access_revision, newest_id,
    (extract(epoch FROM clock_timestamp()) * 1000)::bigint, ids, units, spent, held
    FROM ledger_state, (SELECT array_agg(id) AS ids, array_agg(unit) AS units, array_agg(spent) AS spent,
      array_agg(held) AS held FROM balances WHERE id = ANY($2::bigint[])) AS needed`,
};
const NOTE_GROUP: PreparedStatement = {
  name: 'jigap_note_group',
  text: `UPDATE replicas SET last_group = $2, seen_at = (extract(epoch FROM clock_timestamp()) * 1000)::bigint
    WHERE slot = $1`,
};
const NOTE_STATE: PreparedStatement = {
  name: 'jigap_note_state',
  text: 'UPDATE ledger_state SET newest_id = greatest(newest_id, $1), access_revision = access_revision + $2',
};

/** A connection prepares them before its first transaction. */
export const LEDGER_STATEMENTS: readonly PreparedStatement[] = [
  LOCK,
  STATE,
  NOTE_GROUP,
  NOTE_STATE,
  ...CALL_STATEMENTS,
];

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

  /**
   * Takes the lock, and reads what was asked for in the same round trip.
   * @param needs ids of rows of `balances` @param gather what does not depend on what is read, which follows at once
   */
  async begin(needs: readonly number[], gather?: () => void): Promise<LedgerState> {
    gather?.();
    const begin: BatchStep[] = [
      { command: 'BEGIN' },
      { prepared: LOCK.name, values: [] },
      { prepared: STATE.name, values: [this.#slot, bigintArray(needs)] },
    ];
    const batch = runBatch(this.client, [...begin, ...this.#writes.take()], begin.length);
    const answers = await this.#ask(() => batch.firstAnswered);
    // Not before: who sees another revision rolls back whatever became of the rest.
    this.#sent.push(this.#noted(batch.answered));
    const [row] = answers.at(-1)?.rows ?? [];
    if (row === undefined) throw new Error('the database has no state of the ledger');
    return stateIn(row);
  }

  /** Counts up with everything that is written, or gathered to be written. */
  get changes(): number {
    return this.#written + this.#writes.gathered;
  }

  /** Does what can be done without a statement. */
  start<Result>(work: SqlWork<Result>): Begun<Result> {
    return { work, step: work.next() };
  }

  /** What needs no statement is done without waiting. */
  finish<Result>({ work, step }: Begun<Result>): Promise<Result> | Result {
    const next = onceLocked(work, step);
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
    notes.push({ prepared: NOTE_GROUP.name, values: [this.#slot, group] }, { command: 'COMMIT' });
    const steps = [...this.#writes.take(), ...notes];
    this.hasCommitBeenSent = true;
    const answers = await this.#ask(() => runBatch(this.client, steps).answered);
    const { command } = answers.at(-1) ?? {};
    if (command !== 'COMMIT') throw new Error(`a COMMIT was answered with ${command}`);
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
    this.#sent.push(this.#noted(runBatch(this.client, writes).answered));
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
      const next = onceLocked(work, step);
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

/** Goes on where it waits for the lock, perhaps once for each of several holds. */
function onceLocked<Result>(
  work: SqlWork<Result>,
  step: IteratorResult<SqlStatement, Result>,
): IteratorResult<SqlStatement, Result> {
  let next = step;
  while (next.done !== true && next.value === ONCE_LOCKED) next = work.next(NOTHING);
  return next;
}

/** Of each balance an element of each array. */
function stateIn([isLive, revision, newestId, now, ids, units, spent, held]: StepAnswer['rows'][number]): LedgerState {
  const balances = { units: readWordArray(units), spent: readBigintArray(spent), held: readBigintArray(held) };
  return {
    isLive: isLive === 't',
    revision: Number(revision),
    newestId: Number(newestId),
    now: Number(now),
    balances: readBigintArray(ids).map((id, n) => ({
      id,
      unit: balances.units[n] as BudgetUnit,
      spent: balances.spent[n] ?? Number.NaN,
      held: balances.held[n] ?? Number.NaN,
    })),
  };
}

function changedElsewhere(cause: unknown): ChangedElsewhereError {
  return new ChangedElsewhereError('a row was changed by another replica', { cause });
}
