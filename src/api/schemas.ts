import Type, { type Static, type TSchema } from 'typebox';
import { LANGUAGES } from '../access/classes.ts';
import { SCOPES } from '../ledger/budgets.ts';
import type { IncidentKind, Outcome } from '../ledger/holds.ts';
import { PERIODS } from '../ledger/periods.ts';
import type { UsageGroup } from '../store/usage-report.ts';

/** The shapes of the owner's API. Answers are closed, so that a test can tell when one says more than documented. */

export const CLOSED = { additionalProperties: false } as const;

/** Every outcome and kind; a new one that is forgotten here does not compile. */
export const OUTCOMES = Object.keys({
  ok: true,
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

const INCIDENT_KINDS = Object.keys({
  overrun: true,
  uncertain: true,
  no_usage: true,
  crash: true,
  upstream_key_refused: true,
  upstream_out_of_money: true,
  price_tier: true,
  impossible_usage: true,
  upstream_address: true,
  model_missing: true,
  model_retiring: true,
  ledger_fault: true,
  bill_drift: true,
} satisfies Record<IncidentKind, true>) as IncidentKind[];

const USAGE_GROUPS = Object.keys({
  day: true,
  student: true,
  class: true,
  model: true,
  token: true,
} satisfies Record<UsageGroup, true>) as UsageGroup[];

export function orNull<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

export const IdField = Type.Integer();
export const InstantField = Type.String({ description: 'ISO 8601, UTC.' });
export const UsdField = Type.Number({ description: 'USD, exact to a billionth.' });
export const CountField = Type.Integer({ minimum: 0 });

export const IdParams = Type.Object({ id: Type.String({ description: 'The id from the list.' }) }, CLOSED);
export const LanguageField = Type.Enum([...LANGUAGES]);
export const PeriodField = Type.Enum([...PERIODS], { description: 'A class cuts its periods in its own time zone.' });
export const ScopeField = Type.Enum([...SCOPES]);
export const UsageGroupField = Type.Enum(USAGE_GROUPS);
export const OutcomeField = Type.Enum(OUTCOMES);
export const LimitField = Type.Object({ period: PeriodField, limit_usd: Type.Number() }, CLOSED);

export const ErrorAnswer = Type.Object(
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

export const REFUSALS = { '4xx': ErrorAnswer, '5xx': ErrorAnswer };
export const DONE = Type.Null({ description: 'Done.' });

export const BudgetAnswer = Type.Object(
  {
    id: orNull(Type.Integer({ description: 'null for a limit that comes from a setting of the server.' })),
    scope: ScopeField,
    scope_id: orNull(Type.Integer({ description: 'The class or student; null for the wallet.' })),
    period: PeriodField,
    limit_usd: UsdField,
    spent_usd: UsdField,
    held_usd: Type.Number({ description: 'Reserved by calls in flight.' }),
    available_usd: Type.Number({ description: 'limit - spent - held; below zero after a limit was lowered.' }),
    period_start: InstantField,
    resets_at: orNull(Type.String({ description: 'When the limit is whole again; null: never.' })),
    source: Type.Enum(['own', 'class', 'default']),
  },
  { ...CLOSED, description: 'A limit and the money in its current period.' },
);

const SUM_FIELDS = {
  requests: CountField,
  input_tokens: CountField,
  cached_input_tokens: CountField,
  output_tokens: CountField,
  cost_usd: UsdField,
};
const UsageSumsAnswer = Type.Object(SUM_FIELDS, CLOSED);
export type UsageSumsJson = Static<typeof UsageSumsAnswer>;

export const UsageAnswer = Type.Object(
  {
    from: Type.String(),
    to: Type.String(),
    group_by: UsageGroupField,
    data: Type.Array(
      Type.Object(
        {
          key: Type.String({ description: 'A day, a model or an id; "none": no class.' }),
          name: orNull(Type.String()),
          ...SUM_FIELDS,
          models: Type.Optional(
            Type.Array(Type.Object({ model: Type.String(), ...SUM_FIELDS }, CLOSED), {
              description: 'With split=model: its parts, the most expensive first.',
            }),
          ),
        },
        CLOSED,
      ),
    ),
    total: UsageSumsAnswer,
  },
  { ...CLOSED, description: 'Sums per group; days are those of each student’s class.' },
);
export type UsageJson = Static<typeof UsageAnswer>;

export const RecordAnswer = Type.Object(
  {
    id: IdField,
    student_id: IdField,
    class_id: orNull(IdField),
    token_id: IdField,
    endpoint: Type.String(),
    model: Type.String({ description: 'As the student named it.' }),
    served_model: Type.String({ description: 'The one that answered and is paid for.' }),
    price: Type.String({ description: 'The version of the price that was used.' }),
    input_tokens: CountField,
    cached_input_tokens: CountField,
    cache_write_tokens: CountField,
    output_tokens: CountField,
    held_usd: UsdField,
    cost_usd: Type.Number({ description: 'USD; before refunds.' }),
    refunded_usd: Type.Number({ description: 'USD; what was given back of the cost.' }),
    outcome: OutcomeField,
    started_at: InstantField,
    duration_ms: CountField,
    first_byte_ms: orNull(CountField),
  },
  { ...CLOSED, description: 'The facts of one call.' },
);
export type RecordJson = Static<typeof RecordAnswer>;

export const IncidentAnswer = Type.Object(
  {
    id: IdField,
    kind: Type.Enum(INCIDENT_KINDS),
    request_id: orNull(
      Type.Integer({ description: 'The call it is about; null when it is about the server or the provider.' }),
    ),
    student_id: orNull(IdField),
    charged_usd: UsdField,
    refunded_usd: UsdField,
    detail: Type.String(),
    created_at: InstantField,
    closed_at: orNull(InstantField),
  },
  { ...CLOSED, description: 'Something that the owner must see.' },
);
export type IncidentJson = Static<typeof IncidentAnswer>;

export const AuditAnswer = Type.Object(
  {
    id: IdField,
    at: InstantField,
    actor: Type.String(),
    action: Type.String(),
    subject: Type.String(),
    before: Type.Unknown(),
    after: Type.Unknown(),
  },
  { ...CLOSED, description: 'One change: who, what, before, after.' },
);
export type AuditJson = Static<typeof AuditAnswer>;
