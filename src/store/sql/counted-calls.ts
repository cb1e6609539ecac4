import { parseSelector } from '../../ledger/budget-selectors.ts';
import type { BudgetUnit } from '../../ledger/budget-units.ts';
import { isPlainMoney, type Scope } from '../../ledger/budgets.ts';
import type { SqlValue } from './sql-work.ts';

/** What a balance counts. */
export interface CountedKind {
  readonly scope: Scope;
  readonly unit: BudgetUnit;
  /** The text of a selector; '' for none. */
  readonly selector: string;
}

export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/**
 * Which rows of holds and usage_records a budget counts, whoever they are of: what a top-up pays, budgets of money for
 * every call in its scope do not count.
 */
export function countedCalls({ scope, unit, selector }: CountedKind): Condition {
  const parts: string[] = [];
  const values: SqlValue[] = [];
  const selected = parseSelector(selector);
  if (scope !== 'wallet' && isPlainMoney({ period: 'total', unit, selector: selected })) {
    parts.push(`${scope}_top_up_id = 0`);
  }
  if (selected !== null) {
    const names = 'models' in selected ? selected.models : [selected.endpoint];
    const column = 'models' in selected ? 'model_id' : 'endpoint';
    parts.push(`${column} IN (${names.map(() => '?').join(', ')})`);
    values.push(...names);
  }
  return { sql: parts.length === 0 ? 'TRUE' : parts.join(' AND '), values };
}

/** The same, of one of its scope. */
export function countedCallsOf(kind: CountedKind & { readonly scopeId: number }): Condition {
  const { sql, values } = countedCalls(kind);
  return kind.scope === 'wallet'
    ? { sql, values }
    : { sql: `${kind.scope}_id = ? AND ${sql}`, values: [kind.scopeId, ...values] };
}

/** The columns of a unit. */
const COST: Record<BudgetUnit, string> = { money: 'cost', tokens: 'tokens', calls: 'calls', images: 'images' };
const REFUNDED: Record<BudgetUnit, string> = { ...COST, money: 'amount' };
const HELD: Record<BudgetUnit, string> = REFUNDED;

/** What records were charged, refunded or not; null where there is none. */
export function sumCost(unit: BudgetUnit): string {
  return `CAST(sum(${COST[unit]}) AS BIGINT)`;
}

/** What was given back; null where nothing was. */
export function sumRefunded(unit: BudgetUnit): string {
  return `CAST(sum(refunds.${REFUNDED[unit]}) AS BIGINT)`;
}

/** What records were charged, less refunds; null where there is none. */
export function sumCharged(unit: BudgetUnit): string {
  return `CAST(sum(${COST[unit]} - coalesce((SELECT sum(${REFUNDED[unit]}) FROM refunds WHERE record_id = usage_records.id), 0)) AS BIGINT)`;
}

/** What open holds hold; null where there is none. */
export function sumHeld(unit: BudgetUnit): string {
  return `CAST(sum(${HELD[unit]}) AS BIGINT)`;
}
