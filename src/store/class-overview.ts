import type { SchoolClass } from '../access/classes.ts';
import type { NanoUsd } from '../ledger/money.ts';

export const CLASS_SORTS = ['name', 'spend', 'students', 'state', 'created', 'oldest'] as const;
export type ClassSort = (typeof CLASS_SORTS)[number];

export interface ClassOverviewQuery {
  /** A part of the name, in any case, width and composition. */
  readonly search?: string;
  /**
   * Names as in a dictionary, `oldest` by id, `state`: in session, not begun, over; all else with the most, or the newest,
   * first. Ties by name, then by id.
   */
  readonly sort: ClassSort;
  /** Only archived classes; otherwise only the others. */
  readonly archived?: boolean;
  /** How many rows to leave out before the first one. */
  readonly offset: number;
  readonly limit: number;
  /** ms UTC. */
  readonly now: number;
}

export interface ClassOverviewRow {
  readonly schoolClass: SchoolClass;
  readonly students: number;
  /** In this month of the class's own calendar, less refunds. */
  readonly spent: NanoUsd;
}

export interface ClassOverview {
  readonly rows: ClassOverviewRow[];
  /** Of all pages. */
  readonly total: number;
}
