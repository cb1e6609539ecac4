import Type, { type Static } from 'typebox';
import { budgetJson } from '../ledger/budget-json.ts';
import { type Budget, type BudgetBalance, type Scope, WALLET_ID } from '../ledger/budgets.ts';
import { balancesInPages } from './budget-list.ts';
import { storedClass } from './class-changes.ts';
import { type OwnerApp, type OwnerDeps, ownersChange } from './deps.ts';
import { amountFrom, idFrom } from './fields.ts';
import { invalidValue, missingValue, notFound } from './owner-error.ts';
import { PAGE_QUERY, pageFrom, pageJson, pageOf } from './paging.ts';
import { BudgetAnswer, CLOSED, DONE, IdParams, orNull, PeriodField, REFUSALS, ScopeField } from './schemas.ts';
import { endOf, storedStudent } from './students.ts';
import { endlessTerm } from './terms.ts';

const BudgetQuery = Type.Object(
  {
    ...PAGE_QUERY,
    scope: Type.Optional(ScopeField),
    scope_id: Type.Optional(Type.String({ description: 'With scope: all limits in force for that class or student.' })),
  },
  CLOSED,
);
const BudgetSetting = Type.Object(
  {
    scope: ScopeField,
    scope_id: Type.Optional(orNull(Type.Integer({ description: 'The class or student; absent for the wallet.' }))),
    period: PeriodField,
    limit_usd: Type.Number(),
  },
  CLOSED,
);

const tags = ['budgets'];

export function budgetRoutes(app: OwnerApp, deps: OwnerDeps): void {
  const { ledger } = deps.store;

  app.get(
    '/budgets',
    {
      schema: {
        tags,
        summary: 'List the budgets with the money in them',
        querystring: BudgetQuery,
        response: {
          200: pageOf(BudgetAnswer, 'The wallet’s budgets, then each class’s and student’s own.'),
          ...REFUSALS,
        },
      },
    },
    async (request) => {
      const { scope } = request.query;
      const page = pageFrom(request.query);
      const scopeId = scopeIdFrom(scope, request.query.scope_id);
      if (scope !== undefined && scopeId !== null) {
        await refuseUnknown(scope, scopeId, deps);
        const balances = await ledger.balancesOf(scope, scopeId, deps.now());
        return pageJson(balances.map(budgetJson), null);
      }
      const { rows, next } = await balancesInPages(scope, page, deps);
      return pageJson(rows.map(budgetJson), next);
    },
  );

  app.put(
    '/budgets',
    {
      schema: {
        tags,
        summary: 'Set the limit of a wallet, class or student for a period',
        body: BudgetSetting,
        response: { 200: BudgetAnswer, ...REFUSALS },
      },
    },
    async (request) => {
      const budget = await setLimit(request.body, deps);
      return budgetJson(await balanceOf(budget, request.body.scope, deps));
    },
  );

  app.delete(
    '/budgets/:id',
    { schema: { tags, summary: 'Remove a limit', params: IdParams, response: { 204: DONE, ...REFUSALS } } },
    async (request, reply) => {
      await ledger.deleteBudget(idFrom(request.params.id, 'id'), ownersChange(deps));
      return reply.code(204).send(null);
    },
  );
}

/** @throws OwnerError 400 that names the field, 404 for an unknown class or student */
export async function setLimit(body: Static<typeof BudgetSetting>, deps: OwnerDeps): Promise<Budget> {
  return deps.store.ledger.setBudget(await budgetFrom(body, deps), ownersChange(deps));
}

function scopeIdFrom(scope: Scope | undefined, text: string | undefined): number | null {
  if (text === undefined) return scope === 'wallet' ? WALLET_ID : null;
  if (scope === undefined) throw missingValue('scope', 'scope_id needs a scope: class or student.');
  if (scope === 'wallet') throw walletHasNoId();
  return idFrom(text, 'scope_id');
}

async function budgetFrom(body: Static<typeof BudgetSetting>, deps: OwnerDeps): Promise<Omit<Budget, 'id'>> {
  const { scope, period } = body;
  const scopeId = body.scope_id ?? null;
  const limit = amountFrom(body.limit_usd, 'limit_usd');
  if (scope === 'wallet') {
    if (scopeId !== null) throw walletHasNoId();
    if (period === 'term') throw invalidValue('period', 'The wallet has no term. Use day, week, month or total.');
    return { scope, scopeId: WALLET_ID, period, limit };
  }
  if (scopeId === null) throw missingValue('scope_id', `scope_id is required: the id of the ${scope}.`);
  const endsOn = await refuseUnknown(scope, scopeId, deps);
  if (period === 'term' && endsOn === null) throw endlessTerm('period');
  return { scope, scopeId, period, limit };
}

/** @returns the last day of the term, where there is one. @throws OwnerError 404 for an unknown class or student */
async function refuseUnknown(scope: Scope, scopeId: number, deps: OwnerDeps): Promise<string | null> {
  if (scope === 'wallet') return null;
  if (scope === 'class') return (await storedClass(scopeId, deps, 'scope_id')).endsOn;
  return endOf((await storedStudent(scopeId, deps, 'scope_id')).classId, deps);
}

async function balanceOf(budget: Budget, scope: Scope, deps: OwnerDeps): Promise<BudgetBalance> {
  const balances = await deps.store.ledger.balancesOf(scope, budget.scopeId, deps.now());
  const balance = balances.find((candidate) => candidate.budgetId === budget.id);
  if (balance === undefined) throw notFound(`Budget ${budget.id} was removed at the same moment.`);
  return balance;
}

function walletHasNoId(): Error {
  return invalidValue('scope_id', 'There is one wallet: leave scope_id out.');
}
