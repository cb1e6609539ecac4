import { Readable } from 'node:stream';
import type { ZipFile } from 'yazl';
import type { Language } from '../../language/languages.ts';
import { BackupError } from '../../store/backup-store.ts';
import {
  type ExportFormat,
  type ExportPiece,
  ExportRunningError,
  type RunningExport,
} from '../../store/export-store.ts';
import { type Actor, changeBy } from '../actor.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { AdminError } from '../admin-error.ts';

export interface ExportOptions {
  readonly format: ExportFormat;
  /** null: everything. */
  readonly classId: number | null;
  readonly withNames: boolean;
  /** Of the heads of a CSV. */
  readonly language: Language;
}

/** A download. It ends the export when it is read to its end, or destroyed. */
export interface ExportFile {
  readonly name: string;
  readonly type: string;
  /** Without heads, in all kinds. */
  readonly rows: number;
  readonly content: Readable;
}

/**
 * Everything of a class, or of all of them, also what is archived or removed. One file with a JSON object a line, or a ZIP with a CSV a kind.
 * @throws AdminError class_not_found, export_running, backup_failed where there is no room for the copy that it reads from
 */
export async function exportFile(
  options: ExportOptions,
  actor: Actor,
  { store, now }: Pick<AdminDeps, 'store' | 'now'>,
): Promise<ExportFile> {
  const { format, classId } = options;
  if (classId !== null && !(await isClass(classId, store)))
    throw new AdminError({ code: 'class_not_found', id: classId }, ['classId']);
  // Loaded before the export begins, so that nothing stands between its begin and its download.
  const { ZipFile } = await import('yazl');
  const at = now();
  const running = await start(() => store.exports.start({ ...options, at }, changeBy(actor, at)), store.backups.folder);
  const day = new Date(at).toISOString().slice(0, 10);
  const name = `jigap-${classId === null ? 'all' : `class-${classId}`}-${day}`;
  if (format === 'ndjson') {
    const content = closing(running, Readable.from(textsOf(running), { objectMode: false }));
    return { name: `${name}.ndjson`, type: 'application/x-ndjson', rows: running.rows, content };
  }
  const content = zipOf(running, new ZipFile(), at);
  return { name: `${name}.zip`, type: 'application/zip', rows: running.rows, content };
}

/** A removed class has records, too, but no page; one that is archived has both. */
async function isClass(id: number, store: AdminDeps['store']): Promise<boolean> {
  return (await store.access.getClass(id)) !== null;
}

async function start(begin: () => Promise<RunningExport>, folder: string): Promise<RunningExport> {
  try {
    return await begin();
  } catch (error) {
    if (error instanceof ExportRunningError) throw new AdminError({ code: 'export_running' });
    if (error instanceof BackupError) throw new AdminError({ code: 'backup_failed', reason: error.reason, folder });
    throw error;
  }
}

/** A download that is given up before its first byte was read ends the export, too. */
function closing(running: RunningExport, content: Readable): Readable {
  // Whoever sends it listens, too; but a download that was given up has nobody, and an error nobody hears ends the process.
  return content.on('error', () => {}).once('close', () => void running.close());
}

async function* textsOf({ pieces }: RunningExport): AsyncGenerator<Uint8Array> {
  for await (const { text } of pieces) yield text;
}

/** Each file of the ZIP is begun when the one before it has ended, so that no more than a piece of any is in memory. */
function zipOf(running: RunningExport, zip: ZipFile, at: number): Readable {
  const mtime = new Date(at);
  const pieces = running.pieces[Symbol.asyncIterator]();
  const add = (first: ExportPiece) => {
    const name = first.kind === 'end' ? 'counts.csv' : `${first.kind}.csv`;
    zip.addReadStream(Readable.from(fileOf(first), { objectMode: false }).on('error', fail), name, { mtime });
  };
  async function* fileOf(first: ExportPiece): AsyncGenerator<Uint8Array> {
    yield first.text;
    for (;;) {
      const { value, done } = await pieces.next();
      if (done === true) {
        zip.end();
        return;
      }
      if (value.kind !== first.kind) {
        add(value);
        return;
      }
      yield value.text;
    }
  }
  const content = closing(running, Readable.from(zip.outputStream, { objectMode: false }));
  const fail = (error: unknown) => content.destroy(error instanceof Error ? error : new Error(String(error)));
  zip.on('error', fail);
  void pieces.next().then(({ value, done }) => (done === true ? zip.end() : add(value)), fail);
  return content;
}
