import Type, { type Static } from 'typebox';
import type { Student } from '../access/students.ts';
import { findStudents } from '../admin/find-students.ts';
import { resetPlace } from '../admin/join-requests.ts';
import { parseName } from '../admin/parse-name.ts';
import {
  changeStudent,
  createStudent,
  deleteStudent,
  getStudent,
  MAX_NOTE_CHARACTERS,
  type StudentChanges,
} from '../admin/students.ts';
import type { Page } from '../store/paging.ts';
import type { StudentListState, StudentSort } from '../store/student-overview.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { LimitField } from './budget-schemas.ts';
import { nextPlace, PAGE_QUERY, pageJson, pageSchema, parsePage, parsePlace } from './paging.ts';
import { parseLimits } from './parse-limits.ts';
import { parseId } from './parse-values.ts';
import { CLOSED, DONE, EmptyBody, ERROR_ANSWERS, IdParams, orNull } from './schemas.ts';
import { StudentAnswer, type StudentJson, studentJson } from './student-json.ts';

const OPTIONAL_FIELDS = {
  class_id: Type.Optional(orNull(Type.Integer({ minimum: 1 }))),
  student_number: Type.Optional(
    orNull(Type.String({ description: 'What the school calls the student; at most once in a class.' })),
  ),
  email: Type.Optional(orNull(Type.String())),
  note: Type.Optional(
    orNull(Type.String({ description: `Only for the owner; at most ${MAX_NOTE_CHARACTERS} characters.` })),
  ),
  suspended: Type.Optional(Type.Boolean({ description: 'A suspended student is refused until this is false again.' })),
  budgets: Type.Optional(Type.Array(LimitField, { description: 'The student’s own limits; replaces the set.' })),
};
const NewStudentBody = Type.Object({ name: Type.String(), ...OPTIONAL_FIELDS }, CLOSED);
const StudentBody = Type.Object({ name: Type.Optional(Type.String()), ...OPTIONAL_FIELDS }, CLOSED);
type StudentBody = Static<typeof StudentBody>;

/** As in the store, whose values api does not import. */
const SORTS = ['name', 'spend', 'last_call', 'created', 'oldest'] as const satisfies readonly StudentSort[];

const STATES = ['active', 'suspended', 'no_token'] as const satisfies readonly StudentListState[];

const StudentQuery = Type.Object(
  {
    ...PAGE_QUERY,
    class_id: Type.Optional(Type.String()),
    name: Type.Optional(
      Type.String({ description: 'A part of the name; only in a list without search, state and sort.' }),
    ),
    search: Type.Optional(Type.String({ description: 'A part of the name or of the student number.' })),
    state: Type.Optional(
      Type.Enum([...STATES], { description: 'active: not suspended; no_token: without an API token that works.' }),
    ),
    sort: Type.Optional(
      Type.Enum([...SORTS], {
        description:
          'name; spend: most spent in the owner’s month first; last_call: latest call first; created: newest first; oldest: the default.',
      }),
    ),
  },
  CLOSED,
);
type StudentQuery = Static<typeof StudentQuery>;

const tags = ['students'];

export function studentRoutes(app: ApiApp, deps: ApiDeps): void {
  app.post(
    '/students',
    {
      schema: {
        tags,
        summary: 'Add a student',
        body: NewStudentBody,
        response: { 201: StudentAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request, reply) => {
      const input = { ...parseStudentBody(request.body), name: request.body.name };
      return reply.code(201).send(await presentStudent(await createStudent(input, actorOf(request), deps), deps));
    },
  );

  app.get(
    '/students',
    {
      schema: {
        tags,
        summary: 'List the students',
        querystring: StudentQuery,
        response: { 200: pageSchema(StudentAnswer, 'Students, oldest first unless sorted.'), ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const { rows, next } = await listStudents(request.query, deps);
      const ids = rows.map(({ id }) => id);
      const now = deps.now();
      const [balances, links] = await Promise.all([
        deps.store.ledger.balancesOfStudents(ids, now),
        deps.store.claimLinks.newestOf(ids),
      ]);
      // A student who was removed meanwhile has none.
      const data = rows.flatMap((row) => {
        const ofStudent = balances.get(row.id);
        return ofStudent === undefined ? [] : [studentJson(row, ofStudent, links.get(row.id), now)];
      });
      return pageJson(data, next);
    },
  );

  app.get(
    '/students/:id',
    {
      schema: { tags, summary: 'Show a student', params: IdParams, response: { 200: StudentAnswer, ...ERROR_ANSWERS } },
    },
    async (request) => presentStudent(await getStudent(parseId(request.params.id, 'id'), deps), deps),
  );

  app.patch(
    '/students/:id',
    {
      schema: {
        tags,
        summary: 'Change, move, suspend or resume a student',
        params: IdParams,
        body: StudentBody,
        response: { 200: StudentAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const id = parseId(request.params.id, 'id');
      return presentStudent(await changeStudent(id, parseStudentBody(request.body), actorOf(request), deps), deps);
    },
  );

  app.post(
    '/students/:id/reset-place',
    {
      schema: {
        tags,
        summary: 'Revoke the API tokens of a student, and let the place be claimed by the join link again',
        params: IdParams,
        body: EmptyBody,
        response: { 200: StudentAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => presentStudent(await resetPlace(parseId(request.params.id, 'id'), actorOf(request), deps), deps),
  );

  app.delete(
    '/students/:id',
    {
      schema: {
        tags,
        summary: 'Remove a student: the tokens stop, the records stay',
        params: IdParams,
        response: { 204: DONE, ...ERROR_ANSWERS },
      },
    },
    async (request, reply) => {
      await deleteStudent(parseId(request.params.id, 'id'), actorOf(request), deps);
      return reply.code(204).send(null);
    },
  );
}

/** @throws ApiError 400 */
async function listStudents(query: StudentQuery, deps: ApiDeps): Promise<Page<Student>> {
  const { class_id, name, search, state, sort } = query;
  const ofClass = class_id === undefined ? {} : { classId: parseId(class_id, 'class_id') };
  if (search === undefined && state === undefined && sort === undefined) {
    const named = name === undefined ? {} : { name: parseName(name, ['name']) };
    return deps.store.access.listStudents({ ...parsePage(query), ...ofClass, ...named });
  }
  const place = parsePlace(query);
  const filter = { ...(search === undefined ? {} : { search }), ...(state === undefined ? {} : { state }) };
  const { rows, total } = await findStudents({ ...ofClass, ...filter, sort: sort ?? 'oldest', ...place }, deps);
  return { rows: rows.map(({ student }) => student), next: nextPlace(place, total) };
}

async function presentStudent(student: Student, deps: ApiDeps): Promise<StudentJson> {
  const { id } = student;
  const now = deps.now();
  const [balances, links] = await Promise.all([
    deps.store.ledger.balancesOf('student', id, now),
    deps.store.claimLinks.newestOf([id]),
  ]);
  return studentJson(student, balances, links.get(id), now);
}

/** @throws ApiError 400 for a value that is not an amount */
function parseStudentBody(body: StudentBody): StudentChanges {
  return {
    name: body.name,
    classId: body.class_id,
    studentNumber: body.student_number,
    email: body.email,
    note: body.note,
    suspended: body.suspended,
    budgets: body.budgets && parseLimits(body.budgets, 'budgets'),
  };
}
