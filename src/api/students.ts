import Type, { type Static } from 'typebox';
import type { Student } from '../access/students.ts';
import type { StudentFields } from '../store/access-fields.ts';
import { storedClass } from './class-changes.ts';
import { type OwnerApp, type OwnerDeps, ownersChange } from './deps.ts';
import { emailFrom, idFrom, limitsFrom, nameFrom, textFrom } from './fields.ts';
import { studentJson } from './json.ts';
import { notFound } from './owner-error.ts';
import { PAGE_QUERY, pageFrom, pageJson, pageOf } from './paging.ts';
import { CLOSED, DONE, IdParams, LimitField, orNull, REFUSALS, StudentAnswer, type StudentJson } from './schemas.ts';
import { refuseEndlessTerm, refuseMovingTerm } from './terms.ts';

export const MAX_NOTE_CHARACTERS = 2000;

const OPTIONAL_FIELDS = {
  class_id: Type.Optional(orNull(Type.Integer({ minimum: 1 }))),
  email: Type.Optional(orNull(Type.String())),
  note: Type.Optional(
    orNull(Type.String({ description: `Only for the owner; at most ${MAX_NOTE_CHARACTERS} characters.` })),
  ),
  suspended: Type.Optional(Type.Boolean({ description: 'A suspended student is refused until this is false again.' })),
  budgets: Type.Optional(Type.Array(LimitField, { description: 'The student’s own limits; replaces the set.' })),
};
const NewStudent = Type.Object({ name: Type.String(), ...OPTIONAL_FIELDS }, CLOSED);
const StudentChanges = Type.Object({ name: Type.Optional(Type.String()), ...OPTIONAL_FIELDS }, CLOSED);
type StudentBody = Static<typeof StudentChanges>;

const StudentQuery = Type.Object(
  {
    ...PAGE_QUERY,
    class_id: Type.Optional(Type.String()),
    name: Type.Optional(Type.String({ description: 'A part of the name.' })),
  },
  CLOSED,
);

const NOBODY = { classId: null, email: null, suspended: false } satisfies Partial<StudentFields>;
const tags = ['students'];

export function studentRoutes(app: OwnerApp, deps: OwnerDeps): void {
  const { access } = deps.store;

  app.post(
    '/students',
    { schema: { tags, summary: 'Add a student', body: NewStudent, response: { 201: StudentAnswer, ...REFUSALS } } },
    async (request, reply) => reply.code(201).send(await presentStudent(await addStudent(request.body, deps), deps)),
  );

  app.get(
    '/students',
    {
      schema: {
        tags,
        summary: 'List the students',
        querystring: StudentQuery,
        response: { 200: pageOf(StudentAnswer, 'Students, oldest first.'), ...REFUSALS },
      },
    },
    async (request) => {
      const { class_id, name } = request.query;
      const { rows, next } = await access.listStudents({
        ...pageFrom(request.query),
        ...(class_id === undefined ? {} : { classId: idFrom(class_id, 'class_id') }),
        ...(name === undefined ? {} : { name: nameFrom(name, 'name') }),
      });
      const ids = rows.map(({ id }) => id);
      const balances = await deps.store.ledger.balancesOfStudents(ids, deps.now());
      // Who was removed meanwhile has none any more.
      const data = rows.flatMap((row) => {
        const ofStudent = balances.get(row.id);
        return ofStudent === undefined ? [] : [studentJson(row, ofStudent)];
      });
      return pageJson(data, next);
    },
  );

  app.get(
    '/students/:id',
    { schema: { tags, summary: 'Show a student', params: IdParams, response: { 200: StudentAnswer, ...REFUSALS } } },
    async (request) => presentStudent(await storedStudent(idFrom(request.params.id, 'id'), deps), deps),
  );

  app.patch(
    '/students/:id',
    {
      schema: {
        tags,
        summary: 'Change, move, suspend or resume a student',
        params: IdParams,
        body: StudentChanges,
        response: { 200: StudentAnswer, ...REFUSALS },
      },
    },
    async (request) => presentStudent(await changeStudent(idFrom(request.params.id, 'id'), request.body, deps), deps),
  );

  app.delete(
    '/students/:id',
    {
      schema: {
        tags,
        summary: 'Remove a student: the tokens stop, the records stay',
        params: IdParams,
        response: { 204: DONE, ...REFUSALS },
      },
    },
    async (request, reply) => {
      await access.deleteStudent(idFrom(request.params.id, 'id'), ownersChange(deps));
      return reply.code(204).send(null);
    },
  );
}

/** @throws OwnerError 400 that names the field, 404 for an unknown class */
export async function addStudent(body: Static<typeof NewStudent>, deps: OwnerDeps): Promise<Student> {
  const fields = { ...NOBODY, ...fieldsFrom(body), name: nameFrom(body.name, 'name') };
  const limits = limitSetFrom(body);
  refuseEndlessTerm(limits.budgets ?? [], 'budgets', await endOf(fields.classId, deps));
  return deps.store.access.createStudent(fields, limits, ownersChange(deps));
}

/** What is not named stays. @throws OwnerError 400 that names the field, 404, 409 for a term that would have no end */
export async function changeStudent(id: number, body: StudentBody, deps: OwnerDeps): Promise<Student> {
  const stored = await storedStudent(id, deps);
  const changes = fieldsFrom(body);
  const limits = limitSetFrom(body);
  const endsOn = await endOf(changes.classId === undefined ? stored.classId : changes.classId, deps);
  refuseEndlessTerm(limits.budgets ?? [], 'budgets', endsOn);
  const moves = changes.classId !== undefined && changes.classId !== stored.classId;
  if (moves && endsOn === null && limits.budgets === undefined) await refuseMovingTerm(deps.store, stored.id);
  return deps.store.access.updateStudent(stored.id, changes, limits, ownersChange(deps));
}

/** @throws OwnerError 404 */
export async function storedStudent(id: number, deps: OwnerDeps, param: string | null = null): Promise<Student> {
  const student = await deps.store.access.getStudent(id);
  if (student === null) throw notFound(`There is no student ${id}. GET /api/students lists them.`, param);
  return student;
}

/** The last day of a class; null without one. @throws OwnerError 404 for an unknown class */
export async function endOf(classId: number | null, deps: OwnerDeps): Promise<string | null> {
  return classId === null ? null : (await storedClass(classId, deps, 'class_id')).endsOn;
}

async function presentStudent(student: Student, deps: OwnerDeps): Promise<StudentJson> {
  return studentJson(student, await deps.store.ledger.balancesOf('student', student.id, deps.now()));
}

function fieldsFrom({ name, class_id, email, note, suspended }: StudentBody): Partial<StudentFields> {
  return {
    ...(name === undefined ? {} : { name: nameFrom(name, 'name') }),
    ...(class_id === undefined ? {} : { classId: class_id }),
    ...(email === undefined ? {} : { email: emailFrom(email, 'email') }),
    ...(note === undefined ? {} : { note: textFrom(note, 'note', MAX_NOTE_CHARACTERS) }),
    ...(suspended === undefined ? {} : { suspended }),
  };
}

function limitSetFrom(body: StudentBody) {
  return body.budgets === undefined ? {} : { budgets: limitsFrom(body.budgets, 'budgets') };
}
