import { CsvError, parse } from 'csv-parse/sync';
import { AdminError } from '../admin-error.ts';

export const MAX_ROSTER_ROWS = 2000;
export const MAX_ROSTER_CHARACTERS = 500_000;
const MAX_RECORD_CHARACTERS = 50_000;
/** How many lines decide the delimiter. */
const SAMPLE_CHARACTERS = 20_000;
/** The first of those that separate cells in the most lines. */
const DELIMITERS = ['\t', ',', ';'] as const;

export interface TableRow {
  /** Where the row begins, from 1; blank lines count. */
  readonly line: number;
  /** Trimmed, composed (NFC), without the wrapping of spreadsheets. */
  readonly cells: readonly string[];
}

/**
 * The rows of a CSV, a TSV or a spreadsheet's clipboard that hold anything.
 * @throws AdminError roster_too_long, roster_quote_open (with the line as its path)
 */
export function readTable(text: string): TableRow[] {
  if (text.length > MAX_ROSTER_CHARACTERS) throw new AdminError({ code: 'roster_too_long', max: MAX_ROSTER_ROWS });
  // csv-parse counts a CRLF inside quotes as two lines.
  const lines = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  // One more for a header, one to see that there are too many.
  const rows = parseRecords(lines, MAX_ROSTER_ROWS + 2).map(({ record, info }) => {
    const breaks = record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
    return { line: info.lines - breaks, cells: record.map(cleanCell) };
  });
  return rows.filter(({ cells }) => cells.some((cell) => cell !== ''));
}

interface CsvRecord {
  readonly record: readonly string[];
  /** `lines`: where the record ends. */
  readonly info: { readonly lines: number };
}

function parseRecords(text: string, to: number): CsvRecord[] {
  let complete = 0;
  try {
    const records: unknown = parse(text, {
      delimiter: guessDelimiter(text),
      record_delimiter: '\n',
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      max_record_size: MAX_RECORD_CHARACTERS,
      info: true,
      on_record: (record, { lines }) => {
        complete = lines;
        return record;
      },
      to,
    });
    return records as CsvRecord[];
  } catch (error) {
    if (error instanceof CsvError && QUOTE_ERRORS.has(error.code)) {
      throw new AdminError({ code: 'roster_quote_open', line: findFilledLine(text, complete + 1) });
    }
    throw error;
  }
}

/** A record that is too large most likely has a quotation mark that is closed much later. */
const QUOTE_ERRORS: ReadonlySet<string> = new Set(['CSV_QUOTE_NOT_CLOSED', 'CSV_MAX_RECORD_SIZE']);

function findFilledLine(text: string, from: number): number {
  const lines = text.split('\n');
  const index = lines.findIndex((line, at) => at >= from - 1 && line.trim() !== '');
  return index < 0 ? from : index + 1;
}

function guessDelimiter(text: string): string {
  const sample = text.slice(0, SAMPLE_CHARACTERS).replace(/"(?:[^"]|"")*"/g, '');
  const lines = sample.split('\n');
  const counts = DELIMITERS.map((delimiter) => lines.filter((line) => line.includes(delimiter)).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** Spreadsheets write ="0123" to keep a leading zero, and '=... for text that begins like a formula. */
function cleanCell(cell: string): string {
  const text = cell.normalize('NFC').trim();
  return (/^="([^"]*)"$/.exec(text)?.[1] ?? text.replace(/^'(?=[=+\-@])/, '')).trim();
}
