import { ChangedElsewhereError } from '../../errors.ts';
import { asStorageError, canBeDoneAgain, isConnectionLost, isOfDatabase } from '../engine/database-errors.ts';
import type { Job } from './job-queue.ts';
import type { Revision } from './revision.ts';
import type { Suspects } from './suspects.ts';
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

/** @param save writes what the caches have gathered @param undo empties the caches */
export function surroundingsOf(revision: Revision, save: () => void, undo: () => void): Surroundings {
  let changes = 0;
  return {
    save: () => {
      save();
      changes = revision.changes;
    },
    undo: () => {
      undo();
      revision.undo(changes);
    },
  };
}

export interface RunParts {
  readonly suspects: Suspects;
  readonly surroundings: Surroundings;
}

/**
 * One after the other, suspects behind a savepoint: one that fails takes nothing of the others with it.
 * @throws the error of the first other one that fails once it has written, with which the transaction fails
 */
export async function runJobs(
  transaction: LedgerTransaction,
  jobs: readonly Job[],
  { suspects, surroundings }: RunParts,
): Promise<Finished[]> {
  const finished: Finished[] = [];
  for (const job of jobs) {
    if (!suspects.has(job)) {
      finished.push({ job, end: await runTogether(transaction, job, suspects) });
      continue;
    }
    // What was left by those before is theirs.
    surroundings.save();
    finished.push({ job, end: await runBehindSavepoint(transaction, job, surroundings) });
  }
  return finished;
}

async function runTogether(transaction: LedgerTransaction, job: Job, suspects: Suspects): Promise<Finished['end']> {
  const before = transaction.changes;
  try {
    const ran = transaction.run(job.work());
    return { result: ran instanceof Promise ? await ran : ran };
  } catch (error) {
    // What has only read leaves nothing to take back. Students can send calls that are refused so, as many as they like.
    if (transaction.changes === before && !isOfDatabase(error)) return { error };
    suspects.add(job);
    throw error;
  }
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
    const result = await transaction.run(job.work());
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
