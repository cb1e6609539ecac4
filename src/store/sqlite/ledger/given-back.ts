import type { Statement } from 'better-sqlite3';
import { parseSelector, type SelectedCall, selects } from '../../../ledger/budget-selectors.ts';
import { amountIn, type BudgetUnit, type UnitAmounts } from '../../../ledger/budget-units.ts';
import type { StoredScope } from '../../../ledger/stored-balance.ts';
import type { Sqlite } from '../engine/database.ts';

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

/** Takes refunds off the rows of `balances`; nothing of them may be cached. */
export class GivenBack {
  readonly #around: Statement;
  readonly #take: Statement;

  constructor(sqlite: Sqlite) {
    this.#around = sqlite.prepare(
      `SELECT id, unit, selector FROM balances
       WHERE scope = ? AND scope_id = ? AND window_start <= ? AND window_end > ?`,
    );
    this.#take = sqlite.prepare('UPDATE balances SET spent = spent - ? WHERE id = ?');
  }

  /** Off every row that the call was counted in. */
  take(call: CountedCall, amounts: UnitAmounts): void {
    const { studentId, classId, studentTopUpId, classTopUpId } = call;
    this.#takeFrom(['wallet', 0], call, amounts, false);
    this.#takeFrom(['class', classId], call, amounts, classTopUpId !== 0);
    this.#takeFrom(['student', studentId], call, amounts, studentTopUpId !== 0);
    for (const id of [classTopUpId, studentTopUpId].filter((topUpId) => topUpId !== 0)) {
      this.#takeFrom(['top-up', id], call, amounts, false);
    }
  }

  /** @param isToppedUp a top-up paid in place of the scope's money for every call */
  #takeFrom(
    [scope, scopeId]: readonly [StoredScope, number],
    call: CountedCall,
    amounts: UnitAmounts,
    isToppedUp: boolean,
  ): void {
    for (const { id, unit, selector } of this.#around.all(scope, scopeId, call.at, call.at) as KindRow[]) {
      const isPlain = unit === 'money' && selector === '';
      if (isPlain ? isToppedUp : !selects(parseSelector(selector), call)) continue;
      this.#take.run(amountIn(unit, amounts), id);
    }
  }
}
