import type { TopUpBalance } from '../../../ledger/top-ups.ts';
import type { TopUpFilter } from '../../ledger-store.ts';
import type { Page, PageRequest } from '../../paging.ts';
import { Filter } from '../filter.ts';
import { cutPage } from '../rows/cut-page.ts';
import { type TopUpRow, topUpBalanceFrom } from '../rows/top-up-row.ts';
import { allRows, type SqlWork } from '../sql-work.ts';

/** Newest first. */
export function* listTopUps(query: PageRequest & TopUpFilter): SqlWork<Page<TopUpBalance>> {
  const { scope, scopeId, inEffectAt, after, limit } = query;
  const filter = new Filter()
    .and('top_ups.scope = ?', scope)
    .and('top_ups.scope_id = ?', scopeId)
    .and('top_ups.starts_at <= ?', inEffectAt)
    .and('top_ups.ends_at > ?', inEffectAt)
    .and('top_ups.id < ?', after ?? undefined);
  if (inEffectAt !== undefined) filter.only('top_ups.withdrawn_at IS NULL');
  const rows = yield* allRows<TopUpRow & { spent: number; held: number }>(
    `SELECT top_ups.*, balances.spent, balances.held FROM top_ups
     JOIN balances ON balances.scope = 'top-up' AND balances.scope_id = top_ups.id
     ${filter.where} ORDER BY top_ups.id DESC LIMIT ?`,
    ...filter.values,
    limit + 1,
  );
  return cutPage(rows, limit, topUpBalanceFrom);
}
