import { skipRemoved } from '../admin/skip-removed.ts';
import { type BudgetBalance, isPlainMoney, type Scope, WALLET_ID } from '../ledger/budgets.ts';
import { PERIODS } from '../ledger/periods.ts';
import type { Page, PageRequest } from '../store/paging.ts';
import type { ApiDeps } from './api-deps.ts';

/** A balance and its place in the list. Places are unique and stay what they are when other budgets come and go. */
interface Placed {
  readonly place: number;
  readonly load: () => Promise<BudgetBalance[]>;
}

/**
 * The wallet's budgets of money for every call, settings of the server included, then all others, oldest first. Those of
 * the wallet have places below zero, one per period, because a server's setting has no id; the others have their id. Class defaults are no balances: they are listed with their class.
 */
export async function listBalances(
  scope: Scope | undefined,
  page: PageRequest,
  deps: ApiDeps,
): Promise<Page<BudgetBalance>> {
  const places = [...(await walletPlaces(scope, deps)), ...(await ownPlaces(scope, deps))]
    .filter(({ place }) => page.after === null || place > page.after)
    .sort((a, b) => a.place - b.place);
  const listed = places.slice(0, page.limit);
  const rows = (await skipRemoved(listed, ({ load }) => load())).flat();
  return { rows, next: places.length > listed.length ? (listed.at(-1)?.place ?? null) : null };
}

async function walletPlaces(scope: Scope | undefined, deps: ApiDeps): Promise<Placed[]> {
  if (scope !== undefined && scope !== 'wallet') return [];
  const balances = await deps.store.ledger.balancesOf('wallet', WALLET_ID, deps.now());
  return balances.filter(isPlainMoney).map((balance) => ({
    place: PERIODS.indexOf(balance.period) - PERIODS.length,
    load: async () => [balance],
  }));
}

async function ownPlaces(scope: Scope | undefined, deps: ApiDeps): Promise<Placed[]> {
  const { ledger } = deps.store;
  const budgets = await ledger.listBudgets(scope === undefined ? {} : { scope });
  return budgets.flatMap((budget) => {
    const { id, scope: owner, scopeId } = budget;
    if (owner === 'class-student' || (owner === 'wallet' && isPlainMoney(budget))) return [];
    const load = async () => {
      const balances = await ledger.balancesOf(owner, scopeId, deps.now());
      return balances.filter((balance) => balance.budgetId === id);
    };
    return [{ place: id, load }];
  });
}
