import type { StudentOverview, StudentOverviewQuery, StudentOverviewRow } from '../../student-overview.ts';
import type { Sqlite } from '../engine/database.ts';
import { Filter } from '../engine/filter.ts';
import { type StudentRow, studentFrom } from '../engine/rows.ts';
import { usageSource } from './usage-sources.ts';

type FoundStudent = StudentRow & { readonly class_name: string | null };

interface TokenSums {
  readonly valid: number;
  readonly lastUsedAt: number | null;
}

interface Spending {
  readonly spent: number;
  readonly requests: number;
}

/** One page of the students, with what the owner wants to know of each at a glance. */
export function studentOverview(sqlite: Sqlite, query: StudentOverviewQuery): StudentOverview {
  const students = studentsOf(sqlite, query);
  const tokens = tokensOf(sqlite, query.now);
  const spending = spendingOf(sqlite, query);
  const rows = students.map((student) => rowOf(student, tokens.get(student.id), spending.get(student.id)));
  rows.sort((a, b) => compare(a, b, query.sort) || a.student.id - b.student.id);
  return { rows: rows.slice(query.offset, query.offset + query.limit), total: rows.length };
}

function studentsOf(sqlite: Sqlite, { classId, name, state }: StudentOverviewQuery): FoundStudent[] {
  const filter = new Filter()
    .and('students.deleted_at IS NULL AND 1 = ?', 1)
    .and('coalesce(class_id, 0) = ?', classId === null ? 0 : classId)
    .and('instr(lower(students.name), lower(?)) > 0', name)
    .and('(suspended_at IS NOT NULL) = ?', state === undefined ? undefined : state === 'suspended' ? 1 : 0);
  return sqlite
    .prepare(
      `SELECT students.*, classes.name AS class_name FROM students LEFT JOIN classes ON classes.id = class_id ${filter.where}`,
    )
    .all(...filter.values) as FoundStudent[];
}

function tokensOf(sqlite: Sqlite, now: number): Map<number, TokenSums> {
  const rows = sqlite
    .prepare(
      `SELECT student_id AS studentId, max(last_used_at) AS lastUsedAt,
         sum((revoked_at IS NULL OR revoked_at > @now) AND (expires_at IS NULL OR expires_at > @now)) AS valid
       FROM api_tokens GROUP BY student_id`,
    )
    .all({ now }) as (TokenSums & { studentId: number })[];
  return new Map(rows.map((row) => [row.studentId, row]));
}

function spendingOf(sqlite: Sqlite, { from, to }: StudentOverviewQuery): Map<number, Spending> {
  const source = usageSource(sqlite, { from, to, groupBy: 'student' });
  const rows = sqlite
    .prepare(
      `SELECT student_id AS studentId, sum(cost) AS spent, sum(requests) AS requests FROM ${source.from} GROUP BY student_id`,
    )
    .all(...source.values) as (Spending & { studentId: number })[];
  return new Map(rows.map((row) => [row.studentId, row]));
}

function rowOf(row: FoundStudent, tokens: TokenSums | undefined, spending: Spending | undefined): StudentOverviewRow {
  return {
    student: studentFrom(row),
    className: row.class_name,
    spent: spending?.spent ?? 0,
    requests: spending?.requests ?? 0,
    lastCallAt: tokens?.lastUsedAt ?? null,
    tokens: tokens?.valid ?? 0,
  };
}

const byName = new Intl.Collator('ko');

/** Names as in a dictionary, all else with the most, or the newest, first. */
function compare(a: StudentOverviewRow, b: StudentOverviewRow, sort: StudentOverviewQuery['sort']): number {
  if (sort === 'name') return byName.compare(a.student.name, b.student.name);
  if (sort === 'spend') return b.spent - a.spent || b.requests - a.requests;
  if (sort === 'last_call') return (b.lastCallAt ?? 0) - (a.lastCallAt ?? 0);
  return b.student.createdAt - a.student.createdAt || b.student.id - a.student.id;
}
