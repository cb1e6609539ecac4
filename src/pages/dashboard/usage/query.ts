import { localDay } from '../../../ledger/periods.ts';
import { addUtcDays } from '../../../ledger/utc-days.ts';
import type { UsageQuery } from '../../../store/usage-report.ts';
import { type Who, type WhoChoice, whoFrom } from '../people-filter/people-filter.ts';
import { dayFrom } from './days.ts';
import { GROUPINGS, type Grouping, RANGES, type RangeName, type RangeProblem } from './texts.ts';

/** What a usage page was asked for, as it was sent and as it was understood. */
export interface UsageAsk {
  readonly groupBy: Grouping;
  /** null: the days were named one by one. */
  readonly range: RangeName | null;
  /** As sent; right days unless there is a error. */
  readonly from: string;
  readonly to: string;
  readonly who: WhoChoice;
  readonly errors: { readonly from?: RangeProblem; readonly to?: RangeProblem };
  /** null when something of it is wrong. */
  readonly query: (UsageQuery & { readonly groupBy: Grouping }) | null;
}

const DEFAULT_RANGE: RangeName = '30d';

/** @param today in the server's zone: days of calls are those of each class */
export function usageAskFrom(sent: URLSearchParams, who: Who, today: string): UsageAsk {
  const groupBy = GROUPINGS.find((name) => name === sent.get('group')) ?? 'day';
  const choice = whoFrom(sent, who);
  const { range, from, to } = rangeFrom(sent, today);
  const errors = errorsOf(from, to);
  const isRight = Object.keys({ ...errors, ...choice.errors }).length === 0;
  const query = isRight ? { from, to, groupBy, ...choice.filter } : null;
  return { groupBy, range, from, to, who: choice, errors, query };
}

function rangeFrom(sent: URLSearchParams, today: string): Pick<UsageAsk, 'range' | 'from' | 'to'> {
  const from = sent.get('from')?.trim() ?? '';
  const to = sent.get('to')?.trim() ?? '';
  if (from === '' && to === '') {
    const range = RANGES.find((name) => name === sent.get('range')) ?? DEFAULT_RANGE;
    return { range, ...daysOf(range, today) };
  }
  // One end alone: up to today, or that day alone.
  return { range: null, from: from === '' ? to : from, to: to === '' ? today : to };
}

export function daysOf(range: RangeName, today: string): { readonly from: string; readonly to: string } {
  const firstOfMonth = `${today.slice(0, 7)}-01`;
  switch (range) {
    case 'today':
      return { from: today, to: today };
    case '7d':
      return { from: addUtcDays(today, -6), to: today };
    case '30d':
      return { from: addUtcDays(today, -29), to: today };
    case 'month':
      return { from: firstOfMonth, to: today };
    case 'last-month': {
      const to = addUtcDays(firstOfMonth, -1);
      return { from: `${to.slice(0, 7)}-01`, to };
    }
  }
}

function errorsOf(from: string, to: string): UsageAsk['errors'] {
  if (dayFrom(from) === null || dayFrom(to) === null) {
    return {
      ...(dayFrom(from) === null ? { from: 'noDay' } : {}),
      ...(dayFrom(to) === null ? { to: 'noDay' } : {}),
    };
  }
  return from > to ? { to: 'backwards' } : {};
}

/** The same page with something changed; null takes it away. */
export function usagePath({ groupBy, range, from, to, who }: UsageAsk, changes: UsageChanges = {}): string {
  const days = range === null ? { from, to } : { range };
  const wanted = { ...days, group: groupBy, class: who.sent.class, student: who.sent.student, ...changes };
  const { path = '/dashboard/usage', ...names } = wanted;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(names)) {
    if (value !== null && value !== undefined && value !== '' && !isUsual(name, value)) query.set(name, value);
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

function isUsual(name: string, value: string): boolean {
  return (name === 'range' && value === DEFAULT_RANGE) || (name === 'group' && value === 'day');
}

export function todayOf(timeZone: string, now: number): string {
  return localDay(timeZone, now);
}
