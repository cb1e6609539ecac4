import type { BudgetUnit } from '../../../ledger/budget-units.ts';
import { firstIdAt, MAX_MOVED_MS } from '../../../ledger/hold-ids.ts';
import type { ReadBalance } from '../../sql/ledger/accounts.ts';
import { readBigintArray, readWordArray } from '../engine/array-literals.ts';
import type { PreparedStatement, StepAnswer } from '../engine/batch.ts';
import { LEDGER_LOCK } from '../engine/locks.ts';
import { BALANCE_ARRAYS, CALL_STATEMENTS } from './call-statements.ts';

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

type Row = StepAnswer['rows'][number];

const CLOCK_MS = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

// The commit is in its place in the log when it is answered, and not on disk yet: the flush follows without the lock.
export const LOCK: PreparedStatement = {
  name: 'jigap_lock',
  text: `SELECT set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock(${LEDGER_LOCK})::text`,
};
export const STATE: PreparedStatement = {
  name: 'jigap_state',
  text: `SELECT EXISTS (SELECT 1 FROM replicas WHERE slot = $1), access_revision, newest_id,
    ${CLOCK_MS}, needed.*
    FROM ledger_state, (SELECT ${BALANCE_ARRAYS} FROM balances WHERE id = ANY($2::bigint[])) AS needed`,
};
/**
 * $1: slot, $2: group, $3: the revision of what was guessed from, $4: the first id, $5: the last one, 0: there are none, $6: how
 * far the clock of the replica may be off, ms, $7: its clock. No row, and so a division by zero, where the guess must not be.
 */
export const CONFIRM_GUESS: PreparedStatement = {
  name: 'jigap_confirm_guess',
  text: `WITH here AS (
      UPDATE replicas SET last_group = $2, seen_at = ${CLOCK_MS} WHERE slot = $1 RETURNING slot),
    confirmed AS (
      UPDATE ledger_state
      SET newest_id = CASE WHEN $5::bigint = 0 THEN newest_id ELSE greatest(newest_id + 1, $4::bigint) + $5::bigint - $4::bigint END
      WHERE access_revision = $3 AND EXISTS (SELECT FROM here) AND ($5::bigint = 0 OR newest_id < $4::bigint + ${firstIdAt(MAX_MOVED_MS)})
        AND abs(extract(epoch FROM transaction_timestamp()) * 1000 - $7::bigint) <= $6::bigint
      RETURNING newest_id)
    SELECT max(newest_id), (extract(epoch FROM clock_timestamp() - transaction_timestamp()) * 1000), 1 / count(*)
    FROM confirmed`,
};
export const NOTE_GROUP: PreparedStatement = {
  name: 'jigap_note_group',
  text: `UPDATE replicas SET last_group = $2, seen_at = ${CLOCK_MS} WHERE slot = $1`,
};
export const NOTE_STATE: PreparedStatement = {
  name: 'jigap_note_state',
  text: 'UPDATE ledger_state SET newest_id = greatest(newest_id, $1), access_revision = access_revision + $2',
};

/** A connection prepares them before its first transaction. */
export const LEDGER_STATEMENTS: readonly PreparedStatement[] = [
  LOCK,
  STATE,
  CONFIRM_GUESS,
  NOTE_GROUP,
  NOTE_STATE,
  ...CALL_STATEMENTS,
];

export function stateIn([isLive, revision, newestId, now, ...balances]: Row): LedgerState {
  return {
    isLive: isLive === 't',
    revision: Number(revision),
    newestId: Number(newestId),
    now: Number(now),
    balances: balancesIn(balances),
  };
}

/** In the order of BALANCE_ARRAYS. */
export function balancesIn([ids, units, spent, held]: Row): readonly ReadBalance[] {
  const rows = { units: readWordArray(units), spent: readBigintArray(spent), held: readBigintArray(held) };
  return readBigintArray(ids).map((id, n) => ({
    id,
    unit: rows.units[n] as BudgetUnit,
    spent: rows.spent[n] ?? Number.NaN,
    held: rows.held[n] ?? Number.NaN,
  }));
}
