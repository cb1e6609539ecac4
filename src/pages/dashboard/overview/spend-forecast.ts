import type { BudgetBalance } from '../../../ledger/budgets.ts';
import type { NanoUsd } from '../../../ledger/money.ts';
import { localDay } from '../../../ledger/periods.ts';
import { addUtcDays, utcDaysBetween } from '../../../ledger/utc-days.ts';

export interface DaySpend {
  /** Local day, YYYY-MM-DD. */
  readonly day: string;
  readonly spent: NanoUsd;
}

export interface Forecast {
  /** Per day. */
  readonly mean: NanoUsd;
  /** From tomorrow to the last day of the budget's period. */
  readonly days: readonly string[];
  readonly lastDay: string;
  /** What the period will have cost at its end. */
  readonly atEnd: NanoUsd;
  /** The day on which the limit is reached; null when it is not. */
  readonly usedUpOn: string | null;
}

/** A whole week: a class has its lessons on the same days of each week. */
const MEAN_DAYS = 7;

/**
 * Each day to the end of the budget's period costs the mean of the last seven whole days. Days before the first call do
 * not count, days without calls after it do. @param days every day, ascending; the last one is today
 * @param firstOpen the first day that is still today in some zone: it and later ones are not whole @returns null when
 * there is no such day, or nothing was spent on them
 */
export function forecastSpend(
  days: readonly DaySpend[],
  budget: BudgetBalance,
  firstOpen = days.at(-1)?.day ?? '',
): Forecast | null {
  const today = days.at(-1);
  const first = days.findIndex(({ spent }) => spent > 0);
  if (today === undefined || first < 0) return null;
  const whole = days
    .slice(first)
    .filter(({ day }) => day < firstOpen)
    .slice(-MEAN_DAYS);
  const mean = Math.round(whole.reduce((sum, { spent }) => sum + spent, 0) / Math.max(1, whole.length));
  if (mean <= 0) return null;
  const lastDay = localDay(budget.calendar.timeZone, budget.window.end - 1);
  const ahead = utcDaysBetween(today.day, lastDay).slice(1);
  const restOfToday = Math.max(0, mean - today.spent);
  const atEnd = budget.spent + restOfToday + mean * ahead.length;
  const left = budget.limit - budget.spent - restOfToday;
  const usedUpOn = atEnd > budget.limit ? addUtcDays(today.day, Math.max(0, Math.ceil(left / mean))) : null;
  return { mean, days: ahead, lastDay, atEnd, usedUpOn };
}
