import Type from 'typebox';
import { getClass } from '../admin/classes.ts';
import { listMoneyRequests } from '../admin/list-money-requests.ts';
import { declineMoneyRequests, grantMoneyRequests, MAX_WORD_CHARACTERS } from '../admin/money-requests.ts';
import type { Decisions } from '../admin/settle-in-turns.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { DecisionsAnswer, decisionsJson } from './decisions-json.ts';
import { MoneyRequestAnswer, moneyRequestJson } from './money-request-json.ts';
import { PAGE_QUERY, pageJson, pageSchema, parsePage } from './paging.ts';
import { parseId, parseUsd } from './parse-values.ts';
import { requestLanguage } from './request-language.ts';
import { CLOSED, DONE, ERROR_ANSWERS, IdField, IdParams, orNull } from './schemas.ts';
import { parseTopUpEnd, UntilField } from './top-up-end.ts';

const tags = ['budgets'];
/** More than a school has students who ask in two weeks. */
const MAX_DECISIONS = 2000;

const ListQuery = Type.Object(
  { ...PAGE_QUERY, class_id: Type.Optional(Type.String({ description: 'Only of the students of this class.' })) },
  CLOSED,
);
const WordField = Type.Optional(
  orNull(Type.String({ description: `For the student to read; at most ${MAX_WORD_CHARACTERS} characters.` })),
);
const GRANT_FIELDS = {
  amount_usd: Type.Optional(Type.Number({ description: 'As much as was asked for when absent.' })),
  until: UntilField,
  word: WordField,
};
const GrantBody = Type.Object(GRANT_FIELDS, CLOSED);
const DeclineBody = Type.Object({ word: WordField }, CLOSED);
const IdsField = Type.Array(IdField, { minItems: 1, maxItems: MAX_DECISIONS });
const GrantSeveralBody = Type.Object({ ids: IdsField, ...GRANT_FIELDS }, CLOSED);
const DeclineSeveralBody = Type.Object({ ids: IdsField, word: WordField }, CLOSED);

/** Students who ask for more money. */
export function moneyRequestRoutes(app: ApiApp, deps: ApiDeps): void {
  app.get(
    '/money-requests',
    {
      schema: {
        tags,
        summary: 'List the students who ask for more money and wait for an answer',
        querystring: ListQuery,
        response: { 200: pageSchema(MoneyRequestAnswer, 'Money requests, oldest first.'), ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const { class_id } = request.query;
      const ofClass = class_id === undefined ? {} : { classId: (await classOf(class_id, deps)).id };
      const { rows, next } = await listMoneyRequests({ ...parsePage(request.query), ...ofClass }, deps);
      return pageJson(rows.map(moneyRequestJson), next);
    },
  );

  app.post(
    '/money-requests/:id/grant',
    {
      schema: {
        tags,
        summary: 'Grant a money request: the student gets a top-up',
        params: IdParams,
        body: GrantBody,
        response: { 204: DONE, ...ERROR_ANSWERS },
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const grants = [{ id: parseId(params.id, 'id'), grant: parseGrant(body) }];
      throwFailed(await grantMoneyRequests(grants, actorOf(request), deps));
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/money-requests/:id/decline',
    {
      schema: {
        tags,
        summary: 'Decline a money request',
        params: IdParams,
        body: DeclineBody,
        response: { 204: DONE, ...ERROR_ANSWERS },
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      throwFailed(await declineMoneyRequests([parseId(params.id, 'id')], body.word ?? null, actorOf(request), deps));
      return reply.code(204).send(null);
    },
  );

  severalRoutes(app, deps);
}

function severalRoutes(app: ApiApp, deps: ApiDeps): void {
  app.post(
    '/money-requests/grant',
    {
      schema: {
        tags,
        summary: 'Grant several money requests, with the same end and word',
        body: GrantSeveralBody,
        response: { 200: DecisionsAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const { ids, ...body } = request.body;
      const grant = parseGrant(body);
      const grants = ids.map((id) => ({ id, grant }));
      return decisionsJson(await grantMoneyRequests(grants, actorOf(request), deps), requestLanguage(request));
    },
  );

  app.post(
    '/money-requests/decline',
    {
      schema: {
        tags,
        summary: 'Decline several money requests, with the same word',
        body: DeclineSeveralBody,
        response: { 200: DecisionsAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const { ids, word } = request.body;
      const decisions = await declineMoneyRequests(ids, word ?? null, actorOf(request), deps);
      return decisionsJson(decisions, requestLanguage(request));
    },
  );
}

function classOf(id: string, deps: ApiDeps) {
  return getClass(parseId(id, 'class_id'), deps, ['classId']);
}

function parseGrant({
  amount_usd,
  until,
  word,
}: {
  readonly amount_usd?: number;
  readonly until?: string;
  readonly word?: string | null;
}) {
  const amount = amount_usd === undefined ? null : parseUsd(amount_usd, 'amount_usd');
  return { amount, end: parseTopUpEnd(until), word: word ?? null };
}

/** @throws AdminError */
function throwFailed({ failed: [failure] }: Decisions): void {
  if (failure !== undefined) throw failure.error;
}
