import { AdminError } from '../admin-error.ts';
import type { TableRow } from './read-table.ts';

export const ROSTER_COLUMNS = ['name', 'studentNumber', 'email', 'note'] as const;
export type RosterColumn = (typeof ROSTER_COLUMNS)[number];

/** What each column of a table is; null: not used. */
export type ColumnPlan = readonly (RosterColumn | null)[];

/** As written in headers of schools, without blanks and punctuation; the best first. Lists of classes number their lines too. */
const HEADINGS: Readonly<Record<RosterColumn, readonly (readonly string[])[]>> = {
  name: [
    ['이름', '성명', '성함', '학생이름', '학생명', '학생성명', 'name', 'fullname', 'studentname'],
    ['학생', 'student'],
  ],
  studentNumber: [
    ['학번', '학생번호', 'studentnumber', 'studentno', 'studentid', 'studentidnumber', 'idnumber'],
    ['번호', 'number', 'no', 'id'],
  ],
  email: [['이메일', '이메일주소', '메일', '메일주소', '전자우편', '전자메일', 'email', 'emailaddress', 'mail']],
  note: [['비고', '메모', '참고', '특이사항', 'note', 'notes', 'memo', 'remark', 'remarks', 'comment', 'comments']],
};

interface Heading {
  readonly column: RosterColumn;
  readonly rank: number;
}

function headingOf(cell: string): Heading | null {
  const text = cell
    .normalize('NFKC')
    .replace(/\(.*\)$/, '')
    .replace(/[\s\p{P}\p{S}]/gu, '')
    .toLowerCase();
  for (const column of ROSTER_COLUMNS) {
    const rank = HEADINGS[column].findIndex((names) => names.includes(text));
    if (rank >= 0) return { column, rank };
  }
  return null;
}

/** Whether a row names columns, and no student. */
export function isHeader({ cells }: TableRow): boolean {
  if (cells.some((cell) => isEmail(cell) || isNumberLike(cell))) return false;
  const headings = cells.flatMap((cell) => headingOf(cell) ?? []);
  const filled = cells.filter((cell) => cell !== '').length;
  return headings.some(({ column }) => column === 'name') || headings.length * 2 > filled;
}

/** @throws AdminError roster_column_twice, roster_no_name */
export function columnsOfHeader({ cells }: TableRow): ColumnPlan {
  const headings = cells.map(headingOf);
  const best = (column: RosterColumn) =>
    Math.min(...headings.flatMap((heading) => (heading?.column === column ? [heading.rank] : [])));
  const columns = headings.map((heading) => (heading?.rank === best(heading?.column ?? 'name') ? heading : null));
  const plan = columns.map((heading) => heading?.column ?? null);
  const twice = plan.find((column, index) => column !== null && plan.indexOf(column) !== index);
  if (twice != null) throw new AdminError({ code: 'roster_column_twice', column: twice });
  if (!plan.includes('name')) throw new AdminError({ code: 'roster_no_name' });
  return plan;
}

/**
 * Without a header, by what most cells of a column look like. The name is the text that repeats least: a department
 * stands in every line. @throws AdminError roster_no_name
 */
export function guessColumns(rows: readonly TableRow[]): ColumnPlan {
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length));
  const columns = Array.from({ length: width }, (_, index) => describeColumn(rows, index));
  const email = columns.find(({ kind }) => kind === 'email');
  const numbers = columns.filter(({ kind }) => kind === 'number');
  // A list that counts its lines has a column 1, 2, 3, ... beside the student numbers.
  const studentNumber = numbers.find(({ isCount }) => !isCount) ?? numbers[0];
  const texts = columns.filter(({ kind }) => kind === 'text');
  const name = texts.toSorted((a, b) => b.distinct - a.distinct || a.index - b.index)[0];
  if (name === undefined) throw new AdminError({ code: 'roster_no_name' });
  const note = texts.find((column) => column !== name);
  const found = new Map([
    [name, 'name'],
    [studentNumber, 'studentNumber'],
    [email, 'email'],
    [note, 'note'],
  ] as const);
  return columns.map((column) => found.get(column) ?? null);
}

interface ColumnFacts {
  readonly index: number;
  readonly kind: 'email' | 'number' | 'text' | 'empty';
  readonly distinct: number;
  /** 1, 2, 3 and so on. */
  readonly isCount: boolean;
}

function describeColumn(rows: readonly TableRow[], index: number): ColumnFacts {
  const cells = rows.map((row) => row.cells[index] ?? '').filter((cell) => cell !== '');
  const most = (test: (cell: string) => boolean) => cells.filter(test).length * 2 > cells.length;
  const kind = cells.length === 0 ? 'empty' : most(isEmail) ? 'email' : most(isNumberLike) ? 'number' : 'text';
  const isCount = cells.every((cell, place) => Number(cell) === place + 1);
  return { index, kind, distinct: new Set(cells).size, isCount };
}

function isEmail(cell: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(cell);
}

/** Begins with a digit, or a few Latin letters and one, and has no more letters than digits: A1234, 3반 12번. */
function isNumberLike(cell: string): boolean {
  const text = cell.normalize('NFKC');
  const digits = text.replace(/\D/g, '').length;
  return /^[A-Za-z]{0,3}[-_]?\d[\p{L}\d\-._/ ]*$/u.test(text) && digits >= text.replace(/\P{L}/gu, '').length;
}

/** A name has letters, and no run of digits as long as a student number. */
export function isNameANumber(name: string): boolean {
  const text = name.normalize('NFKC');
  return !/\p{L}/u.test(text) || /\d{4}/.test(text);
}
