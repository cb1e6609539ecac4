import { parentPort } from 'node:worker_threads';
import type { ExportPiece } from '../../export-store.ts';

export type ExportOpening = { readonly rows: number } | { readonly failed: string; readonly code: string };

export type ExportAnswer = ExportOpening | { readonly piece: ExportPiece | null };

export interface OpenedExport {
  /** Of all kinds, without heads. */
  readonly rows: number;
  readonly pieces: AsyncIterable<ExportPiece>;
}

/** Smaller pieces are sent together. */
const MIN_PIECE_BYTES = 64 * 1024;

/** In the thread of an ExportThread: opens an export, and gives a piece for each message. */
export async function giveExport(open: () => Promise<OpenedExport>): Promise<void> {
  try {
    const { rows, pieces } = await open();
    const gathered = gather(pieces);
    parentPort?.on('message', () => void giveNext(gathered));
    answer({ rows });
  } catch (error) {
    answer(failure(error));
  }
}

async function giveNext(pieces: AsyncIterator<ExportPiece>): Promise<void> {
  try {
    const { value, done } = await pieces.next();
    answer({ piece: done === true ? null : value });
  } catch (error) {
    answer(failure(error));
  }
}

function answer(message: ExportAnswer): void {
  parentPort?.postMessage(message);
}

/** Joins pieces of one kind. */
async function* gather(pieces: AsyncIterable<ExportPiece>): AsyncGenerator<ExportPiece> {
  let held: { kind: ExportPiece['kind']; parts: Uint8Array[]; bytes: number } | null = null;
  for await (const { kind, text } of pieces) {
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

function failure(error: unknown): ExportAnswer {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
  return { failed: error instanceof Error ? error.message : 'an unknown failure', code };
}
