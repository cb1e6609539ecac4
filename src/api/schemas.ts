import Type, { type TSchema } from 'typebox';
import { LANGUAGES } from '../language/languages.ts';
import { SCOPES } from '../ledger/budgets.ts';
import type { Outcome } from '../ledger/holds.ts';
import { PERIODS } from '../ledger/periods.ts';

/** The shapes of the owner's API. Answers are closed, so that a test can tell when one says more than documented. */

export const CLOSED = { additionalProperties: false } as const;

/** A new outcome that is missing here does not compile. */
const OUTCOMES = Object.keys({
  ok: true,
  shared: true,
  shared_lost: true,
  hung_up: true,
  no_usage: true,
  abandoned: true,
  cancelled: true,
  upstream_refused: true,
  upstream_unreachable: true,
  upstream_died: true,
  upstream_timeout: true,
  stopped: true,
  crash: true,
} satisfies Record<Outcome, true>) as Outcome[];

export function orNull<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

export const IdField = Type.Integer();
export const InstantField = Type.String({ description: 'ISO 8601, UTC.' });
export const UsdField = Type.Number({ description: 'USD, exact to a billionth.' });
export const CountField = Type.Integer({ minimum: 0 });

export const IdParams = Type.Object({ id: Type.String({ description: 'The id from the list.' }) }, CLOSED);
/** Of a request whose path says everything. */
export const EmptyBody = Type.Object({}, CLOSED);
export const LanguageField = Type.Enum([...LANGUAGES]);
export const PeriodField = Type.Enum([...PERIODS], { description: 'A class cuts its periods in its own time zone.' });
export const ScopeField = Type.Enum([...SCOPES]);
export const OutcomeField = Type.Enum(OUTCOMES);

const ErrorAnswer = Type.Object(
  {
    error: Type.Object(
      {
        message: Type.String({ description: 'What is wrong and what to do.' }),
        type: Type.String(),
        code: Type.String(),
        param: orNull(Type.String({ description: 'The field in error.' })),
      },
      CLOSED,
    ),
  },
  { ...CLOSED, description: 'Refused (4xx: nothing was changed) or failed (5xx).' },
);

export const ERROR_ANSWERS = { '4xx': ErrorAnswer, '5xx': ErrorAnswer };
export const DONE = Type.Null({ description: 'Done.' });
