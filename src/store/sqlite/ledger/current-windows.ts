import type { Scope } from '../../../ledger/budgets.ts';
import { firstIdAt, heldAt } from '../../../ledger/hold-ids.ts';
import type { NanoUsd } from '../../../ledger/money.ts';
import type { Sqlite } from '../engine/database.ts';
import { refundsFrom } from './refunds.ts';
import { spentInScope } from './spend-query.ts';
import { type BalanceRow, nameOf, WindowSums } from './window-sums.ts';

/**
 * Compares balances with what was spent in their windows, without reading a call of a whole day: by the sums per day,
 * and by the records at the edges. Only where these differ are the records of the window read, because sums can be
 * wrong as well: what is said is exact.
 * @param balances in the order of scope, scope id, period and start of the window
 */
export function faultsByDays(sqlite: Sqlite, balances: readonly BalanceRow[]): string[] {
  const spentIn = new SpentInWindows(sqlite);
  const differing = balances.filter((balance) => balance.spent !== spentIn.of(balance));
  if (differing.length === 0) return [];
  const windows = new WindowSums(differing);
  const from = Math.min(...differing.map(({ window_start }) => window_start));
  countCalls(sqlite, from, windows);
  const wrong = new Map([...windows.drifts()].map(({ balance, fault }) => [balance.id, fault]));
  return differing.map(
    (balance) => wrong.get(balance.id) ?? `${nameOf(balance)}: the sums of its days are not those of its records`,
  );
}

/** Everyone's spending of a window at once: most share theirs with all others of their scope. */
class SpentInWindows {
  readonly #sqlite: Sqlite;
  readonly #known = new Map<string, ReadonlyMap<number, NanoUsd>>();

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  of({ scope, scope_id, window_start, window_end }: BalanceRow): NanoUsd {
    const spent = this.#inScope(scope, window_start, window_end);
    return spent.get(scope_id) ?? 0;
  }

  #inScope(scope: Scope, from: number, to: number): ReadonlyMap<number, NanoUsd> {
    const key = `${scope} ${from} ${to}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const spent = spentInScope(this.#sqlite, scope, from, to);
    this.#known.set(key, spent);
    return spent;
  }
}

interface Call {
  readonly id: number;
  readonly student_id: number;
  readonly class_id: number;
  readonly cost: NanoUsd;
}

/** @param from ms UTC */
function countCalls(sqlite: Sqlite, from: number, windows: WindowSums): void {
  const firstId = firstIdAt(from);
  const refunds = refundsFrom(sqlite, firstId);
  const calls = sqlite
    .prepare('SELECT id, student_id, class_id, cost FROM usage_records WHERE id >= ? ORDER BY id')
    .iterate(firstId) as IterableIterator<Call>;
  for (const { id, student_id, class_id, cost } of calls) {
    const net = cost - (refunds.get(id) ?? 0);
    windows.count({ studentId: student_id, classId: class_id, at: heldAt(id), net });
  }
}
