import Type, { type Static } from 'typebox';
import type { Student } from '../access/students.ts';
import { parseName } from '../admin/parse-name.ts';
import {
  changeStudent,
  createStudent,
  deleteStudent,
  getStudent,
  MAX_NOTE_CHARACTERS,
  type StudentChanges,
} from '../admin/students.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { PAGE_QUERY, pageJson, pageSchema, parsePage } from './paging.ts';
import { parseId, parseLimits } from './parse-values.ts';
import { CLOSED, DONE, ERROR_ANSWERS, IdParams, LimitField, orNull } from './schemas.ts';
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

const StudentQuery = Type.Object(
  {
    ...PAGE_QUERY,
    class_id: Type.Optional(Type.String()),
    name: Type.Optional(Type.String({ description: 'A part of the name.' })),
  },
  CLOSED,
);

const tags = ['students'];

export function studentRoutes(app: ApiApp, deps: ApiDeps): void {
  const { access } = deps.store;

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
        response: { 200: pageSchema(StudentAnswer, 'Students, oldest first.'), ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const { class_id, name } = request.query;
      const { rows, next } = await access.listStudents({
        ...parsePage(request.query),
        ...(class_id === undefined ? {} : { classId: parseId(class_id, 'class_id') }),
        ...(name === undefined ? {} : { name: parseName(name, ['name']) }),
      });
      const ids = rows.map(({ id }) => id);
      const balances = await deps.store.ledger.balancesOfStudents(ids, deps.now());
      // A student who was removed meanwhile has none.
      const data = rows.flatMap((row) => {
        const ofStudent = balances.get(row.id);
        return ofStudent === undefined ? [] : [studentJson(row, ofStudent)];
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

async function presentStudent(student: Student, deps: ApiDeps): Promise<StudentJson> {
  return studentJson(student, await deps.store.ledger.balancesOf('student', student.id, deps.now()));
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
