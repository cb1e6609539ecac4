import Type, { type Static } from 'typebox';
import { CLOSED, orNull } from './schemas.ts';

const count = Type.Integer({ minimum: 0 });
const day = Type.String({ description: 'UTC, YYYY-MM-DD.' });
const usd = Type.Number({ description: 'USD, exact to a billionth.' });
const percent = Type.Number({ description: 'Of the larger side.' });
const within = Type.Boolean({ description: 'Not above the threshold, or too small to matter.' });

const COUNT_FIELDS = {
  requests: count,
  input_tokens: count,
  cached_input_tokens: count,
  output_tokens: count,
};

const DriftRowAnswer = Type.Object(
  {
    day,
    model: Type.String(),
    ours: Type.Object(
      {
        ...COUNT_FIELDS,
        cost_usd: usd,
        unmeasured: Type.Integer({ minimum: 0, description: 'Calls that were charged a bound, without counts.' }),
      },
      CLOSED,
    ),
    theirs: Type.Object(
      {
        ...COUNT_FIELDS,
        cost_usd: orNull(Type.Number({ description: 'Their tokens at our prices; null for a model without any.' })),
      },
      CLOSED,
    ),
    drift_tokens: Type.Integer({ description: 'Theirs less ours, input and output.' }),
    drift_tokens_percent: percent,
    drift_usd: orNull(usd),
    drift_usd_percent: percent,
    within,
  },
  CLOSED,
);

const DriftDayAnswer = Type.Object(
  {
    day,
    ours_usd: usd,
    billed_usd: orNull(Type.Number({ description: 'What the provider charged; null: it says nothing (yet).' })),
    drift_usd: orNull(usd),
    drift_percent: percent,
    within,
  },
  CLOSED,
);

export const ReconciliationAnswer = Type.Object(
  {
    from: day,
    to: day,
    threshold_percent: Type.Number(),
    within: Type.Boolean({ description: 'No drift is above the threshold.' }),
    worst: orNull(
      Type.Object(
        {
          day,
          model: orNull(Type.String({ description: 'null: all models together.' })),
          of: Type.Enum(['tokens', 'money']),
          percent,
          within,
        },
        CLOSED,
      ),
    ),
    data: Type.Array(DriftRowAnswer),
    days: Type.Array(DriftDayAnswer),
  },
  { ...CLOSED, description: 'The ledger beside the provider’s bill.' },
);
export type ReconciliationJson = Static<typeof ReconciliationAnswer>;
