import { rmSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { Pseudonyms } from '../../../access/pseudonyms.ts';
import { type ExportRow, exportText } from '../../../admin/export/export-text.ts';
import { EXPORT_KINDS, type ExportRequest } from '../../export-store.ts';
import { giveExport, type OpenedExport } from '../../sql/export/give-export.ts';
import { exportCount, exportQuery } from '../../sql/export-queries.ts';
import { copyPages } from '../backup/copy-database.ts';

export interface ExportJob {
  readonly from: string;
  /** Where the copy lies while it is read. */
  readonly copy: string;
  readonly request: ExportRequest;
}

const BATCH_ROWS = 200;

/** Runs in a thread of its own, started by exports.ts: copies the database, and reads the copy. */
const { from, copy, request } = workerData as ExportJob;
await giveExport(open);

async function open(): Promise<OpenedExport> {
  await copyPages(from, copy);
  const sqlite = new Database(copy, { fileMustExist: true });
  // The source keeps a log beside it; a copy without one is a single file.
  sqlite.pragma('journal_mode = DELETE');
  // A Windows that lets nobody remove an open file keeps it until the export is closed.
  if (process.platform !== 'win32') rmSync(copy);
  const count = ({ text, values }: ReturnType<typeof exportCount>) =>
    (sqlite.prepare(text).get(...values) as { n: number }).n;
  const pseudonyms = new Pseudonyms(secretOf(sqlite));
  return {
    rows: EXPORT_KINDS.reduce((sum, kind) => sum + count(exportCount(kind, request.classId)), 0),
    pieces: exportText(request, {
      batchesOf: (kind) => {
        const { text, values } = exportQuery(kind, request.classId);
        return batchesOf(sqlite.prepare(text).iterate(...values) as Iterable<ExportRow>);
      },
      pseudonymOf: (id) => pseudonyms.of(id),
    }),
  };
}

function* batchesOf(rows: Iterable<ExportRow>): Generator<ExportRow[]> {
  let batch: ExportRow[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function secretOf(sqlite: Database.Database): string {
  const row = sqlite.prepare("SELECT value FROM settings WHERE name = 'pseudonym_secret'").get();
  return (row as { value: string } | undefined)?.value ?? '';
}
