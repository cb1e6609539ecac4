import Type, { type Static, type TSchema } from 'typebox';
import { LANGUAGES } from '../access/classes.ts';
import { SCOPES } from '../ledger/budgets.ts';
import type { IncidentKind, Outcome } from '../ledger/holds.ts';
import { PERIODS } from '../ledger/periods.ts';
import { USAGE_GROUPS } from '../store/usage-report.ts';

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

export function orNull<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

const id = Type.Integer();
const instant = Type.String({ description: 'ISO 8601, UTC.' });
const usd = Type.Number({ description: 'USD, exact to a billionth.' });
const count = Type.Integer({ minimum: 0 });

export const IdParams = Type.Object({ id: Type.String({ description: 'The id from the list.' }) }, CLOSED);
export const LanguageField = Type.Enum([...LANGUAGES]);
export const PeriodField = Type.Enum([...PERIODS], { description: 'A class cuts its periods in its own time zone.' });
export const ScopeField = Type.Enum([...SCOPES]);
export const UsageGroupField = Type.Enum([...USAGE_GROUPS]);
export const OutcomeField = Type.Enum(OUTCOMES);
export const LimitField = Type.Object({ period: PeriodField, limit_usd: Type.Number() }, CLOSED);

export const ErrorAnswer = Type.Object(
  {
    error: Type.Object(
      {
        message: Type.String({ description: 'What is wrong and what to do.' }),
        type: Type.String(),
        code: Type.String(),
        param: orNull(Type.String({ description: 'The field at fault.' })),
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
    limit_usd: usd,
    spent_usd: usd,
    held_usd: Type.Number({ description: 'Reserved by calls in flight.' }),
    available_usd: Type.Number({ description: 'limit - spent - held; below zero after a limit was lowered.' }),
    period_start: instant,
    resets_at: orNull(Type.String({ description: 'When the limit is whole again; null: never.' })),
    source: Type.Enum(['own', 'class', 'default']),
  },
  { ...CLOSED, description: 'A limit and the money in its current period.' },
);

export const ClassAnswer = Type.Object(
  {
    id,
    name: Type.String(),
    time_zone: Type.String(),
    language: LanguageField,
    starts_on: orNull(Type.String()),
    ends_on: orNull(Type.String()),
    allowed_models: orNull(Type.Array(Type.String())),
    rules: orNull(Type.String({ description: 'In the owner’s words; the students of the class can read them.' })),
    join_code: Type.String({ description: 'What leads a student to this class, such as K7M2-Q9XP.' }),
    join_places: Type.Integer({ description: 'How many students may still join by the code; 0: it lets nobody in.' }),
    budgets: Type.Array(BudgetAnswer),
    student_budgets: Type.Array(LimitField, { description: 'For each student without a limit of their own.' }),
    created_at: instant,
  },
  { ...CLOSED, description: 'A class.' },
);
export type ClassJson = Static<typeof ClassAnswer>;

export const StudentAnswer = Type.Object(
  {
    id,
    name: Type.String(),
    class_id: orNull(id),
    email: orNull(Type.String()),
    note: orNull(Type.String({ description: 'The owner’s own; the student never sees it.' })),
    suspended: Type.Boolean(),
    suspended_at: orNull(instant),
    budgets: Type.Array(BudgetAnswer, {
      description: 'The limits in force for this student, wherever they come from.',
    }),
    created_at: instant,
  },
  { ...CLOSED, description: 'A student.' },
);
export type StudentJson = Static<typeof StudentAnswer>;

const TOKEN_FIELDS = {
  id,
  student_id: id,
  prefix: Type.String({ description: 'The beginning of the token, to recognise it by.' }),
  label: orNull(Type.String()),
  created_at: instant,
  expires_at: orNull(instant),
  revoked_at: orNull(Type.String({ description: 'From this instant on the token is refused; it may lie ahead.' })),
  last_used_at: orNull(instant),
};
export const TokenAnswer = Type.Object(TOKEN_FIELDS, { ...CLOSED, description: 'An API token, without its secret.' });
export type TokenJson = Static<typeof TokenAnswer>;

export const IssuedTokenAnswer = Type.Object(
  { ...TOKEN_FIELDS, token: Type.String({ description: 'The API token itself. This is the only time it is shown.' }) },
  { ...CLOSED, description: 'A new API token.' },
);
export type IssuedTokenJson = Static<typeof IssuedTokenAnswer>;

const SUM_FIELDS = {
  requests: count,
  input_tokens: count,
  cached_input_tokens: count,
  output_tokens: count,
  cost_usd: usd,
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
    id,
    student_id: id,
    class_id: orNull(id),
    token_id: id,
    endpoint: Type.String(),
    model: Type.String({ description: 'As the student named it.' }),
    served_model: Type.String({ description: 'The one that answered and is paid for.' }),
    price: Type.String({ description: 'The version of the price that was used.' }),
    input_tokens: count,
    cached_input_tokens: count,
    cache_write_tokens: count,
    output_tokens: count,
    held_usd: usd,
    cost_usd: Type.Number({ description: 'USD; before refunds.' }),
    refunded_usd: Type.Number({ description: 'USD; what was given back of the cost.' }),
    outcome: OutcomeField,
    started_at: instant,
    duration_ms: count,
    first_byte_ms: orNull(count),
  },
  { ...CLOSED, description: 'The facts of one call.' },
);
export type RecordJson = Static<typeof RecordAnswer>;

export const IncidentAnswer = Type.Object(
  {
    id,
    kind: Type.Enum(INCIDENT_KINDS),
    request_id: orNull(
      Type.Integer({ description: 'The call it is about; null when it is about the server or the provider.' }),
    ),
    student_id: orNull(id),
    charged_usd: usd,
    refunded_usd: usd,
    detail: Type.String(),
    created_at: instant,
    closed_at: orNull(instant),
  },
  { ...CLOSED, description: 'Something that the owner must see.' },
);
export type IncidentJson = Static<typeof IncidentAnswer>;

export const AuditAnswer = Type.Object(
  {
    id,
    at: instant,
    actor: Type.String(),
    action: Type.String(),
    subject: Type.String(),
    before: Type.Unknown(),
    after: Type.Unknown(),
  },
  { ...CLOSED, description: 'One change: who, what, before, after.' },
);
export type AuditJson = Static<typeof AuditAnswer>;
