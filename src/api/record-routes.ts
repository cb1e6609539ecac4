import Type, { type Static } from 'typebox';
import { listCalls } from '../admin/calls.ts';
import type { RecordFilter } from '../store/record-store.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { PAGE_QUERY, pageJson, pageSchema, parsePage } from './paging.ts';
import { parseId } from './parse-values.ts';
import { loadPeopleNames } from './people-names.ts';
import { RecordAnswer, recordJson } from './record-json.ts';
import { CLOSED, ERROR_ANSWERS, OutcomeField } from './schemas.ts';

const Query = Type.Object(
  {
    ...PAGE_QUERY,
    student_id: Type.Optional(Type.String()),
    class_id: Type.Optional(Type.String()),
    model: Type.Optional(Type.String({ description: 'The model that answered.' })),
    outcome: Type.Optional(OutcomeField),
  },
  CLOSED,
);

export function recordRoutes(app: ApiApp, deps: ApiDeps): void {
  app.get(
    '/requests',
    {
      schema: {
        tags: ['requests'],
        summary: 'List the calls',
        querystring: Query,
        response: { 200: pageSchema(RecordAnswer, 'Usage records, newest first.'), ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const { rows, next } = await listCalls({ ...parsePage(request.query), ...parseFilter(request.query) }, deps);
      const names = await loadPeopleNames(deps.store);
      return pageJson(
        rows.map((record) => recordJson(record, names)),
        next,
      );
    },
  );
}

function parseFilter({ student_id, class_id, model, outcome }: Static<typeof Query>): RecordFilter {
  return {
    ...(student_id === undefined ? {} : { studentId: parseId(student_id, 'student_id') }),
    ...(class_id === undefined ? {} : { classId: parseId(class_id, 'class_id') }),
    ...(model === undefined ? {} : { servedModel: model }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}
