import Type from 'typebox';
import type { SchoolClass } from '../access/classes.ts';
import { addClass, ClassChanges, changeClass, NewClass, storedClass } from './class-changes.ts';
import { type OwnerApp, type OwnerDeps, ownersChange } from './deps.ts';
import { idFrom } from './fields.ts';
import { classJson } from './json.ts';
import { PAGE_QUERY, pageFrom, pageJson, pageOf } from './paging.ts';
import { presentEach } from './present-each.ts';
import { CLOSED, ClassAnswer, type ClassJson, DONE, IdParams, REFUSALS } from './schemas.ts';

const tags = ['classes'];

export function classRoutes(app: OwnerApp, deps: OwnerDeps): void {
  const { access } = deps.store;

  app.post(
    '/classes',
    { schema: { tags, summary: 'Add a class', body: NewClass, response: { 201: ClassAnswer, ...REFUSALS } } },
    async (request, reply) => reply.code(201).send(await presentClass(await addClass(request.body, deps), deps)),
  );

  app.get(
    '/classes',
    {
      schema: {
        tags,
        summary: 'List the classes',
        querystring: Type.Object(PAGE_QUERY, CLOSED),
        response: { 200: pageOf(ClassAnswer, 'Classes, oldest first.'), ...REFUSALS },
      },
    },
    async (request) => {
      const { rows, next } = await access.listClasses(pageFrom(request.query));
      return pageJson(await presentEach(rows, (row) => presentClass(row, deps)), next);
    },
  );

  app.get(
    '/classes/:id',
    { schema: { tags, summary: 'Show a class', params: IdParams, response: { 200: ClassAnswer, ...REFUSALS } } },
    async (request) => presentClass(await storedClass(idFrom(request.params.id, 'id'), deps), deps),
  );

  app.patch(
    '/classes/:id',
    {
      schema: {
        tags,
        summary: 'Change a class',
        params: IdParams,
        body: ClassChanges,
        response: { 200: ClassAnswer, ...REFUSALS },
      },
    },
    async (request) => presentClass(await changeClass(idFrom(request.params.id, 'id'), request.body, deps), deps),
  );

  app.post(
    '/classes/:id/join-code',
    {
      schema: {
        tags,
        summary: 'Give a class a new join code: the old one leads nowhere',
        params: IdParams,
        body: Type.Object({}, CLOSED),
        response: { 200: ClassAnswer, ...REFUSALS },
      },
    },
    async (request) =>
      presentClass(await access.renewJoinCode(idFrom(request.params.id, 'id'), ownersChange(deps)), deps),
  );

  app.delete(
    '/classes/:id',
    {
      schema: {
        tags,
        summary: 'Remove a class that has no students',
        params: IdParams,
        response: { 204: DONE, ...REFUSALS },
      },
    },
    async (request, reply) => {
      await access.deleteClass(idFrom(request.params.id, 'id'), ownersChange(deps));
      return reply.code(204).send(null);
    },
  );
}

async function presentClass(schoolClass: SchoolClass, deps: OwnerDeps): Promise<ClassJson> {
  const { ledger } = deps.store;
  const [balances, studentLimits] = await Promise.all([
    ledger.balancesOf('class', schoolClass.id, deps.now()),
    ledger.listBudgets({ scope: 'class-student', scopeId: schoolClass.id }),
  ]);
  return classJson(schoolClass, balances, studentLimits);
}
