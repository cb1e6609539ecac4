import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { checkLedger } from './check.ts';
import type { ReadingAnswer, ReadingJob } from './readings.ts';
import { servedUsage } from './served-usage.ts';

/** Runs in a thread of its own, started by readings.ts: one job over a connection that cannot write. */
const { path, job } = workerData as { path: string; job: ReadingJob };

parentPort?.postMessage(answerTo(job));

function answerTo(asked: ReadingJob): ReadingAnswer {
  try {
    const sqlite = new Database(path, { readonly: true, fileMustExist: true });
    try {
      return { result: read(sqlite, asked) };
    } finally {
      sqlite.close();
    }
  } catch (error) {
    return { failed: error instanceof Error ? error.message : 'an unknown failure' };
  }
}

function read(sqlite: Database.Database, asked: ReadingJob): unknown {
  if (asked.kind === 'check') return checkLedger(sqlite, asked);
  return servedUsage(sqlite, asked.from, asked.to);
}
