import Type from 'typebox';
import { reconcileDays } from '../admin/reconciliation.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { reconciliationJson } from './reconciliation-json.ts';
import { ReconciliationAnswer } from './reconciliation-schemas.ts';
import { CLOSED, ERROR_ANSWERS } from './schemas.ts';

const Query = Type.Object(
  {
    from: Type.Optional(Type.String({ description: 'First UTC day, YYYY-MM-DD; 7 days up to `to` when absent.' })),
    to: Type.Optional(Type.String({ description: 'Last UTC day, YYYY-MM-DD; the last complete one when absent.' })),
  },
  CLOSED,
);

export function reconciliationRoutes(app: ApiApp, deps: ApiDeps): void {
  app.get(
    '/reconciliation',
    {
      schema: {
        tags: ['checks'],
        summary: 'Compare the ledger with the provider’s bill',
        description:
          'Per UTC day and served model. A complete day that drifts becomes an incident, once. OPENAI_ADMIN_KEY must be set on the server.',
        querystring: Query,
        response: { 200: ReconciliationAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => reconciliationJson(await reconcileDays(request.query, deps)),
  );
}
