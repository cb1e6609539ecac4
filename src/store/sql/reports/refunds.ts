import type { NanoUsd } from '../../../ledger/money.ts';
import { allRows, type SqlRead } from '../sql-read.ts';

/** What was refunded, by record, from a record's id on. */
export function* refundsFrom(firstId: number): SqlRead<ReadonlyMap<number, NanoUsd>> {
  const rows = yield* allRows<{ id: number; amount: NanoUsd }>(
    'SELECT record_id AS id, CAST(sum(amount) AS BIGINT) AS amount FROM refunds WHERE record_id >= ? GROUP BY record_id',
    firstId,
  );
  return new Map(rows.map(({ id, amount }) => [id, amount]));
}
