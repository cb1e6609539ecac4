import { compareNames } from '../../../access/compare-names.ts';
import { comparableName } from '../../../access/students.ts';
import type { StudentOverview, StudentOverviewQuery, StudentOverviewRow } from '../../student-overview.ts';
import { NOT_IN_ARCHIVED_CLASS } from '../class-states.ts';
import { Filter } from '../filter.ts';
import { type StudentRow, studentFrom } from '../rows/student-row.ts';
import { allRows, type SqlWork } from '../sql-work.ts';
import { type ClosedDays, HAS_REQUESTS, noClosedDays, usageSource } from './usage-source.ts';

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
export function* readStudentOverview(query: StudentOverviewQuery, closedDays = noClosedDays): SqlWork<StudentOverview> {
  const students = yield* findStudents(query);
  const tokens = yield* countTokens(query.now);
  const spending = yield* sumSpending(query, closedDays);
  const rows = students
    .map((student) => rowOf(student, tokens.get(student.id), spending.get(student.id)))
    .filter((row) => query.state !== 'no_token' || row.tokens === 0);
  rows.sort((a, b) => compare(a, b, query.sort) || a.student.id - b.student.id);
  return { rows: rows.slice(query.offset, query.offset + query.limit), total: rows.length };
}

const STATES = { active: 'suspended_at IS NULL', suspended: 'suspended_at IS NOT NULL' } as const;

function* findStudents({ classId, search, state }: StudentOverviewQuery): SqlWork<FoundStudent[]> {
  const filter = new Filter()
    .only('students.deleted_at IS NULL')
    .and('coalesce(class_id, 0) = ?', classId === null ? 0 : classId);
  if (classId === undefined) filter.only(NOT_IN_ARCHIVED_CLASS);
  if (state === 'active' || state === 'suspended') filter.only(STATES[state]);
  const rows = yield* allRows<FoundStudent>(
    `SELECT students.*, classes.name AS class_name FROM students LEFT JOIN classes ON classes.id = class_id ${filter.where}`,
    ...filter.values,
  );
  if (search === undefined) return rows;
  const part = comparableName(search);
  // Databases fold the case of A to Z only, and do not compose Hangul.
  return rows.filter((row) => [row.name, row.student_number ?? ''].some((text) => comparableName(text).includes(part)));
}

function* countTokens(now: number): SqlWork<Map<number, TokenSums>> {
  const rows = yield* allRows<TokenSums & { studentId: number }>(
    `SELECT student_id AS "studentId", max(last_used_at) AS "lastUsedAt",
       count(*) FILTER (WHERE (revoked_at IS NULL OR revoked_at > ?) AND (expires_at IS NULL OR expires_at > ?)) AS valid
     FROM api_tokens GROUP BY student_id`,
    now,
    now,
  );
  return new Map(rows.map((row) => [row.studentId, row]));
}

function* sumSpending({ from, to }: StudentOverviewQuery, closedDays: ClosedDays): SqlWork<Map<number, Spending>> {
  const source = yield* usageSource({ from, to, groupBy: 'student' }, closedDays);
  const rows = yield* allRows<Spending & { studentId: number }>(
    `${source.with} SELECT student_id AS "studentId", CAST(sum(cost) AS BIGINT) AS spent,
       CAST(sum(requests) AS BIGINT) AS requests FROM ${source.from} GROUP BY student_id ${HAS_REQUESTS}`,
    ...source.values,
  );
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

/** Names as in a dictionary, all else with the most, or the newest, first. */
function compare(a: StudentOverviewRow, b: StudentOverviewRow, sort: StudentOverviewQuery['sort']): number {
  if (sort === 'name') return compareNames(a.student.name, b.student.name);
  if (sort === 'spend') return b.spent - a.spent || b.requests - a.requests;
  if (sort === 'oldest') return a.student.id - b.student.id;
  if (sort === 'last_call') return (b.lastCallAt ?? 0) - (a.lastCallAt ?? 0);
  return b.student.createdAt - a.student.createdAt || b.student.id - a.student.id;
}
