import type { ReadBalance } from '../../sql/ledger/accounts.ts';
import type { GuessCaches } from '../../sql/sql-stores.ts';
import type { SqlWork } from '../../sql/sql-work.ts';
import { bigintArray } from '../engine/array-literals.ts';
import { isConnectionLost } from '../engine/database-errors.ts';
import { runMany } from '../engine/run-many.ts';
import type { Connection } from '../engine/run-work.ts';
import type { Job } from './job-queue.ts';
import type { LedgerState } from './ledger-statements.ts';
import type { Revision } from './revision.ts';
import type { LedgerTransaction } from './transaction.ts';

const REVISION = { name: 'jigap_warm_up', text: 'SELECT access_revision AS revision FROM ledger_state' };
const BALANCES = {
  name: 'jigap_warm_balances',
  text: 'SELECT id, unit, spent, held FROM balances WHERE id = ANY($1::bigint[])',
};

/** The rows of `balances` that jobs are known to read. */
export function needsOf(jobs: readonly Job[]): number[] {
  return [...new Set(jobs.flatMap((job) => job.needs?.() ?? []))];
}

/** Takes the lock with warm caches, as far as that can be known before. @throws when the connection is lost */
export async function beginWarm(
  transaction: LedgerTransaction,
  revision: Revision,
  jobs: readonly Job[],
): Promise<LedgerState> {
  await warmUp(transaction.client, revision, jobs);
  const state = await transaction.begin(needsOf(jobs));
  if (!revision.isOther(state.revision)) return state;
  // All is cold: to read it under the lock would stop every replica.
  await transaction.rollback();
  revision.saw(state.revision);
  await warmUp(transaction.client, revision, jobs);
  return transaction.begin(needsOf(jobs));
}

/** The same for balances, of which a guess takes what there was before. @throws when the connection is lost */
export async function warmBalances(client: Connection, caches: GuessCaches, jobs: readonly Job[]): Promise<void> {
  const unknown = caches.unknown(needsOf(jobs));
  if (unknown.length === 0) return;
  const { rows } = await client.query<ReadBalance>({ ...BALANCES, values: [bigintArray(unknown)] });
  caches.remember(rows);
}

/**
 * Reads what jobs need of the rules before their transaction takes the lock, under which each statement keeps all calls of all
 * replicas waiting. @throws when the connection is lost
 */
export async function warmUp(client: Connection, revision: Revision, jobs: readonly Job[]): Promise<void> {
  if (!revision.isBehind && coldOf(jobs).length === 0) return;
  await warmNewest(client, revision, jobs).catch(unlessLost);
}

/**
 * The same, and empties the caches where anything was changed. What is read is of the revision that was read first, or of a
 * later one: a transaction that sees that revision under the lock may use it, and any other one empties the caches.
 */
export async function warmNewest(client: Connection, revision: Revision, jobs: readonly Job[]): Promise<void> {
  const { rows } = await client.query<{ revision: number }>(REVISION);
  const [row] = rows;
  if (row === undefined) throw new Error('the database has no state of the ledger');
  revision.warm(row.revision);
  await runMany(client, coldOf(jobs)).catch(unlessLost);
}

/** The work reads by itself what was not read before. */
function unlessLost(error: unknown): void {
  if (isConnectionLost(error)) throw error;
}

/** After the caches may have been emptied. */
function coldOf(jobs: readonly Job[]): SqlWork<void>[] {
  return jobs.flatMap((job) => job.warmUp());
}
