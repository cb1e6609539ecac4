import { STORED_SCOPES, type StoredBalance } from '../../../ledger/stored-balance.ts';

const SCOPES = STORED_SCOPES.map((scope) => `'${scope}'`).join(', ');

export const IS_STORED = `scope IN (${SCOPES})`;
export const STORED_BALANCE =
  'id, scope, scope_id AS "scopeId", period, unit, selector, window_start AS "start", window_end AS "end", spent, held';

export type StoredBalanceRow = Omit<StoredBalance, 'window'> & { readonly start: number; readonly end: number };

export function storedBalanceFrom({ start, end, ...balance }: StoredBalanceRow): StoredBalance {
  return { ...balance, window: { start, end } };
}
