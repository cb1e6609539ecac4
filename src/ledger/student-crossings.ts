import type { BudgetCrossing } from '../store/budget-crossing.ts';
import { isStillPassed } from './budget-crossings.ts';
import { type BudgetBalance, kindKey } from './budgets.ts';

/** The highest threshold that a student has passed in the current window of a budget. */
export interface StudentCrossing {
  readonly balance: BudgetBalance;
  /** Percent. */
  readonly threshold: number;
}

/** What a student is told: of each own budget the highest threshold, as long as it still holds. */
export function studentCrossings(
  balances: readonly BudgetBalance[],
  crossings: readonly BudgetCrossing[],
): StudentCrossing[] {
  return balances.flatMap((balance) => {
    const thresholds = crossings
      .filter((crossing) => kindKey(crossing) === kindKey(balance) && crossing.windowStart === balance.window.start)
      .map(({ threshold }) => threshold)
      .filter((threshold) => isStillPassed(threshold, balance));
    return thresholds.length === 0 ? [] : [{ balance, threshold: Math.max(...thresholds) }];
  });
}
