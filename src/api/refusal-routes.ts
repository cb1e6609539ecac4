import Type, { type Static } from 'typebox';
import type { RefusalFilter, RefusalRecord } from '../store/refusal-store.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { PAGE_QUERY, pageJson, pageSchema, parsePage } from './paging.ts';
import { parseId } from './parse-values.ts';
import { loadPeopleNames, type PeopleNames } from './people-names.ts';
import { CLOSED, ERROR_ANSWERS, orNull } from './schemas.ts';

const Query = Type.Object(
  {
    ...PAGE_QUERY,
    student_id: Type.Optional(Type.String()),
    class_id: Type.Optional(Type.String()),
    reason: Type.Optional(Type.String({ description: 'Exactly, as the list says it.' })),
  },
  CLOSED,
);

const RefusalAnswer = Type.Object(
  {
    id: Type.Integer(),
    at: Type.String({ description: 'ISO 8601, UTC.' }),
    student_id: Type.Integer(),
    student_name: orNull(Type.String({ description: 'Also of a removed student.' })),
    class_id: orNull(Type.Integer()),
    class_name: orNull(Type.String({ description: 'null without a class, or when it was removed.' })),
    token_id: orNull(Type.Integer()),
    model: orNull(
      Type.String({ description: 'As the student named it; null when it does not look like the name of a model.' }),
    ),
    endpoint: orNull(Type.String()),
    reason: Type.String({ description: 'Such as moneySpent, moneyHeld, modelNotAllowed, suspended.' }),
    status: Type.Integer(),
    times: Type.Integer({ minimum: 1, description: 'How many were refused like this within a second.' }),
  },
  { ...CLOSED, description: 'Requests that were refused, and why; never their content.' },
);
export type RefusalJson = Static<typeof RefusalAnswer>;

export function refusalRoutes(app: ApiApp, deps: ApiDeps): void {
  app.get(
    '/refusals',
    {
      schema: {
        tags: ['requests'],
        summary: 'List the requests that were refused before they could cost anything',
        description: 'The newest 20,000, about a second after they happened.',
        querystring: Query,
        response: { 200: pageSchema(RefusalAnswer, 'Refusals, newest first.'), ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const page = { ...parsePage(request.query), ...parseFilter(request.query) };
      const { rows, next } = await deps.store.records.listRefusals(page);
      const names = await loadPeopleNames(deps.store);
      return pageJson(
        rows.map((refusal) => refusalJson(refusal, names)),
        next,
      );
    },
  );
}

function parseFilter({ student_id, class_id, reason }: Static<typeof Query>): RefusalFilter {
  return {
    ...(student_id === undefined ? {} : { studentId: parseId(student_id, 'student_id') }),
    ...(class_id === undefined ? {} : { classId: parseId(class_id, 'class_id') }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function refusalJson({ at, studentId, classId, tokenId, ...rest }: RefusalRecord, names: PeopleNames): RefusalJson {
  return {
    ...rest,
    at: new Date(at).toISOString(),
    student_id: studentId,
    student_name: names.ofStudent(studentId),
    class_id: classId,
    class_name: names.ofClass(classId),
    token_id: tokenId,
  };
}
