import { isConnectionLost } from '../engine/database-errors.ts';
import { runMany } from '../engine/run-many.ts';
import type { Connection } from '../engine/run-work.ts';
import type { EarlyJobs } from './early-jobs.ts';
import type { Job } from './job-queue.ts';
import type { Revision } from './revision.ts';
import type { LedgerState, LedgerTransaction } from './transaction.ts';

const REVISION = { name: 'jigap_warm_up', text: 'SELECT access_revision AS revision FROM ledger_state' };

/**
 * Takes the lock with warm caches, as far as that can be known before.
 * @param early begins jobs while it is waited for; null: none is begun @throws when the connection is lost
 */
export async function beginWarm(
  transaction: LedgerTransaction,
  revision: Revision,
  jobs: readonly Job[],
  early: EarlyJobs | null,
): Promise<LedgerState> {
  const needs = () => [...new Set(jobs.flatMap((job) => job.needs?.() ?? []))];
  await warmUp(transaction.client, revision, jobs);
  const state = await transaction.begin(needs(), () => early?.begin(transaction, jobs));
  if (!revision.isOther(state.revision)) return state;
  // All is cold: to read it under the lock would stop every replica.
  await transaction.rollback();
  early?.forget();
  revision.saw(state.revision);
  await warmUp(transaction.client, revision, jobs);
  return transaction.begin(needs());
}

/**
 * Reads what jobs need of the rules before their transaction takes the lock, under which each statement keeps all calls of all
 * replicas waiting. What is read is of the revision that was read first, or of a later one: a transaction that sees
 * that revision under the lock may use it, and any other one empties the caches. @throws when the connection is lost
 */
async function warmUp(client: Connection, revision: Revision, jobs: readonly Job[]): Promise<void> {
  const cold = () => jobs.flatMap((job) => job.warmUp());
  if (!revision.isBehind && cold().length === 0) return;
  try {
    const { rows } = await client.query<{ revision: number }>(REVISION);
    const [row] = rows;
    if (row === undefined) return;
    revision.warm(row.revision);
    await runMany(client, cold());
  } catch (error) {
    if (isConnectionLost(error)) throw error;
    // The transaction reads by itself.
  }
}
