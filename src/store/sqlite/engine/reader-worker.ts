import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { type ReaderAnswer, type ReaderJob, runMessage } from './reader-jobs.ts';

/** Runs in a thread of its own, started by reader-thread.ts: job after job over one connection that cannot write. */
const { path } = workerData as { path: string };
let opened: Database.Database | undefined;

parentPort?.on('message', (job: ReaderJob) => parentPort?.postMessage(run(job)));

function run(job: ReaderJob): ReaderAnswer {
  try {
    opened ??= new Database(path, { readonly: true, fileMustExist: true });
    return { result: runMessage(opened, job) };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : 'an unknown failure' };
  }
}
