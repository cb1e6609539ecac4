import { parseSelector, type SelectedCall, selects } from '../../../ledger/budget-selectors.ts';
import { amountIn, type BudgetUnit, type UnitAmounts } from '../../../ledger/budget-units.ts';
import type { StoredScope } from '../../../ledger/stored-balance.ts';
import { allRows, type SqlWork, write } from '../sql-work.ts';

/** Where a call is counted, as its record says. */
export interface CountedCall extends SelectedCall {
  readonly studentId: number;
  readonly classId: number;
  readonly studentTopUpId: number;
  readonly classTopUpId: number;
  /** ms UTC. */
  readonly at: number;
}

interface KindRow {
  readonly id: number;
  readonly unit: BudgetUnit;
  readonly selector: string;
}

const AROUND = `SELECT id, unit, selector FROM balances
  WHERE scope = ? AND scope_id = ? AND window_start <= ? AND window_end > ?`;

/** Takes refunds off the rows of `balances`; nothing of them may be cached. */
export class GivenBack {
  /** Off every row that the call was counted in. */
  *take(call: CountedCall, amounts: UnitAmounts): SqlWork<void> {
    const { studentId, classId, studentTopUpId, classTopUpId } = call;
    yield* this.#takeFrom(['wallet', 0], call, amounts, false);
    yield* this.#takeFrom(['class', classId], call, amounts, classTopUpId !== 0);
    yield* this.#takeFrom(['student', studentId], call, amounts, studentTopUpId !== 0);
    for (const id of [classTopUpId, studentTopUpId].filter((topUpId) => topUpId !== 0)) {
      yield* this.#takeFrom(['top-up', id], call, amounts, false);
    }
  }

  /** @param isToppedUp a top-up paid in place of the scope's money for every call */
  *#takeFrom(
    [scope, scopeId]: readonly [StoredScope, number],
    call: CountedCall,
    amounts: UnitAmounts,
    isToppedUp: boolean,
  ): SqlWork<void> {
    for (const { id, unit, selector } of yield* allRows<KindRow>(AROUND, scope, scopeId, call.at, call.at)) {
      const isPlain = unit === 'money' && selector === '';
      if (isPlain ? isToppedUp : !selects(parseSelector(selector), call)) continue;
      yield* write('UPDATE balances SET spent = spent - ? WHERE id = ?', amountIn(unit, amounts), id);
    }
  }
}
