import { addUtcDays } from '../../../ledger/utc-days.ts';
import type { ModelUsage, UsageRow, UsageSums } from '../../../store/usage-report.ts';
import { formatDay, formatDays } from '../../format/format-time.ts';
import type { ViewContext } from '../../web/view-context.ts';

export type StepSize = 'day' | 'week' | 'month';

/** A row of a usage page: a day or some of them, a student, a class, a model. */
export interface UsageStep extends UsageSums {
  readonly key: string;
  /** First and last day that is meant. */
  readonly from: string;
  readonly to: string;
  readonly models: readonly ModelUsage[];
}

/** A page of so many steps in six colours stays within its weight. */
const MAX_STEPS = 31;
const MS_PER_DAY = 86_400_000;

/** A page has room for so many steps; the CSV has the days of any range. */
export function stepSizeOf(from: string, to: string): StepSize {
  const days = (Date.parse(to) - Date.parse(from)) / MS_PER_DAY + 1;
  if (days <= MAX_STEPS) return 'day';
  return days <= MAX_STEPS * 7 ? 'week' : 'month';
}

/**
 * The days as steps of this size, ascending, those without calls too; months only from the first one with calls to the
 * last. The sums are the same.
 */
export function stepsOf(rows: readonly UsageRow[], from: string, to: string, size: StepSize): UsageStep[] {
  const byStep = Map.groupBy(rows, ({ key }) => firstOf(key, size));
  const keys = size === 'month' ? [...byStep.keys()].sort() : [firstOf(from, size)];
  const last = size === 'month' ? (keys.at(-1) ?? '') : to;
  const steps: UsageStep[] = [];
  for (let key = keys[0]; key !== undefined && key <= last; key = nextOf(key, size)) {
    const inside = { from: later(key, from), to: earlier(addUtcDays(nextOf(key, size), -1), to) };
    steps.push({ key, ...inside, ...sumOf(byStep.get(key) ?? []) });
  }
  return steps;
}

/** How people read a step: "23 Nov", "16 Nov – 22 Nov", "Nov 2026". */
export function stepText({ from, to, key }: UsageStep, size: StepSize, view: ViewContext, isLong: boolean): string {
  if (size === 'month') return formatDay(key, view, 'month');
  return formatDays(from, to, view, isLong ? 'date' : 'day');
}

export function sumOf(rows: readonly UsageRow[]): UsageSums & { readonly models: readonly ModelUsage[] } {
  const models = Map.groupBy(
    rows.flatMap((row) => row.models ?? []),
    ({ model }) => model,
  );
  return {
    ...rows.reduce<UsageSums>(plus, NOTHING),
    models: [...models].map(([model, parts]) => ({ model, ...parts.reduce<UsageSums>(plus, NOTHING) })),
  };
}

const NOTHING: UsageSums = { requests: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, cost: 0 };

export function plus(a: UsageSums, b: UsageSums): UsageSums {
  return {
    requests: a.requests + b.requests,
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cost: a.cost + b.cost,
  };
}

/** Weeks begin on Monday, as the budgets' do. */
function firstOf(day: string, size: StepSize): string {
  if (size === 'day') return day;
  if (size === 'month') return `${day.slice(0, 7)}-01`;
  return addUtcDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
}

function nextOf(key: string, size: StepSize): string {
  if (size === 'day') return addUtcDays(key, 1);
  return size === 'week' ? addUtcDays(key, 7) : firstOf(addUtcDays(key, 31), 'month');
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
