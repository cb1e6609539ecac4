import { comparableNumber } from '../../access/students.ts';
import { AdminError, type AdminProblem } from '../admin-error.ts';
import { parseText } from '../field-checks.ts';
import { parseEmail, parseName } from '../parse-name.ts';
import { parseStudentNumber } from '../parse-student-number.ts';
import { MAX_NOTE_CHARACTERS } from '../students.ts';
import { MAX_ROSTER_ROWS, readTable, type TableRow } from './read-table.ts';
import {
  type ColumnPlan,
  columnsOfHeader,
  guessColumns,
  isHeader,
  isNameANumber,
  type RosterColumn,
} from './roster-columns.ts';

/** One student of a roster. null: the cell is empty, or there is no such column. */
export interface RosterRow {
  readonly line: number;
  readonly name: string;
  readonly studentNumber: string | null;
  readonly email: string | null;
  readonly note: string | null;
}

export interface LineProblem {
  readonly line: number;
  /** null: the whole line. */
  readonly column: RosterColumn | null;
  readonly problem: AdminProblem;
}

export interface Roster {
  /** The header, or null where columns were recognized by their cells. */
  readonly header: readonly string[] | null;
  readonly columns: ColumnPlan;
  readonly rows: readonly RosterRow[];
  /** By line. A line with a problem is no row. */
  readonly problems: readonly LineProblem[];
}

/** @throws AdminError for what is wrong with the whole text: roster_... */
export function parseRoster(text: string): Roster {
  const table = readTable(text);
  const [first] = table;
  if (first === undefined) throw new AdminError({ code: 'roster_empty' });
  const header = isHeader(first) ? first : null;
  const lines = header === null ? table : table.slice(1);
  if (lines.length > MAX_ROSTER_ROWS) throw new AdminError({ code: 'roster_too_long', max: MAX_ROSTER_ROWS });
  if (lines.length === 0) throw new AdminError({ code: 'roster_empty' });
  const columns = header === null ? guessColumns(lines) : columnsOfHeader(header);
  const parsed = lines.map((line) => parseLine(line, columns));
  const rows = parsed.flatMap(({ row }) => row ?? []);
  const repeated = findRepeatedNumbers(rows);
  const refused = new Set(repeated.map(({ line }) => line));
  return {
    header: header?.cells ?? null,
    columns,
    rows: rows.filter(({ line }) => !refused.has(line)),
    problems: sortByLine([...parsed.flatMap(({ problems }) => problems), ...repeated]),
  };
}

interface ParsedLine {
  readonly row: RosterRow | null;
  readonly problems: readonly LineProblem[];
}

function parseLine(tableRow: TableRow, columns: ColumnPlan): ParsedLine {
  const { line, cells } = tableRow;
  if (isHeader(tableRow)) return refuseLine(line, { code: 'roster_header_inside' });
  if (cells.some((cell, index) => cell !== '' && index >= columns.length)) {
    return refuseLine(line, { code: 'roster_extra_cells' });
  }
  const problems: LineProblem[] = [];
  const read = (column: RosterColumn, parse: (cell: string) => string | null): string | null => {
    const index = columns.indexOf(column);
    const cell = cells[index] ?? '';
    try {
      checkNoFormula(cell, column);
      return parse(cell);
    } catch (error) {
      if (!(error instanceof AdminError)) throw error;
      problems.push({ line, column, problem: error.problem });
      return null;
    }
  };
  const name = read('name', parseRosterName);
  const studentNumber = read('studentNumber', (cell) => parseStudentNumber(cell, []));
  const email = read('email', (cell) => (cell === '' ? null : parseEmail(cell, [])));
  const note = read('note', (cell) => parseText(cell, MAX_NOTE_CHARACTERS, []));
  const row = name === null || problems.length > 0 ? null : { line, name, studentNumber, email, note };
  return { row, problems };
}

function refuseLine(line: number, problem: AdminProblem): ParsedLine {
  return { row: null, problems: [{ line, column: null, problem }] };
}

/** @throws AdminError */
export function parseRosterName(cell: string): string {
  const name = parseName(cell, []);
  if (isNameANumber(name)) throw new AdminError({ code: 'name_is_number' });
  return name;
}

/** A note may begin with a dash. @throws AdminError roster_formula */
function checkNoFormula(cell: string, column: RosterColumn): void {
  const isFormula = column === 'note' ? /^=/.test(cell) : /^[=+\-@]/.test(cell);
  if (isFormula) throw new AdminError({ code: 'roster_formula' });
}

function findRepeatedNumbers(rows: readonly RosterRow[]): LineProblem[] {
  const lineOf = new Map<string, number>();
  const problems: LineProblem[] = [];
  for (const { line, studentNumber } of rows) {
    if (studentNumber === null) continue;
    const number = comparableNumber(studentNumber);
    const first = lineOf.get(number);
    if (first === undefined) lineOf.set(number, line);
    else problems.push({ line, column: 'studentNumber', problem: { code: 'number_repeated', line: first } });
  }
  return problems;
}

export function sortByLine<Item extends { readonly line: number }>(items: readonly Item[]): Item[] {
  return items.toSorted((a, b) => a.line - b.line);
}
