import Type, { type Static } from 'typebox';
import { MIN_CONFIRMED_REMOVALS, removeStudents } from '../admin/bulk-removal.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { parseId } from './parse-values.ts';
import { CLOSED, ERROR_ANSWERS, IdField, IdParams } from './schemas.ts';

const RemovalBody = Type.Object(
  {
    students: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1 }), {
        minItems: 1,
        description: 'Ids. Absent: every student of the class.',
      }),
    ),
    confirm_students: Type.Optional(
      Type.Integer({ description: `How many are removed; needed from ${MIN_CONFIRMED_REMOVALS} students on.` }),
    ),
    dry_run: Type.Optional(Type.Boolean({ description: 'true: nothing is removed.' })),
  },
  CLOSED,
);

const RemovalAnswer = Type.Object(
  {
    students: Type.Integer({ description: 'Who are removed, or would be.' }),
    api_tokens: Type.Integer({ description: 'API tokens that stop working.' }),
    calls_in_flight: Type.Integer({ description: 'Calls that ran when it began; they end as they would.' }),
    failed: Type.Array(IdField, { description: 'Students who were changed or removed by somebody else meanwhile.' }),
    is_dry_run: Type.Boolean(),
  },
  { ...CLOSED, description: 'What the removal of students stops.' },
);
export type RemovalJson = Static<typeof RemovalAnswer>;

export function removalRoutes(app: ApiApp, deps: ApiDeps): void {
  app.post(
    '/classes/:id/remove-students',
    {
      schema: {
        tags: ['end of term'],
        summary: 'Remove students of a class, archived or not: their API tokens stop, their records stay',
        params: IdParams,
        body: RemovalBody,
        response: { 200: RemovalAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const { students, confirm_students, dry_run = false } = request.body;
      const wanted = { studentIds: students ?? null, confirmStudents: confirm_students ?? null, isPreview: dry_run };
      const removal = await removeStudents(parseId(request.params.id, 'id'), wanted, actorOf(request), deps);
      return {
        students: removal.students.length,
        api_tokens: removal.tokens,
        calls_in_flight: removal.callsInFlight,
        failed: removal.failed.map(({ id }) => id),
        is_dry_run: dry_run,
      };
    },
  );
}
