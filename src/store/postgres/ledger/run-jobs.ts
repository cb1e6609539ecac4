import { ChangedElsewhereError } from '../../errors.ts';
import { asStorageError, canBeDoneAgain, isConnectionLost, isOfDatabase } from '../engine/database-errors.ts';
import type { EarlyJobs } from './early-jobs.ts';
import type { Job } from './job-queue.ts';
import type { LedgerTransaction } from './transaction.ts';

export interface Finished {
  readonly job: Job;
  readonly end: { readonly result: unknown } | { readonly error: unknown };
}

/** What a job leaves outside of the database while its transaction runs. */
export interface Surroundings {
  /** Writes what it left to be written once for all. */
  save(): void;
  /** It has failed: nothing of it is so. */
  undo(): void;
}

/** One after the other. @throws the error of the first that fails once it has written, with which the transaction fails */
export async function runTogether(
  transaction: LedgerTransaction,
  jobs: readonly Job[],
  early: EarlyJobs,
): Promise<Finished[]> {
  const finished: Finished[] = [];
  for (const job of jobs) {
    const before = transaction.changes;
    const begun = early.get(job);
    try {
      const ran = transaction.finish(begun ?? transaction.start(job.work()));
      finished.push({ job, end: { result: ran instanceof Promise ? await ran : ran } });
    } catch (error) {
      // What has only read leaves nothing to take back. Students can send calls that are refused so, as many as they like.
      if (begun?.hasWritten === true || transaction.changes !== before || isOfDatabase(error)) throw error;
      finished.push({ job, end: { error } });
    }
  }
  return finished;
}

/** Each behind a savepoint: one that fails takes nothing of the others with it. */
export async function runEach(
  transaction: LedgerTransaction,
  jobs: readonly Job[],
  surroundings: Surroundings,
): Promise<Finished[]> {
  const finished: Finished[] = [];
  for (const job of jobs) finished.push({ job, end: await runBehindSavepoint(transaction, job, surroundings) });
  return finished;
}

/** What another replica has changed is read again, once. */
async function runBehindSavepoint(
  transaction: LedgerTransaction,
  job: Job,
  surroundings: Surroundings,
  mayAgain = true,
): Promise<Finished['end']> {
  await transaction.savepoint();
  try {
    const result = await transaction.finish(transaction.start(job.work()));
    surroundings.save();
    await transaction.release();
    return { result };
  } catch (error) {
    if (isConnectionLost(error) || canBeDoneAgain(error)) throw error;
    surroundings.undo();
    await transaction.rollbackToSavepoint();
    const isOutdated = error instanceof ChangedElsewhereError && mayAgain;
    return isOutdated ? runBehindSavepoint(transaction, job, surroundings, false) : { error: asStorageError(error) };
  }
}
