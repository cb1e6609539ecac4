import type { NanoUsd } from '../../../ledger/money.ts';
import type { Sqlite } from '../engine/database.ts';

/** What was given back, by record, from a record's id on. */
export function refundsFrom(sqlite: Sqlite, firstId: number): ReadonlyMap<number, NanoUsd> {
  const rows = sqlite
    .prepare('SELECT record_id AS id, sum(amount) AS amount FROM refunds WHERE record_id >= ? GROUP BY record_id')
    .iterate(firstId) as IterableIterator<{ id: number; amount: NanoUsd }>;
  const refunds = new Map<number, NanoUsd>();
  for (const { id, amount } of rows) refunds.set(id, amount);
  return refunds;
}
