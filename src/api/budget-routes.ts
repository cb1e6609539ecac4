import Type, { type Static } from 'typebox';
import { BUDGET_HINT_TEXTS, BUDGET_HINTS, type BudgetHint, budgetHints } from '../admin/budget-hints.ts';
import { type BudgetHolder, deleteBudget, setBudget } from '../admin/budgets.ts';
import { getClass } from '../admin/classes.ts';
import { getStudent } from '../admin/students.ts';
import { budgetJson } from '../ledger/budget-json.ts';
import { type Budget, type BudgetBalance, type BudgetLimit, type Scope, WALLET_ID } from '../ledger/budgets.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { invalidValue, missingValue, notFound } from './api-error.ts';
import { actorOf } from './authenticate.ts';
import { BUDGET_ANSWER_FIELDS, BudgetAnswer, LIMIT_FIELDS } from './budget-schemas.ts';
import { listBalances } from './list-balances.ts';
import { PAGE_QUERY, pageJson, pageSchema, parsePage } from './paging.ts';
import { parseLimit } from './parse-limits.ts';
import { parseId } from './parse-values.ts';
import { requestLanguage } from './request-language.ts';
import { CLOSED, DONE, ERROR_ANSWERS, IdParams, orNull, ScopeField } from './schemas.ts';

const BudgetQuery = Type.Object(
  {
    ...PAGE_QUERY,
    scope: Type.Optional(ScopeField),
    scope_id: Type.Optional(
      Type.String({ description: 'With scope: all limits that apply to that class or student.' }),
    ),
  },
  CLOSED,
);
const BudgetBody = Type.Object(
  {
    scope: ScopeField,
    scope_id: Type.Optional(orNull(Type.Integer({ description: 'The class or student; absent for the wallet.' }))),
    ...LIMIT_FIELDS,
  },
  CLOSED,
);
type BudgetBody = Static<typeof BudgetBody>;

const BudgetSetAnswer = Type.Object(
  {
    ...BUDGET_ANSWER_FIELDS,
    hints: Type.Array(Type.Object({ code: Type.Enum([...BUDGET_HINTS]), message: Type.String() }, CLOSED), {
      description: 'Why it counts nothing, or less than it says, as things are now. The budget is set all the same.',
    }),
  },
  { ...CLOSED, description: 'The budget, with what is spent of it.' },
);
export type BudgetSetJson = Static<typeof BudgetSetAnswer>;

const tags = ['budgets'];

export function budgetRoutes(app: ApiApp, deps: ApiDeps): void {
  const { ledger } = deps.store;

  app.get(
    '/budgets',
    {
      schema: {
        tags,
        summary: 'List the budgets with the money in them',
        querystring: BudgetQuery,
        response: {
          200: pageSchema(BudgetAnswer, 'The wallet’s budgets, then each class’s and student’s own.'),
          ...ERROR_ANSWERS,
        },
      },
    },
    async (request) => {
      const { scope } = request.query;
      const page = parsePage(request.query);
      const scopeId = parseScopeId(scope, request.query.scope_id);
      if (scope !== undefined && scopeId !== null) {
        await checkExists(scope, scopeId, deps);
        const balances = await ledger.balancesOf(scope, scopeId, deps.now());
        return pageJson(balances.map(budgetJson), null);
      }
      const { rows, next } = await listBalances(scope, page, deps);
      return pageJson(rows.map(budgetJson), next);
    },
  );

  app.put(
    '/budgets',
    {
      schema: {
        tags,
        summary: 'Set the limit of a wallet, class or student for a period',
        description:
          'At most one for each period, unit and selector: the same again replaces it. One image a day: {"scope": "student", "scope_id": 7, "period": "day", "unit": "images", "limit": 1}. $0.10 of gpt-6-sol a week: {..., "period": "week", "limit_usd": 0.1, "selector": {"models": ["gpt-6-sol"]}}. 200,000 tokens of a local model a day: {..., "period": "day", "unit": "tokens", "limit": 200000, "selector": {"models": ["llama-3.2-3b"]}}.',
        body: BudgetBody,
        response: { 200: BudgetSetAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const budget = await setBudget(parseBudget(request.body), actorOf(request), deps);
      const balance = await balanceOf(budget, request.body.scope, deps);
      const texts = BUDGET_HINT_TEXTS[requestLanguage(request)];
      const hints = await hintsOf(budget, deps);
      return { ...budgetJson(balance), hints: hints.map((code) => ({ code, message: texts[code] })) };
    },
  );

  app.delete(
    '/budgets/:id',
    { schema: { tags, summary: 'Remove a limit', params: IdParams, response: { 204: DONE, ...ERROR_ANSWERS } } },
    async (request, reply) => {
      await deleteBudget(parseId(request.params.id, 'id'), actorOf(request), deps);
      return reply.code(204).send(null);
    },
  );
}

function parseScopeId(scope: Scope | undefined, text: string | undefined): number | null {
  if (text === undefined) return scope === 'wallet' ? WALLET_ID : null;
  if (scope === undefined) throw SCOPE_MISSING;
  if (scope === 'wallet') throw walletHasNoId();
  return parseId(text, 'scope_id');
}

/** @throws ApiError 400 that names the field */
function parseBudget({ scope, scope_id, ...body }: BudgetBody): BudgetHolder & BudgetLimit {
  const scopeId = scope_id ?? null;
  const limit = parseLimit(body);
  if (scope === 'wallet') {
    if (scopeId !== null) throw walletHasNoId();
    return { scope, ...limit };
  }
  if (scopeId === null) throw scopeIdMissing(scope);
  return { scope, scopeId, ...limit };
}

/** @throws AdminError for an unknown class or student */
async function checkExists(scope: Scope, scopeId: number, deps: ApiDeps): Promise<void> {
  if (scope === 'class') await getClass(scopeId, deps, ['scopeId']);
  if (scope === 'student') await getStudent(scopeId, deps, ['scopeId']);
}

/** By what the class of the budget, or of its student, allows. */
async function hintsOf(budget: Budget, deps: ApiDeps): Promise<BudgetHint[]> {
  const { scope, scopeId } = budget;
  const student = scope === 'student' ? await deps.store.access.getStudent(scopeId) : null;
  const classId = scope === 'class' ? scopeId : (student?.classId ?? null);
  return budgetHints(budget, deps.policy(), classId === null ? null : await deps.store.access.getClass(classId));
}

async function balanceOf(budget: Budget, scope: Scope, deps: ApiDeps): Promise<BudgetBalance> {
  const balances = await deps.store.ledger.balancesOf(scope, budget.scopeId, deps.now());
  const balance = balances.find((candidate) => candidate.budgetId === budget.id);
  if (balance === undefined) throw removedMeanwhile(budget);
  return balance;
}

function walletHasNoId(): Error {
  return invalidValue('scope_id', {
    en: 'There is one wallet: leave scope_id out.',
    ko: '지갑은 하나뿐입니다. scope_id를 빼고 보내세요.',
  });
}

const SCOPE_MISSING = missingValue('scope', {
  en: 'scope_id needs a scope: class or student.',
  ko: 'scope_id를 쓰려면 scope가 있어야 합니다: class 또는 student.',
});

function scopeIdMissing(scope: 'class' | 'student'): Error {
  return missingValue('scope_id', {
    en: `scope_id is required: the id of the ${scope}.`,
    ko: `scope_id 값이 필요합니다: ${scope === 'class' ? '반' : '학생'} ID.`,
  });
}

function removedMeanwhile({ id }: Budget): Error {
  return notFound({ en: `Budget ${id} was removed at the same moment.`, ko: `그사이 예산 ${id}번이 삭제되었습니다.` });
}
