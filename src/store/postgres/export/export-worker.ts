import { workerData } from 'node:worker_threads';
import pg from 'pg';
import { Pseudonyms } from '../../../access/pseudonyms.ts';
import { exportText } from '../../../admin/export/export-text.ts';
import type { ExportRequest } from '../../export-store.ts';
import { giveExport, type OpenedExport } from '../../sql/export/give-export.ts';
import { Settings } from '../../sql/journal/settings.ts';
import type { SqlWork } from '../../sql/sql-work.ts';
import { asStorageError } from '../engine/database-errors.ts';
import { runWork } from '../engine/run-work.ts';
import { connectionConfig } from '../engine/session-settings.ts';
import { countRows, readBatches, readBounds } from './export-batches.ts';

export interface ExportJob {
  readonly url: string;
  /** Of the process, as it is shown in pg_stat_activity. */
  readonly name: string;
  readonly request: ExportRequest;
}

/** Runs in a thread of its own, started by exports.ts: its text takes more CPU than the queries. */
const { url, name, request } = workerData as ExportJob;
/** Whoever fetches slowly has no connection meanwhile, and one that is lost is replaced by the next batch. */
const pool = new pg.Pool({ ...connectionConfig(url, 'reader', `${name} export`), max: 1 });
pool.on('error', () => {});
await giveExport(open);

async function open(): Promise<OpenedExport> {
  const pseudonyms = new Pseudonyms((await run(() => new Settings().get('pseudonym_secret'))) ?? '');
  const bounds = await run(() => readBounds(request.classId));
  return {
    rows: await countRows(bounds, request.classId, run),
    pieces: exportText(request, {
      batchesOf: (kind) => readBatches(kind, request.classId, bounds, run),
      pseudonymOf: (id) => pseudonyms.of(id),
    }),
  };
}

/** Each statement sees what is committed then. */
async function run<Result>(work: () => SqlWork<Result>): Promise<Result> {
  let client: pg.PoolClient | null = null;
  try {
    client = await pool.connect();
    const result = await runWork(client, work());
    client.release();
    return result;
  } catch (error) {
    client?.release(true);
    throw asStorageError(error);
  }
}
