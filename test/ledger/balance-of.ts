import type { RuleBalance, Scope } from '../../src/ledger/budgets.ts';
import { FOREVER } from '../../src/ledger/periods.ts';

const CALENDAR = { timeZone: 'UTC', termStartsOn: null, termEndsOn: null };
const WINDOW = { start: 0, end: FOREVER };

export interface BalanceOptions {
  readonly scope?: Scope;
  readonly limit: number;
  readonly spent?: number;
  readonly held?: number;
  readonly carried?: number;
  readonly window?: RuleBalance['window'];
}

/** A total budget, set for its scope; nano-USD. */
export function balanceOf({
  scope = 'student',
  limit,
  spent = 0,
  held = 0,
  carried = 0,
  window = WINDOW,
}: BalanceOptions): RuleBalance {
  const rule = {
    scope,
    scopeId: 1,
    period: 'total',
    unit: 'money',
    selector: null,
    limit,
    calendar: CALENDAR,
    source: 'own',
    budgetId: 1,
    carry: null,
  } as const;
  return { rule, window, money: { spent, held }, carried };
}
