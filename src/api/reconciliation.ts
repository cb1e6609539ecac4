import Type, { type Static } from 'typebox';
import type { BillError } from '../ledger/reconciliation.ts';
import { addUtcDays, utcDay, utcDaysBetween } from '../ledger/utc-days.ts';
import type { OwnerApp, OwnerDeps } from './deps.ts';
import { localDayFrom } from './fields.ts';
import { invalidValue, OwnerError } from './owner-error.ts';
import { reconciliationJson } from './reconciliation-json.ts';
import { ReconciliationAnswer } from './reconciliation-schemas.ts';
import { CLOSED, REFUSALS } from './schemas.ts';

const DEFAULT_DAYS = 7;
const MAX_DAYS = 92;

const Query = Type.Object(
  {
    from: Type.Optional(Type.String({ description: 'First UTC day, YYYY-MM-DD; 7 days up to `to` when absent.' })),
    to: Type.Optional(Type.String({ description: 'Last UTC day, YYYY-MM-DD; the last complete one when absent.' })),
  },
  CLOSED,
);

export function reconciliationRoutes(app: OwnerApp, deps: OwnerDeps): void {
  app.get(
    '/reconciliation',
    {
      schema: {
        tags: ['checks'],
        summary: 'Compare the ledger with the provider’s bill',
        description:
          'Per UTC day and served model. A complete day that drifts becomes an incident, once. OPENAI_ADMIN_KEY must be set on the server.',
        querystring: Query,
        response: { 200: ReconciliationAnswer, ...REFUSALS },
      },
    },
    async (request) => {
      const { from, to } = daysFrom(request.query, deps.now());
      if (deps.reconcile === null) throw NO_ADMIN_KEY;
      const answer = await deps.reconcile(from, to);
      if ('unreadable' in answer) throw new OwnerError(502, 'bill_unreadable', WHY[answer.unreadable]);
      return reconciliationJson(answer.reconciliation);
    },
  );
}

const NO_ADMIN_KEY = new OwnerError(
  409,
  'no_admin_key',
  'OPENAI_ADMIN_KEY is not set on the server, so the provider’s bill cannot be read. Make an admin key in the provider’s settings, set it, and start the server again.',
);

const WHY: Record<BillError, string> = {
  key_refused: 'The provider refuses OPENAI_ADMIN_KEY. It must be an admin key that may read usage.',
  rate_limited: 'The provider wants fewer requests. Try again in a few minutes.',
  unreachable: 'The provider does not answer. Look at OPENAI_ADMIN_BASE_URL, or try again later.',
  unexpected: 'The provider’s answer cannot be understood. Look at OPENAI_ADMIN_BASE_URL and OPENAI_PROJECT_ID.',
};

function daysFrom(query: Static<typeof Query>, now: number): { from: string; to: string } {
  const to = query.to === undefined ? addUtcDays(utcDay(now), -1) : localDayFrom(query.to, 'to');
  const from = query.from === undefined ? addUtcDays(to, 1 - DEFAULT_DAYS) : localDayFrom(query.from, 'from');
  if (from > to) throw invalidValue('from', `from (${from}) cannot be after to (${to}).`);
  if (to > utcDay(now)) throw invalidValue('to', `to (${to}) is in the future.`);
  if (utcDaysBetween(from, to).length > MAX_DAYS) {
    throw invalidValue('from', `At most ${MAX_DAYS} days can be compared at once. Ask for fewer.`);
  }
  return { from, to };
}
