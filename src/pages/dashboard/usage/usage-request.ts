import type { ReportDays } from '../../../admin/report-days.ts';
import { addUtcDays } from '../../../ledger/utc-days.ts';
import type { UsageQuery } from '../../../store/usage-report.ts';
import type { People } from '../people-filter/load-people.ts';
import { type PeopleChoice, parsePeopleChoice } from '../people-filter/people-filter.ts';
import { parseDay } from './parse-day.ts';
import { type DayError, GROUPINGS, type Grouping, RANGES, type RangeName } from './texts.ts';

/** The query of a usage page, as it was sent and as it was read. */
export interface UsageRequest {
  readonly groupBy: Grouping;
  /** null: the form named the first and the last day. */
  readonly range: RangeName | null;
  /** As sent; days of the calendar unless there are errors. */
  readonly from: string;
  readonly to: string;
  readonly people: PeopleChoice;
  readonly errors: { readonly from?: DayError; readonly to?: DayError };
  /** null when there are errors. */
  readonly query: (UsageQuery & { readonly groupBy: Grouping }) | null;
}

const DEFAULT_RANGE: RangeName = '30d';

export function parseUsageRequest(sent: URLSearchParams, people: People, days: RangeDays): UsageRequest {
  const groupBy = GROUPINGS.find((name) => name === sent.get('group')) ?? 'day';
  const choice = parsePeopleChoice(sent, people);
  const { range, from, to } = parseRange(sent, days);
  const errors = findRangeErrors(from, to);
  const isValid = Object.keys({ ...errors, ...choice.errors }).length === 0;
  const query = isValid ? { from, to, groupBy, ...choice.filter } : null;
  return { groupBy, range, from, to, people: choice, errors, query };
}

type RangeDays = Pick<ReportDays, 'ownerToday' | 'first' | 'last'>;

function parseRange(sent: URLSearchParams, days: RangeDays): Pick<UsageRequest, 'range' | 'from' | 'to'> {
  const from = sent.get('from')?.trim() ?? '';
  const to = sent.get('to')?.trim() ?? '';
  if (from === '' && to === '') {
    const range = RANGES.find((name) => name === sent.get('range')) ?? DEFAULT_RANGE;
    return { range, ...daysOfRange(range, days) };
  }
  // Without a last day up to today; without a first day the last day alone.
  return { range: null, from: from === '' ? to : from, to: to === '' ? days.last : to };
}

/** All but the last month reach the last day that is today anywhere; months are the owner's. */
export function daysOfRange(
  range: RangeName,
  { ownerToday, first, last }: RangeDays,
): { readonly from: string; readonly to: string } {
  const firstOfMonth = `${ownerToday.slice(0, 7)}-01`;
  switch (range) {
    case 'today':
      return { from: first, to: last };
    case '7d':
      return { from: addUtcDays(last, -6), to: last };
    case '30d':
      return { from: addUtcDays(last, -29), to: last };
    case 'month':
      return { from: firstOfMonth, to: last };
    case 'last-month': {
      const to = addUtcDays(firstOfMonth, -1);
      return { from: `${to.slice(0, 7)}-01`, to };
    }
  }
}

function findRangeErrors(from: string, to: string): UsageRequest['errors'] {
  if (parseDay(from) === null || parseDay(to) === null) {
    return {
      ...(parseDay(from) === null ? { from: 'noDay' } : {}),
      ...(parseDay(to) === null ? { to: 'noDay' } : {}),
    };
  }
  return from > to ? { to: 'backwards' } : {};
}

/** The path of the same page with changes; null removes a parameter. */
export function usagePath({ groupBy, range, from, to, people }: UsageRequest, changes: UsageChanges = {}): string {
  const days = range === null ? { from, to } : { range };
  const parameters = { ...days, group: groupBy, class: people.sent.class, student: people.sent.student, ...changes };
  const { path = '/dashboard/usage', ...values } = parameters;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== '' && !isDefault(name, value)) query.set(name, value);
  }
  return query.size === 0 ? path : `${path}?${query}`;
}

export interface UsageChanges {
  readonly path?: string;
  readonly range?: RangeName | null;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly group?: Grouping;
  readonly class?: string | null;
  readonly student?: string | null;
  readonly split?: 'model';
  readonly page?: string;
}

function isDefault(name: string, value: string): boolean {
  return (name === 'range' && value === DEFAULT_RANGE) || (name === 'group' && value === 'day');
}
