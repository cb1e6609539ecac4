import Type, { type Static } from 'typebox';
import type { SchoolClass } from '../access/classes.ts';
import { changeClass, createClass, deleteClass, getClass, renewJoinCode } from '../admin/classes.ts';
import { skipRemoved } from '../admin/skip-removed.ts';
import type { ClassSort } from '../store/class-overview.ts';
import type { Page } from '../store/paging.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { ClassBody, NewClassBody, parseClassBody, parseNewClass } from './class-body.ts';
import { ClassAnswer } from './class-json.ts';
import { nextPlace, PAGE_QUERY, pageJson, pageSchema, parsePage, parsePlace } from './paging.ts';
import { parseId } from './parse-values.ts';
import { loadClassFacts, presentClass, presentWith } from './present-class.ts';
import { CLOSED, DONE, EmptyBody, ERROR_ANSWERS, IdParams } from './schemas.ts';

/** As in the store, whose values api does not import. */
const SORTS = ['name', 'spend', 'students', 'state', 'created', 'oldest'] as const satisfies readonly ClassSort[];

const ClassQuery = Type.Object(
  {
    ...PAGE_QUERY,
    state: Type.Optional(
      Type.Enum(['current', 'archived'], { description: 'archived: only archived classes. current: the default.' }),
    ),
    search: Type.Optional(Type.String({ description: 'A part of the name.' })),
    sort: Type.Optional(
      Type.Enum([...SORTS], {
        description:
          'name; spend: most spent in this month of the class first; students: most students first; state: in session, not begun, over; created: newest first; oldest: the default.',
      }),
    ),
  },
  CLOSED,
);

const tags = ['classes'];

export function classRoutes(app: ApiApp, deps: ApiDeps): void {
  app.post(
    '/classes',
    { schema: { tags, summary: 'Add a class', body: NewClassBody, response: { 201: ClassAnswer, ...ERROR_ANSWERS } } },
    async (request, reply) => {
      const input = parseNewClass(request.body, request.headers['accept-language'], deps);
      return reply.code(201).send(await presentClass(await createClass(input, actorOf(request), deps), deps));
    },
  );

  app.get(
    '/classes',
    {
      schema: {
        tags,
        summary: 'List the classes',
        querystring: ClassQuery,
        response: { 200: pageSchema(ClassAnswer, 'Classes, oldest first unless sorted.'), ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const { rows, next } = await listClasses(request.query, deps);
      const facts = await loadClassFacts(deps);
      return pageJson(await skipRemoved(rows, (row) => presentWith(row, facts, deps)), next);
    },
  );

  app.get(
    '/classes/:id',
    { schema: { tags, summary: 'Show a class', params: IdParams, response: { 200: ClassAnswer, ...ERROR_ANSWERS } } },
    async (request) => presentClass(await getClass(parseId(request.params.id, 'id'), deps), deps),
  );

  app.patch(
    '/classes/:id',
    {
      schema: {
        tags,
        summary: 'Change a class',
        params: IdParams,
        body: ClassBody,
        response: { 200: ClassAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const id = parseId(request.params.id, 'id');
      return presentClass(await changeClass(id, parseClassBody(request.body), actorOf(request), deps), deps);
    },
  );

  app.post(
    '/classes/:id/join-code',
    {
      schema: {
        tags,
        summary: 'Replace the join code of a class: the old one stops working',
        params: IdParams,
        body: EmptyBody,
        response: { 200: ClassAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) =>
      presentClass(await renewJoinCode(parseId(request.params.id, 'id'), actorOf(request), deps), deps),
  );

  app.delete(
    '/classes/:id',
    {
      schema: {
        tags,
        summary: 'Remove a class that has no students',
        params: IdParams,
        response: { 204: DONE, ...ERROR_ANSWERS },
      },
    },
    async (request, reply) => {
      await deleteClass(parseId(request.params.id, 'id'), actorOf(request), deps);
      return reply.code(204).send(null);
    },
  );
}

/** @throws ApiError 400 */
async function listClasses(query: Static<typeof ClassQuery>, deps: ApiDeps): Promise<Page<SchoolClass>> {
  const { search, sort, state = 'current' } = query;
  if (search === undefined && sort === undefined) {
    return deps.store.access.listClasses({ ...parsePage(query), state });
  }
  const place = parsePlace(query);
  const filter = { ...(search === undefined ? {} : { search }), sort: sort ?? 'oldest' };
  const { rows, total } = await deps.store.records.classOverview({
    ...filter,
    archived: state === 'archived',
    ...place,
    now: deps.now(),
  });
  return { rows: rows.map(({ schoolClass }) => schoolClass), next: nextPlace(place, total) };
}
