import Type, { type Static } from 'typebox';
import { archiveClass, copyClass, previewArchive, reopenClass } from '../admin/archive.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { ClassAnswer } from './class-json.ts';
import { parseId } from './parse-values.ts';
import { presentClass } from './present-class.ts';
import { CLOSED, EmptyBody, ERROR_ANSWERS, IdParams, orNull } from './schemas.ts';

const count = (description: string) => Type.Integer({ description });

const ArchivedAnswer = Type.Object(
  {
    class: ClassAnswer,
    students: count('Who are in it.'),
    revoked_tokens: count('API tokens that stopped working.'),
    revoked_claim_links: count('Claim links that stopped working.'),
    closed_join_requests: count('Join requests that nobody decides any more.'),
    closed_money_requests: count('Requests for more money that nobody answers any more.'),
  },
  { ...CLOSED, description: 'An archived class, and what stopped with it.' },
);
export type ArchivedJson = Static<typeof ArchivedAnswer>;

const RunningAnswer = Type.Object(
  {
    students: count('Who are in it.'),
    api_tokens: count('API tokens that work now.'),
    claim_links: count('Claim links that are open.'),
    join_requests: count('Join requests that wait, or are approved and not collected.'),
    calls_in_flight: count('Calls that run now; they end as they would.'),
  },
  { ...CLOSED, description: 'What archiving the class would stop.' },
);
export type RunningClassJson = Static<typeof RunningAnswer>;

const CopyBody = Type.Object(
  {
    name: Type.String({ description: 'Of the new class.' }),
    starts_on: Type.Optional(orNull(Type.String({ description: 'First day of the new term, YYYY-MM-DD.' }))),
    ends_on: Type.Optional(
      orNull(
        Type.String({ description: 'Last day of the new term, YYYY-MM-DD; needed where a budget is for the term.' }),
      ),
    ),
  },
  CLOSED,
);

const tags = ['end of term'];

export function archiveRoutes(app: ApiApp, deps: ApiDeps): void {
  app.get(
    '/classes/:id/archive',
    {
      schema: {
        tags,
        summary: 'Show what archiving a class would stop',
        params: IdParams,
        response: { 200: RunningAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const running = await previewArchive(parseId(request.params.id, 'id'), deps);
      return {
        students: running.students,
        api_tokens: running.tokens,
        claim_links: running.claimLinks,
        join_requests: running.joinRequests,
        calls_in_flight: running.callsInFlight,
      };
    },
  );

  app.post(
    '/classes/:id/archive',
    {
      schema: {
        tags,
        summary: 'Archive a class: its students cannot call, sign in or join any more; records and budgets stay',
        params: IdParams,
        body: EmptyBody,
        response: { 200: ArchivedAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const archived = await archiveClass(parseId(request.params.id, 'id'), actorOf(request), deps);
      return {
        class: await presentClass(archived.schoolClass, deps),
        students: archived.students,
        revoked_tokens: archived.tokens,
        revoked_claim_links: archived.claimLinks,
        closed_join_requests: archived.joinRequests,
        closed_money_requests: archived.moneyRequests,
      };
    },
  );

  app.post(
    '/classes/:id/reopen',
    {
      schema: {
        tags,
        summary: 'Reopen an archived class: it gets a new join code, and its students need new API tokens',
        params: IdParams,
        body: EmptyBody,
        response: { 200: ClassAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => presentClass(await reopenClass(parseId(request.params.id, 'id'), actorOf(request), deps), deps),
  );

  app.post(
    '/classes/:id/copy',
    {
      schema: {
        tags,
        summary: 'Add a class with the settings and budgets of another, archived or not, and without its students',
        params: IdParams,
        body: CopyBody,
        response: { 201: ClassAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request, reply) => {
      const { name, starts_on, ends_on } = request.body;
      const id = parseId(request.params.id, 'id');
      const fields = { name, startsOn: starts_on, endsOn: ends_on };
      return reply.code(201).send(await presentClass(await copyClass(id, fields, actorOf(request), deps), deps));
    },
  );
}
