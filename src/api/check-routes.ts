import Type, { type Static } from 'typebox';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { CLOSED, EmptyBody, ERROR_ANSWERS } from './schemas.ts';

const count = Type.Integer({ minimum: 0, description: 'How many were checked.' });

const CheckAnswer = Type.Object(
  {
    ok: Type.Boolean({ description: 'No problem was found.' }),
    balances: count,
    records: count,
    holds: count,
    faults: Type.Array(Type.String({ description: 'What is wrong, and where. Each is an incident too.' })),
  },
  { ...CLOSED, description: 'Whether the balances are the sums of the records, and no row is orphaned.' },
);
export type CheckJson = Static<typeof CheckAnswer>;

export function checkRoutes(app: ApiApp, deps: ApiDeps): void {
  app.post(
    '/check',
    {
      schema: {
        tags: ['checks'],
        summary: 'Check the whole ledger against its records',
        description: 'Calls continue meanwhile.',
        body: EmptyBody,
        response: { 200: CheckAnswer, ...ERROR_ANSWERS },
      },
    },
    async () => {
      const { balances, records, holds, problems } = await deps.checkLedger();
      return { ok: problems.length === 0, balances, records, holds, faults: [...problems] };
    },
  );
}
