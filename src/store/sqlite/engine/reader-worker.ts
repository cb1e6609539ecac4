import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { type ReadingAnswer, type ReadingJob, readFrom } from './reader-jobs.ts';

/** Runs in a thread of its own, started by reading-thread.ts: job after job over one connection that cannot write. */
const { path } = workerData as { path: string };
let opened: Database.Database | undefined;

parentPort?.on('message', (job: ReadingJob) => parentPort?.postMessage(answerTo(job)));

function answerTo(job: ReadingJob): ReadingAnswer {
  try {
    opened ??= new Database(path, { readonly: true, fileMustExist: true });
    return { result: readFrom(opened, job) };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : 'an unknown failure' };
  }
}
