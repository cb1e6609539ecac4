import { comparableName, comparableNumber, type Student } from '../../access/students.ts';
import type { StudentFields } from '../../store/access-fields.ts';
import { type LineProblem, type RosterRow, sortByLine } from './parse-roster.ts';

/** What a roster would do to a class. Each of its rows is in exactly one of the lists. */
export interface RosterPlan {
  readonly added: readonly NewRow[];
  readonly changed: readonly ChangedRow[];
  readonly unchanged: readonly MatchedRow[];
  /** Of the name of another student, and nothing tells the two apart: somebody must say whether they are two people. */
  readonly twins: readonly RosterRow[];
  readonly problems: readonly LineProblem[];
}

export interface NewRow {
  readonly row: RosterRow;
  /** Somebody else has this name; the student number or e-mail address tells them apart. */
  readonly hasNamesake: boolean;
}

export interface MatchedRow {
  readonly row: RosterRow;
  readonly student: Student;
}

export interface ChangedRow extends MatchedRow {
  readonly fields: RosterChanges;
}

/** An empty cell changes nothing. */
export type RosterChanges = Partial<Pick<StudentFields, 'name' | 'studentNumber' | 'email' | 'note'>>;

/**
 * A row means the student of the class with its student number; else with its e-mail address, where only one row and one
 * student have it; else with its name, where nothing contradicts and only one can be meant.
 */
export function planRoster(rows: readonly RosterRow[], students: readonly Student[]): RosterPlan {
  const byNumber = matchByNumber(rows, students);
  const byEmail = matchByEmail(withoutMatched(rows, byNumber), withoutStudents(students, byNumber));
  const identified = [...byNumber, ...byEmail.matched];
  const refused = new Set(byEmail.problems.map(({ line }) => line));
  const left = withoutMatched(rows, identified).filter(({ line }) => !refused.has(line));
  const byName = matchByName(left, withoutStudents(students, identified), countNames(rows, students));
  const matched = [...identified, ...byName.matched].map((match) => ({ ...match, fields: findChanges(match) }));
  return {
    added: byName.added,
    changed: sortRows(matched.filter(({ fields }) => Object.keys(fields).length > 0)),
    unchanged: sortRows(matched.filter(({ fields }) => Object.keys(fields).length === 0)),
    twins: byName.twins,
    problems: sortByLine([...byEmail.problems, ...byName.problems]),
  };
}

function matchByNumber(rows: readonly RosterRow[], students: readonly Student[]): MatchedRow[] {
  const owners = new Map(
    students.flatMap((student) =>
      student.studentNumber === null ? [] : [[comparableNumber(student.studentNumber), student] as const],
    ),
  );
  return rows.flatMap((row) => {
    const student = row.studentNumber === null ? undefined : owners.get(comparableNumber(row.studentNumber));
    return student === undefined ? [] : [{ row, student }];
  });
}

function matchByEmail(rows: readonly RosterRow[], students: readonly Student[]) {
  const rowsOf = Map.groupBy(rows, ({ email }) => email?.toLowerCase() ?? null);
  const studentsOf = Map.groupBy(students, ({ email }) => email?.toLowerCase() ?? null);
  const matched: MatchedRow[] = [];
  const problems: LineProblem[] = [];
  for (const [email, [row, ...otherRows]] of rowsOf) {
    const [student, ...others] = email === null ? [] : (studentsOf.get(email) ?? []);
    if (row === undefined || student === undefined || otherRows.length + others.length > 0) continue;
    if (row.studentNumber === null || student.studentNumber === null) matched.push({ row, student });
    else problems.push({ line: row.line, column: 'email', problem: { code: 'email_of_other', name: student.name } });
  }
  return { matched, problems };
}

interface NameMatches {
  readonly added: NewRow[];
  readonly matched: MatchedRow[];
  readonly twins: RosterRow[];
  readonly problems: LineProblem[];
}

function matchByName(
  rows: readonly RosterRow[],
  students: readonly Student[],
  namesakes: ReadonlyMap<string, number>,
): NameMatches {
  const result: NameMatches = { added: [], matched: [], twins: [], problems: [] };
  const studentsOf = Map.groupBy(students, ({ name }) => comparableName(name));
  for (const [name, group] of Map.groupBy(rows, (row) => comparableName(row.name))) {
    const candidates = studentsOf.get(name) ?? [];
    const isAlone = (namesakes.get(name) ?? 0) <= 1;
    // Pairs in which nothing changes come first, so that a roster can be applied again.
    const same = pairEqual(group, candidates);
    const rowsLeft = withoutMatched(group, same);
    const studentsLeft = withoutStudents(candidates, same);
    result.matched.push(...same);
    for (const row of rowsLeft) placeRow(row, rowsLeft, studentsLeft, { isAlone, result });
  }
  for (const list of [result.added, result.matched]) list.sort((a, b) => a.row.line - b.row.line);
  result.twins.sort((a, b) => a.line - b.line);
  return result;
}

function placeRow(
  row: RosterRow,
  rows: readonly RosterRow[],
  students: readonly Student[],
  { isAlone, result }: { readonly isAlone: boolean; readonly result: NameMatches },
): void {
  const possible = students.filter((student) => canBe(row, student));
  const [student, ...others] = possible;
  if (student === undefined) {
    const isToldApart = isAlone || row.studentNumber !== null;
    if (isToldApart) result.added.push({ row, hasNamesake: !isAlone });
    else result.twins.push(row);
    return;
  }
  const rivals = rows.filter((other) => other !== row && canBe(other, student));
  if (others.length + rivals.length === 0) result.matched.push({ row, student });
  else result.problems.push({ line: row.line, column: 'name', problem: { code: 'twins_unclear' } });
}

/**
 * Each row with a student to whom it says nothing new: first those of whom it says everything, then the rows that say
 * most, which fit the fewest.
 */
function pairEqual(rows: readonly RosterRow[], students: readonly Student[]): MatchedRow[] {
  const exact = pairWhere(rows, students, saysEverything);
  const rowsLeft = withoutMatched(rows, exact).toSorted((a, b) => countCells(b) - countCells(a));
  return [...exact, ...pairWhere(rowsLeft, withoutStudents(students, exact), canBe)];
}

function saysEverything(row: RosterRow, student: Student): boolean {
  const [ofRow, ofStudent] = [row, student].map(comparableDetails);
  return DETAILS.every((detail) => ofRow?.[detail] === ofStudent?.[detail]);
}

function countCells(row: RosterRow): number {
  return DETAILS.filter((detail) => row[detail] !== null).length;
}

const DETAILS = ['studentNumber', 'email', 'note'] as const;

function pairWhere(
  rows: readonly RosterRow[],
  students: readonly Student[],
  isPair: (row: RosterRow, student: Student) => boolean,
): MatchedRow[] {
  const free = [...students];
  return rows.flatMap((row) => {
    const index = free.findIndex(
      (student) => isPair(row, student) && Object.keys(findDetails({ row, student })).length === 0,
    );
    return index < 0 ? [] : free.splice(index, 1).map((student) => ({ row, student }));
  });
}

/** Whether neither number nor e-mail address contradicts. */
function canBe(row: RosterRow, student: Student): boolean {
  const contradicts = (a: string | null, b: string | null) => a !== null && b !== null && a !== b;
  const [ofRow, ofStudent] = [comparableDetails(row), comparableDetails(student)];
  return !contradicts(ofRow.studentNumber, ofStudent.studentNumber) && !contradicts(ofRow.email, ofStudent.email);
}

type Details = Pick<Student, (typeof DETAILS)[number]>;

function comparableDetails({ studentNumber, email, note }: Details): Details {
  return {
    studentNumber: studentNumber === null ? null : comparableNumber(studentNumber),
    email: email?.toLowerCase() ?? null,
    note,
  };
}

function findChanges(match: MatchedRow): RosterChanges {
  const { row, student } = match;
  const isSameName = comparableName(row.name) === comparableName(student.name);
  return { ...(isSameName ? {} : { name: row.name }), ...findDetails(match) };
}

/** What changes besides the name. */
function findDetails({ row, student }: MatchedRow): RosterChanges {
  const { studentNumber, email, note } = row;
  return {
    // Of two ways to write the same number, the one that is there stays.
    ...(studentNumber === null || student.studentNumber !== null ? {} : { studentNumber }),
    ...(email === null || email.toLowerCase() === student.email?.toLowerCase() ? {} : { email }),
    ...(note === null || note === student.note ? {} : { note }),
  };
}

/** How often a name occurs, in the class and in the roster. */
function countNames(rows: readonly RosterRow[], students: readonly Student[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of [...rows, ...students]) {
    const key = comparableName(name);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function sortRows<Item extends { readonly row: RosterRow }>(items: readonly Item[]): Item[] {
  return items.toSorted((a, b) => a.row.line - b.row.line);
}

function withoutMatched(rows: readonly RosterRow[], matched: readonly MatchedRow[]): RosterRow[] {
  const taken = new Set(matched.map(({ row }) => row));
  return rows.filter((row) => !taken.has(row));
}

function withoutStudents(students: readonly Student[], matched: readonly MatchedRow[]): Student[] {
  const taken = new Set(matched.map(({ student }) => student.id));
  return students.filter(({ id }) => !taken.has(id));
}
