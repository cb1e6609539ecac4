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
  /** Per day, on the days to come. */
  readonly mean: NanoUsd;
  /** After today, to the last one of the budget's period. */
  readonly days: readonly string[];
  readonly lastDay: string;
  /** What will be spent in the period by its end. */
  readonly atEnd: NanoUsd;
  /** The day on which the limit is reached; null when it is not. */
  readonly usedUpOn: string | null;
}

/** Whole weeks: classes have the same days each week. */
const MEAN_OF_DAYS = 7;

/**
 * The mean of the last seven whole days goes on until the budget's period ends. Days before the first call do not count,
 * quiet ones after it do. @param days every day, ascending; the last one is today @returns null when there is no day to
 * go by, or nothing was spent on them
 */
export function forecastOf(days: readonly DaySpend[], budget: BudgetBalance): Forecast | null {
  const today = days.at(-1);
  const first = days.findIndex(({ spent }) => spent > 0);
  if (today === undefined || first < 0) return null;
  const whole = days.slice(first, -1).slice(-MEAN_OF_DAYS);
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
