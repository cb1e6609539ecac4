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
const CARRY_OVER = 'What is left of a day, week or month is added to the next one, at most one limit’s worth.';
export const CarryOverField = Type.Optional(
  Type.Boolean({ description: `${CARRY_OVER} Absent: as it is, and not at first.` }),
);
export const LimitField = Type.Object(
  { period: PeriodField, limit_usd: Type.Number(), carry_over: CarryOverField },
  CLOSED,
);
export const LimitAnswer = Type.Object(
  { period: PeriodField, limit_usd: UsdField, carry_over: Type.Boolean({ description: CARRY_OVER }) },
  CLOSED,
);

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

export const BudgetAnswer = Type.Object(
  {
    id: orNull(Type.Integer({ description: 'null for a limit that comes from a setting of the server.' })),
    scope: ScopeField,
    scope_id: orNull(Type.Integer({ description: 'The class or student; null for the wallet.' })),
    period: PeriodField,
    limit_usd: UsdField,
    carry_over: Type.Boolean({ description: CARRY_OVER }),
    carried_usd: Type.Number({
      description: 'What was left of the last period, on top of the limit; below zero only after the clock went back.',
    }),
    spent_usd: UsdField,
    held_usd: Type.Number({ description: 'Reserved by calls in flight.' }),
    available_usd: Type.Number({
      description: 'limit + carried - spent - held; below zero after a limit was lowered.',
    }),
    period_start: InstantField,
    resets_at: orNull(
      Type.String({ description: 'When the limit is whole again; null: never, or not before the class ends.' }),
    ),
    source: Type.Enum(['own', 'class', 'default']),
  },
  { ...CLOSED, description: 'A limit and the money in its current period.' },
);
