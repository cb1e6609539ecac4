import { rmSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { Pseudonyms } from '../../../access/pseudonyms.ts';
import { type ExportRow, exportText } from '../../../admin/export/export-text.ts';
import { EXPORT_KINDS, type ExportPiece, type ExportRequest } from '../../export-store.ts';
import { exportCount, exportQuery } from '../../sql/export-queries.ts';
import { copyPages } from '../backup/copy-database.ts';

export interface ExportJob {
  readonly from: string;
  /** Where the copy lies while it is read. */
  readonly copy: string;
  readonly request: ExportRequest;
}

export type ExportAnswer =
  | { readonly rows: number }
  | { readonly piece: ExportPiece | null }
  | { readonly failed: string; readonly code: string };

/** Smaller pieces are sent together. */
const MIN_PIECE_BYTES = 64 * 1024;

/** Runs in a thread of its own, started by exports.ts: copies the database, and gives a piece for each message. */
const { from, copy, request } = workerData as ExportJob;
const answer = (message: ExportAnswer) => parentPort?.postMessage(message);

try {
  await copyPages(from, copy);
  const sqlite = new Database(copy, { fileMustExist: true });
  // The source keeps a log beside it; a copy without one is a single file.
  sqlite.pragma('journal_mode = DELETE');
  // A Windows that lets nobody remove an open file keeps it until the export is closed.
  if (process.platform !== 'win32') rmSync(copy);
  const count = ({ text, values }: ReturnType<typeof exportCount>) =>
    (sqlite.prepare(text).get(...values) as { n: number }).n;
  const rows = EXPORT_KINDS.reduce((sum, kind) => sum + count(exportCount(kind, request.classId)), 0);
  const pseudonyms = new Pseudonyms(secretOf(sqlite));
  const pieces = gathered(
    exportText(request, {
      rowsOf: (kind) => {
        const { text, values } = exportQuery(kind, request.classId);
        return sqlite.prepare(text).iterate(...values) as Iterable<ExportRow>;
      },
      pseudonymOf: (id) => pseudonyms.of(id),
    }),
  );
  parentPort?.on('message', () => giveNext(pieces));
  answer({ rows });
} catch (error) {
  answer(failure(error));
}

function giveNext(pieces: Iterator<ExportPiece>): void {
  try {
    const { value, done } = pieces.next();
    answer({ piece: done === true ? null : value });
  } catch (error) {
    answer(failure(error));
  }
}

/** Joins pieces of one kind. */
function* gathered(pieces: Iterable<ExportPiece>): Generator<ExportPiece> {
  let held: { kind: ExportPiece['kind']; parts: Uint8Array[]; bytes: number } | null = null;
  for (const { kind, text } of pieces) {
    if (held !== null && (held.kind !== kind || held.bytes >= MIN_PIECE_BYTES)) {
      yield { kind: held.kind, text: Buffer.concat(held.parts) };
      held = null;
    }
    held ??= { kind, parts: [], bytes: 0 };
    held.parts.push(text);
    held.bytes += text.length;
  }
  if (held !== null) yield { kind: held.kind, text: Buffer.concat(held.parts) };
}

function secretOf(sqlite: Database.Database): string {
  const row = sqlite.prepare("SELECT value FROM settings WHERE name = 'pseudonym_secret'").get();
  return (row as { value: string } | undefined)?.value ?? '';
}

function failure(error: unknown): ExportAnswer {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
  return { failed: error instanceof Error ? error.message : 'an unknown failure', code };
}
