import Type, { type Static } from 'typebox';
import { nanoToUsd } from '../ledger/money.ts';
import type { OpenHold } from '../store/open-holds.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { parsePage } from './paging.ts';
import { CLOSED, ERROR_ANSWERS, orNull } from './schemas.ts';

const Query = Type.Object({ limit: Type.Optional(Type.String({ description: '1 to 200; 50 when absent.' })) }, CLOSED);

const LiveCall = Type.Object(
  {
    id: Type.Integer({ description: 'Also in /api/requests, once it has ended.' }),
    student_id: Type.Integer(),
    class_id: orNull(Type.Integer()),
    endpoint: Type.String(),
    model: Type.String({ description: 'As the student named it.' }),
    served_model: Type.String({ description: 'The model that answers, at whose price the call is charged.' }),
    held_usd: Type.Number({ description: 'USD; the most that it can cost.' }),
    since: Type.String({ description: 'ISO 8601, UTC.' }),
  },
  CLOSED,
);

const LiveAnswer = Type.Object(
  {
    calls: Type.Integer({ minimum: 0, description: 'How many run in total.' }),
    held_usd: Type.Number({ description: 'What they hold in total.' }),
    data: Type.Array(LiveCall, { description: 'The oldest of them.' }),
  },
  { ...CLOSED, description: 'The calls that run now, and what they hold.' },
);

export function liveRoutes(app: ApiApp, deps: ApiDeps): void {
  app.get(
    '/live',
    {
      schema: {
        tags: ['requests'],
        summary: 'Show the calls that run now',
        querystring: Query,
        response: { 200: LiveAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const { holds, count, amount } = await deps.store.ledger.openHolds(parsePage(request.query).limit);
      return { calls: count, held_usd: nanoToUsd(amount), data: holds.map(liveCallJson) };
    },
  );
}

function liveCallJson(hold: OpenHold): Static<typeof LiveCall> {
  return {
    id: hold.id,
    student_id: hold.studentId,
    class_id: hold.classId,
    endpoint: hold.endpoint,
    model: hold.model,
    served_model: hold.servedModel,
    held_usd: nanoToUsd(hold.amount),
    since: new Date(hold.since).toISOString(),
  };
}
