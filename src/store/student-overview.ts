import type { Student } from '../access/students.ts';
import type { NanoUsd } from '../ledger/money.ts';

export const STUDENT_SORTS = ['name', 'spend', 'last_call', 'created', 'oldest'] as const;
export type StudentSort = (typeof STUDENT_SORTS)[number];

/** `no_token`: without an API token that works. */
export type StudentListState = 'active' | 'suspended' | 'no_token';

export interface StudentOverviewQuery {
  /** null: only those without a class. */
  readonly classId?: number | null;
  /** A part of the name or of the student number, in any case, width and composition. */
  readonly search?: string;
  readonly state?: StudentListState;
  /** Names as in a dictionary, `oldest` by id; all else with the most, or the newest, first. Ties by id. */
  readonly sort: StudentSort;
  /** What was spent is that of these local days, YYYY-MM-DD, both included. */
  readonly from: string;
  readonly to: string;
  /** How many rows to leave out before the first one. */
  readonly offset: number;
  readonly limit: number;
  /** ms UTC. */
  readonly now: number;
}

export interface StudentOverviewRow {
  readonly student: Student;
  readonly className: string | null;
  /** Less refunds, as in the usage. */
  readonly spent: NanoUsd;
  readonly requests: number;
  /** To the minute; ms UTC. */
  readonly lastCallAt: number | null;
  /** How many API tokens work now, as far as they themselves are concerned. */
  readonly tokens: number;
}

export interface StudentOverview {
  readonly rows: StudentOverviewRow[];
  /** Of all pages. */
  readonly total: number;
}
