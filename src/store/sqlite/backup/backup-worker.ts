import { parentPort, workerData } from 'node:worker_threads';
import { DamagedCopyError } from './check-copy.ts';
import { copyDatabase } from './copy-database.ts';

export interface CopyJob {
  readonly from: string;
  readonly to: string;
  /** ms UTC. */
  readonly at: number;
}

export type CopyResult = { readonly done: true } | { readonly failed: string; readonly code: string };

/** Runs in a thread of its own, started by backups.ts: one copy, and it is over. */
const { from, to, at } = workerData as CopyJob;
parentPort?.postMessage(await copy());

async function copy(): Promise<CopyResult> {
  try {
    await copyDatabase(from, to, at);
    return { done: true };
  } catch (error) {
    if (error instanceof DamagedCopyError) return { failed: error.message, code: 'DAMAGED' };
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
    return { failed: error instanceof Error ? error.message : 'an unknown failure', code };
  }
}
