import Type, { type Static } from 'typebox';
import type { SchoolClass } from '../access/classes.ts';
import type { BudgetLimit } from '../ledger/budgets.ts';
import type { ClassFields, LimitSets } from '../store/store.ts';
import { type OwnerApp, type OwnerDeps, ownersChange } from './deps.ts';
import { idFrom, limitsFrom, localDayFrom, nameFrom, textFrom, timeZoneFrom } from './fields.ts';
import { classJson } from './json.ts';
import { invalidValue, notFound } from './owner-error.ts';
import { PAGE_QUERY, pageFrom, pageJson, pageOf } from './paging.ts';
import { presentEach } from './present-each.ts';
import {
  CLOSED,
  ClassAnswer,
  type ClassJson,
  DONE,
  IdParams,
  LanguageField,
  LimitField,
  orNull,
  REFUSALS,
} from './schemas.ts';
import { refuseEndlessTerm, refuseLosingEnd } from './terms.ts';

const MOST_RULES_CHARACTERS = 4000;

const OPTIONAL_FIELDS = {
  time_zone: Type.Optional(Type.String({ description: 'IANA name; the server’s when absent.' })),
  language: Type.Optional(LanguageField),
  starts_on: Type.Optional(orNull(Type.String({ description: 'First day of the term, YYYY-MM-DD.' }))),
  ends_on: Type.Optional(orNull(Type.String({ description: 'Last day of the term, YYYY-MM-DD.' }))),
  allowed_models: Type.Optional(
    orNull(Type.Array(Type.String(), { description: 'null: all that the server allows.' })),
  ),
  rules: Type.Optional(
    orNull(Type.String({ description: `For the students to read; at most ${MOST_RULES_CHARACTERS} characters.` })),
  ),
  budgets: Type.Optional(Type.Array(LimitField, { description: 'For the class as a whole; replaces the set.' })),
  student_budgets: Type.Optional(Type.Array(LimitField, { description: 'For each student; replaces the set.' })),
};
const NewClass = Type.Object({ name: Type.String(), ...OPTIONAL_FIELDS }, CLOSED);
const ClassChanges = Type.Object({ name: Type.Optional(Type.String()), ...OPTIONAL_FIELDS }, CLOSED);
type ClassBody = Static<typeof ClassChanges>;

const tags = ['classes'];

export function classRoutes(app: OwnerApp, deps: OwnerDeps): void {
  const { access } = deps.store;

  app.post(
    '/classes',
    { schema: { tags, summary: 'Add a class', body: NewClass, response: { 201: ClassAnswer, ...REFUSALS } } },
    async (request, reply) => {
      const fields = {
        ...emptyClass(deps),
        ...fieldsFrom(request.body, deps),
        name: nameFrom(request.body.name, 'name'),
      };
      const limits = limitSetsFrom(request.body);
      refuseContradictions(fields, limits, request.body);
      const created = await access.createClass(fields, limits, ownersChange(deps));
      return reply.code(201).send(await presentClass(created, deps));
    },
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
    async (request) => {
      const stored = await storedClass(idFrom(request.params.id, 'id'), deps);
      const changes = fieldsFrom(request.body, deps);
      const limits = limitSetsFrom(request.body);
      const next = { ...stored, ...changes };
      refuseContradictions(next, limits, request.body);
      if (stored.endsOn !== null && next.endsOn === null) {
        await refuseLosingEnd(deps.store, stored.id, {
          budgets: limits.budgets !== undefined,
          studentBudgets: limits.studentBudgets !== undefined,
        });
      }
      return presentClass(await access.updateClass(stored.id, changes, limits, ownersChange(deps)), deps);
    },
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

/** @throws OwnerError 404 */
export async function storedClass(id: number, deps: OwnerDeps, param: string | null = null): Promise<SchoolClass> {
  const schoolClass = await deps.store.access.getClass(id);
  if (schoolClass === null) throw notFound(`There is no class ${id}. GET /api/classes lists them.`, param);
  return schoolClass;
}

async function presentClass(schoolClass: SchoolClass, deps: OwnerDeps): Promise<ClassJson> {
  const { ledger } = deps.store;
  const [balances, studentLimits] = await Promise.all([
    ledger.balancesOf('class', schoolClass.id, deps.now()),
    ledger.listBudgets({ scope: 'class-student', scopeId: schoolClass.id }),
  ]);
  return classJson(schoolClass, balances, studentLimits);
}

function emptyClass(deps: OwnerDeps): Omit<ClassFields, 'name'> {
  return { timeZone: deps.timeZone, language: deps.language, startsOn: null, endsOn: null, allowedModels: null };
}

function fieldsFrom(body: ClassBody, deps: OwnerDeps): Partial<ClassFields> {
  const { name, time_zone, language, starts_on, ends_on, allowed_models, rules } = body;
  return {
    ...(name === undefined ? {} : { name: nameFrom(name, 'name') }),
    ...(time_zone === undefined ? {} : { timeZone: timeZoneFrom(time_zone, 'time_zone') }),
    ...(language === undefined ? {} : { language }),
    ...(starts_on === undefined ? {} : { startsOn: dayFrom(starts_on, 'starts_on') }),
    ...(ends_on === undefined ? {} : { endsOn: dayFrom(ends_on, 'ends_on') }),
    ...(rules === undefined ? {} : { rules: textFrom(rules, 'rules', MOST_RULES_CHARACTERS) }),
    ...(allowed_models === undefined ? {} : { allowedModels: modelsFrom(allowed_models, deps) }),
  };
}

function dayFrom(text: string | null, param: string): string | null {
  return text === null ? null : localDayFrom(text, param);
}

function limitSetsFrom(body: ClassBody): { budgets?: BudgetLimit[]; studentBudgets?: BudgetLimit[] } & LimitSets {
  return {
    ...(body.budgets === undefined ? {} : { budgets: limitsFrom(body.budgets, 'budgets') }),
    ...(body.student_budgets === undefined
      ? {}
      : { studentBudgets: limitsFrom(body.student_budgets, 'student_budgets') }),
  };
}

function modelsFrom(names: readonly string[] | null, deps: OwnerDeps): string[] | null {
  if (names === null) return null;
  const index = names.findIndex((name) => !deps.allowedModels.includes(name));
  if (index < 0) return [...new Set(names)];
  const allowed = deps.allowedModels.join(', ');
  throw invalidValue(`allowed_models[${index}]`, `allowed_models may only name what the server allows: ${allowed}.`);
}

/** What each field allows on its own and the whole does not. */
function refuseContradictions(next: Omit<ClassFields, 'name'>, limits: LimitSets, body: ClassBody): void {
  if (next.startsOn !== null && next.endsOn !== null && next.startsOn > next.endsOn) {
    const param = body.starts_on === undefined ? 'ends_on' : 'starts_on';
    throw invalidValue(param, `starts_on (${next.startsOn}) cannot be after ends_on (${next.endsOn}).`);
  }
  refuseEndlessTerm(limits.budgets ?? [], 'budgets', next.endsOn);
  refuseEndlessTerm(limits.studentBudgets ?? [], 'student_budgets', next.endsOn);
}
