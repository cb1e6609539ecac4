import type pg from 'pg';
import { ChangedElsewhereError } from '../../errors.ts';
import type { ReadBalance } from '../../sql/ledger/accounts.ts';
import type { SqlStatement, SqlWork } from '../../sql/sql-work.ts';
import { hasCode } from '../engine/database-errors.ts';
import { LEDGER_LOCK } from '../engine/locks.ts';
import { numberedQuery } from '../engine/statements.ts';
import type { LedgerSession } from '../replicas/replica.ts';
import { NOT_AS_READ, type PostgresCallWrites } from './call-writes.ts';

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

export interface LedgerChanges {
  readonly group: number;
  readonly newestId: number | null;
  readonly revisions: number;
}

// The commit is in its place in the log when it is answered, and not on disk yet: the flush follows without the lock.
const LOCK = {
  name: 'jigap_lock',
  text: `SELECT set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock(${LEDGER_LOCK})::text`,
};
const STATE = `SELECT access_revision AS revision, newest_id AS "newestId",
  (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now,
  EXISTS (SELECT 1 FROM replicas WHERE slot = $1) AS "isLive",
  (SELECT json_agg(json_build_object('id', id, 'unit', unit, 'spent', spent, 'held', held)) FROM balances
   WHERE id IN (SELECT value::bigint FROM json_array_elements_text($2::json)))::text AS balances
  FROM ledger_state`;
const NOTE_GROUP = `UPDATE replicas SET last_group = $2, seen_at = (extract(epoch FROM clock_timestamp()) * 1000)::bigint
  WHERE slot = $1`;
const NOTE_STATE = `UPDATE ledger_state SET newest_id = greatest(newest_id, $1), access_revision = access_revision + $2`;

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
    this.#send({ text: 'BEGIN' });
    this.#send(LOCK);
    const { rows } = await this.#ask<Omit<LedgerState, 'balances'> & { balances: string | null }>({
      name: 'jigap_state',
      text: STATE,
      values: [this.#slot, JSON.stringify(needs)],
    });
    const [row] = rows;
    if (row === undefined) throw new Error('the database has no state of the ledger');
    return { ...row, balances: row.balances === null ? [] : JSON.parse(row.balances) };
  }

  /** Counts up with everything that is written, or gathered to be written. */
  get changes(): number {
    return this.#written + this.#writes.gathered;
  }

  /** What can be done without a statement is done without waiting. */
  run<Result>(work: SqlWork<Result>): Promise<Result> | Result {
    const step = work.next();
    return step.done === true ? step.value : this.#drive(work, step.value);
  }

  async savepoint(): Promise<void> {
    this.writeGathered();
    await this.#ask({ text: 'SAVEPOINT job' });
  }

  async release(): Promise<void> {
    this.writeGathered();
    await this.#ask({ text: 'RELEASE job' });
  }

  async rollbackToSavepoint(): Promise<void> {
    this.#forgetSent();
    await this.#ask({ text: 'ROLLBACK TO job' });
    await this.#ask({ text: 'RELEASE job' });
  }

  /** @throws ChangedElsewhereError when a row was not what had been read */
  async commit({ group, newestId, revisions }: LedgerChanges): Promise<void> {
    this.writeGathered();
    if (newestId !== null || revisions > 0) {
      this.#send({ name: 'jigap_note_state', text: NOTE_STATE, values: [newestId ?? 0, revisions] });
    }
    this.#send({ name: 'jigap_note_group', text: NOTE_GROUP, values: [this.#slot, group] });
    this.hasCommitBeenSent = true;
    const { command } = await this.#ask({ text: 'COMMIT' });
    if (command !== 'COMMIT') throw new Error(`a COMMIT was answered with ${command}`);
  }

  /** @returns false: the connection is lost, and nothing is known of what was sent */
  rollback(): Promise<boolean> {
    this.#forgetSent();
    return this.client.query('ROLLBACK').then(
      () => true,
      () => false,
    );
  }

  writeGathered(): void {
    for (const write of this.#writes.take()) this.#send(write);
  }

  async #drive<Result>(work: SqlWork<Result>, first: SqlStatement): Promise<Result> {
    let statement = first;
    for (;;) {
      this.writeGathered();
      if (!READS.test(statement.text)) this.#written += 1;
      const answer = await this.#ask(numberedQuery(statement)).then(
        (result) => ({ result }),
        (error: unknown) => ({ error }),
      );
      const step =
        'error' in answer
          ? work.throw(answer.error)
          : work.next({ rows: answer.result.rows, changes: answer.result.rowCount ?? 0 });
      if (step.done === true) return step.value;
      statement = step.value;
    }
  }

  #send(query: pg.QueryConfig): void {
    const sent = this.client.query(query).catch((error: unknown) => {
      this.#firstError ??= error;
    });
    this.#sent.push(sent);
  }

  /** @throws the first error of what was sent since the last answer: what follows it fails with a word that says less */
  async #ask<Row extends pg.QueryResultRow = pg.QueryResultRow>(query: pg.QueryConfig): Promise<pg.QueryResult<Row>> {
    const answer = await this.client.query<Row>(query).then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    await Promise.all(this.#sent);
    this.#sent = [];
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

function changedElsewhere(cause: unknown): ChangedElsewhereError {
  return new ChangedElsewhereError('a row was changed by another replica', { cause });
}
