import { stringify } from 'csv-stringify/sync';
import { formatUsd } from '../../ledger/money.ts';
import { EXPORT_KINDS, type ExportKind, type ExportPiece, type ExportRequest } from '../../store/export-store.ts';
import { EXPORT_COLUMNS, type ExportColumn } from './export-columns.ts';

export type ExportRow = Readonly<Record<string, string | number | null>>;

export interface ExportSource {
  /** In the order of their ids, some hundred at a time: a million of them are never in memory at once. */
  readonly batchesOf: (kind: ExportKind) => Iterable<readonly ExportRow[]> | AsyncIterable<readonly ExportRow[]>;
  readonly pseudonymOf: (studentId: number) => string;
}

/** Without it, Excel reads UTF-8 in a local code page, and Korean names become illegible. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * The text of an export, a batch of rows at a time. JSON is one object a line: the first says what it is, the last how
 * many there are of each kind, so that a file that broke off is recognised. A CSV has one text a kind; its last kind is the counts.
 */
export async function* exportText(request: ExportRequest, source: ExportSource): AsyncGenerator<ExportPiece> {
  const encoder = new TextEncoder();
  const piece = (kind: ExportPiece['kind'], text: string): ExportPiece => ({ kind, text: encoder.encode(text) });
  const counts: Partial<Record<ExportKind, number>> = {};
  if (request.format === 'ndjson') yield piece('classes', firstLine(request));
  for (const kind of EXPORT_KINDS) {
    const columns = EXPORT_COLUMNS[kind].filter(({ isPersonal }) => request.withNames || isPersonal !== true);
    if (request.format === 'csv') yield piece(kind, csvHead(columns, request));
    let count = 0;
    for await (const batch of source.batchesOf(kind)) {
      count += batch.length;
      const rows = kind === 'students' && !request.withNames ? batch.map((row) => unnamed(row, source)) : batch;
      yield piece(kind, request.format === 'csv' ? csvLines(columns, rows) : jsonLines(kind, columns, rows));
    }
    counts[kind] = count;
  }
  yield piece(
    'end',
    request.format === 'csv' ? countsCsv(counts, request) : `${JSON.stringify({ type: 'end', counts })}\n`,
  );
}

function firstLine({ classId, withNames, at }: ExportRequest): string {
  const made_at = new Date(at).toISOString();
  return `${JSON.stringify({ type: 'export', version: 1, made_at, class_id: classId, names: withNames })}\n`;
}

function unnamed(row: ExportRow, { pseudonymOf }: ExportSource): ExportRow {
  return { ...row, name: pseudonymOf(Number(row.id)) };
}

function csvHead(columns: readonly ExportColumn[], { language }: ExportRequest): string {
  return BYTE_ORDER_MARK + stringify([columns.map(({ name, ko }) => (language === 'ko' ? ko : name))]);
}

/** Names come from people, and a spreadsheet runs a cell that begins with = + - @: those are quoted with a '. */
function csvLines(columns: readonly ExportColumn[], rows: readonly ExportRow[]): string {
  return stringify(
    rows.map((row) => columns.map(({ name, kind }) => csvCell(kind, row[name] ?? null))),
    { escape_formulas: true },
  );
}

function csvCell(kind: ExportColumn['kind'], value: string | number | null): string | number | null {
  if (value === null) return null;
  if (kind === 'usd') return formatUsd(Number(value));
  if (kind === 'flag') return String(value === 1);
  return kind === 'instant' ? new Date(Number(value)).toISOString() : value;
}

function jsonLines(kind: ExportKind, columns: readonly ExportColumn[], rows: readonly ExportRow[]): string {
  return rows
    .map((row) => {
      const fields = columns.map((column) => [column.name, jsonValue(column.kind, row[column.name] ?? null)]);
      return `${JSON.stringify({ type: kind, ...Object.fromEntries(fields) })}\n`;
    })
    .join('');
}

function jsonValue(kind: ExportColumn['kind'], value: string | number | null): unknown {
  if (value === null) return null;
  if (kind === 'usd') return Number(formatUsd(Number(value)));
  if (kind === 'json') return JSON.parse(String(value));
  if (kind === 'flag') return value === 1;
  return kind === 'instant' ? new Date(Number(value)).toISOString() : value;
}

function countsCsv(counts: Readonly<Partial<Record<ExportKind, number>>>, { language, at }: ExportRequest): string {
  const head = language === 'ko' ? ['파일', '행 수', '시점'] : ['file', 'rows', 'made_at'];
  const lines = EXPORT_KINDS.map((kind) => [`${kind}.csv`, counts[kind] ?? 0, new Date(at).toISOString()]);
  return BYTE_ORDER_MARK + stringify([head, ...lines]);
}
