import type { Language } from '../language/languages.ts';
import type { Change } from './change.ts';

/** In the order of an export: who refers to a row comes after it. */
export const EXPORT_KINDS = [
  'classes',
  'students',
  'budgets',
  'carry_overs',
  'top_ups',
  'money_requests',
  'tokens',
  'calls',
  'refunds',
  'incidents',
  'notices',
  'audit',
  'refusals',
] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];

export type ExportFormat = 'csv' | 'ndjson';

export interface ExportRequest {
  readonly format: ExportFormat;
  /** null: everything. */
  readonly classId: number | null;
  /** false: pseudonyms, and nothing that people wrote. */
  readonly withNames: boolean;
  /** Of the heads of a CSV. */
  readonly language: Language;
  /** ms UTC. */
  readonly at: number;
}

/** Text of one kind; its rows come in several pieces. */
export interface ExportPiece {
  readonly kind: ExportKind | 'end';
  readonly text: Uint8Array;
}

/** What one instant of the books is, as text; the pieces of a kind follow each other. */
export interface RunningExport {
  /** Of all kinds, without heads. */
  readonly rows: number;
  /** Read once, to the end or until `close`. @throws StorageError */
  readonly pieces: AsyncIterable<ExportPiece>;
  /** Stops it and removes what it read from; once more does nothing. */
  close(): Promise<void>;
}

/** Another export runs: each takes the disk of a backup for a while. */
export class ExportRunningError extends Error {
  override readonly name = 'ExportRunningError';
}

export interface ExportStore {
  /** @throws ExportRunningError, BackupError where there is no room for the copy that it reads from */
  start(request: ExportRequest, change: Change): Promise<RunningExport>;
}
