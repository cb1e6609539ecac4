import Type, { type Static } from 'typebox';
import type { RecordFilter } from '../store/record-store.ts';
import type { OwnerApp, OwnerDeps } from './deps.ts';
import { idFrom } from './fields.ts';
import { recordJson } from './json.ts';
import { PAGE_QUERY, pageFrom, pageJson, pageOf } from './paging.ts';
import { CLOSED, OutcomeField, REFUSALS, RecordAnswer } from './schemas.ts';

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

export function recordRoutes(app: OwnerApp, deps: OwnerDeps): void {
  app.get(
    '/requests',
    {
      schema: {
        tags: ['requests'],
        summary: 'List the calls',
        querystring: Query,
        response: { 200: pageOf(RecordAnswer, 'Usage records, newest first.'), ...REFUSALS },
      },
    },
    async (request) => {
      const filter = filterFrom(request.query, deps);
      const { rows, next } = await deps.store.records.listRecords({ ...pageFrom(request.query), ...filter });
      return pageJson(rows.map(recordJson), next);
    },
  );
}

function filterFrom({ student_id, class_id, model, outcome }: Static<typeof Query>, deps: OwnerDeps): RecordFilter {
  return {
    ...(student_id === undefined ? {} : { studentId: idFrom(student_id, 'student_id') }),
    ...(class_id === undefined ? {} : { classId: idFrom(class_id, 'class_id') }),
    // Records carry the catalogue's id of a model, people may know it by the name of a snapshot.
    ...(model === undefined ? {} : { servedModel: deps.catalogue.get(model)?.id ?? model }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}
