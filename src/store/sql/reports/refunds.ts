import type { UnitAmounts } from '../../../ledger/budget-units.ts';
import { allRows, type SqlWork } from '../sql-work.ts';

/** What was refunded, by record, from a record's id on. */
export function* refundsFrom(firstId: number): SqlWork<ReadonlyMap<number, UnitAmounts>> {
  const rows = yield* allRows<UnitAmounts & { id: number }>(
    `SELECT record_id AS id, CAST(sum(amount) AS BIGINT) AS money, CAST(sum(tokens) AS BIGINT) AS tokens,
       CAST(sum(calls) AS BIGINT) AS calls, CAST(sum(images) AS BIGINT) AS images
     FROM refunds WHERE record_id >= ? GROUP BY record_id`,
    firstId,
  );
  return new Map(rows.map(({ id, ...amounts }) => [id, amounts]));
}

interface ChargedRow {
  readonly cost: number;
  readonly tokens: number;
  readonly calls: number;
  readonly images: number;
}

/** What a record was charged, less what was refunded. */
export function netOf({ cost, tokens, calls, images }: ChargedRow, refunded: UnitAmounts | undefined): UnitAmounts {
  if (refunded === undefined) return { money: cost, tokens, calls, images };
  return {
    money: cost - refunded.money,
    tokens: tokens - refunded.tokens,
    calls: calls - refunded.calls,
    images: images - refunded.images,
  };
}
