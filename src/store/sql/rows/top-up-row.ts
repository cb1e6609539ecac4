import type { TopUp, TopUpBalance, TopUpScope } from '../../../ledger/top-ups.ts';

export interface TopUpRow {
  id: number;
  scope: TopUpScope;
  scope_id: number;
  amount: number;
  starts_at: number;
  ends_at: number;
  reason: string | null;
  created_at: number;
  withdrawn_at: number | null;
}

export function topUpFrom(row: TopUpRow): TopUp {
  return {
    id: row.id,
    scope: row.scope,
    scopeId: row.scope_id,
    amount: row.amount,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    reason: row.reason,
    createdAt: row.created_at,
    withdrawnAt: row.withdrawn_at,
  };
}

export function topUpBalanceFrom(row: TopUpRow & { spent: number; held: number }): TopUpBalance {
  return { ...topUpFrom(row), spent: row.spent, held: row.held };
}
