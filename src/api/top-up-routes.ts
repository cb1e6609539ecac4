import Type from 'typebox';
import { getClass } from '../admin/classes.ts';
import { getStudent } from '../admin/students.ts';
import { createTopUp, MAX_TOP_UP_REASON_CHARACTERS, topUpWarnings, withdrawTopUp } from '../admin/top-ups.ts';
import { TOP_UP_SCOPES, type TopUpScope } from '../ledger/top-ups.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { missingValue } from './api-error.ts';
import { actorOf } from './authenticate.ts';
import { PAGE_QUERY, pageJson, pageSchema, parsePage } from './paging.ts';
import { parseId, parseUsd } from './parse-values.ts';
import { CLOSED, DONE, ERROR_ANSWERS, IdField, IdParams, orNull } from './schemas.ts';
import { parseTopUpEnd, UntilField } from './top-up-end.ts';
import { NewTopUpAnswer, TopUpAnswer, topUpJson, topUpWarningsJson } from './top-up-json.ts';

const tags = ['budgets'];
const ScopeField = Type.Enum([...TOP_UP_SCOPES]);

const ListQuery = Type.Object(
  {
    ...PAGE_QUERY,
    scope: Type.Optional(ScopeField),
    scope_id: Type.Optional(Type.String({ description: 'With scope: those of that class or student.' })),
    in_effect: Type.Optional(
      Type.Enum(['true', 'false'], { description: 'true: only those from which a call may be paid now.' }),
    ),
  },
  CLOSED,
);
const TopUpBody = Type.Object(
  {
    scope: ScopeField,
    scope_id: IdField,
    amount_usd: Type.Number(),
    until: UntilField,
    reason: Type.Optional(
      orNull(
        Type.String({ description: `For the students to read; at most ${MAX_TOP_UP_REASON_CHARACTERS} characters.` }),
      ),
    ),
  },
  CLOSED,
);

/** Money once, for a class or a student. */
export function topUpRoutes(app: ApiApp, deps: ApiDeps): void {
  const { ledger } = deps.store;

  app.get(
    '/top-ups',
    {
      schema: {
        tags,
        summary: 'List top-ups with what is left of them',
        querystring: ListQuery,
        response: {
          200: pageSchema(TopUpAnswer, 'Top-ups, newest first; those that are over, too.'),
          ...ERROR_ANSWERS,
        },
      },
    },
    async (request) => {
      const { scope, scope_id, in_effect } = request.query;
      const now = deps.now();
      const { rows, next } = await ledger.listTopUps({
        ...parsePage(request.query),
        ...(await parseHolder(scope, scope_id, deps)),
        ...(in_effect === 'true' ? { inEffectAt: now } : {}),
      });
      return pageJson(
        rows.map((topUp) => topUpJson(topUp, now)),
        next,
      );
    },
  );

  app.post(
    '/top-ups',
    {
      schema: {
        tags,
        summary: 'Give a class or a student money once',
        body: TopUpBody,
        response: { 201: NewTopUpAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request, reply) => {
      const { scope, scope_id: scopeId, until, reason = null } = request.body;
      const amount = parseUsd(request.body.amount_usd, 'amount_usd');
      const input = { scope, scopeId, amount, end: parseTopUpEnd(until), reason };
      const topUp = await createTopUp(input, actorOf(request), deps);
      const warnings = await topUpWarnings(topUp, amount, deps);
      const json = topUpJson({ ...topUp, spent: 0, held: 0 }, deps.now());
      return reply.code(201).send({ ...json, warnings: topUpWarningsJson(warnings) });
    },
  );

  app.delete(
    '/top-ups/:id',
    {
      schema: {
        tags,
        summary: 'Withdraw a top-up: what is left of it cannot be spent; what was spent stays',
        params: IdParams,
        response: { 204: DONE, ...ERROR_ANSWERS },
      },
    },
    async (request, reply) => {
      await withdrawTopUp(parseId(request.params.id, 'id'), actorOf(request), deps);
      return reply.code(204).send(null);
    },
  );
}

/** @throws ApiError, AdminError for an unknown class or student */
async function parseHolder(scope: TopUpScope | undefined, id: string | undefined, deps: ApiDeps) {
  if (id === undefined) return scope === undefined ? {} : { scope };
  if (scope === undefined) throw SCOPE_MISSING;
  const scopeId = parseId(id, 'scope_id');
  if (scope === 'class') await getClass(scopeId, deps, ['scopeId']);
  else await getStudent(scopeId, deps, ['scopeId']);
  return { scope, scopeId };
}

const SCOPE_MISSING = missingValue('scope', {
  en: 'Name the scope of scope_id: class or student.',
  ko: 'scope_id와 함께 scope(class 또는 student)를 적으세요.',
});
