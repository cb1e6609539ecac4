import Type, { type Static } from 'typebox';
import { nanoToUsd } from '../ledger/money.ts';
import type { UsageGroup, UsageQuery, UsageReport, UsageRow, UsageSums } from '../store/usage-report.ts';
import { CLOSED, CountField, orNull, UsdField } from './schemas.ts';

const USAGE_GROUPS = Object.keys({
  day: true,
  student: true,
  class: true,
  model: true,
  token: true,
} satisfies Record<UsageGroup, true>) as UsageGroup[];
export const UsageGroupField = Type.Enum(USAGE_GROUPS);

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
    time_zones: Type.Array(Type.String(), { description: 'In which the days were cut: of one class, or of all.' }),
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
    shared_requests: Type.Integer({
      description: 'Of the total: calls that got the answer of an identical call of their class, at no cost.',
    }),
    saved_usd: Type.Number({ description: 'USD; what those would have cost.' }),
  },
  { ...CLOSED, description: 'Sums per group; days are those of each student’s class.' },
);
export type UsageJson = Static<typeof UsageAnswer>;

export function usageJson(
  { from, to, groupBy }: UsageQuery,
  timeZones: readonly string[],
  { rows, total, shared }: UsageReport,
): UsageJson {
  const data = rows.map((row) => ({ key: row.key, name: row.label, ...usageSumsJson(row), ...modelsJson(row) }));
  return {
    from,
    to,
    time_zones: [...timeZones],
    group_by: groupBy,
    data,
    ...{ total: usageSumsJson(total), shared_requests: shared.requests, saved_usd: nanoToUsd(shared.saved) },
  };
}

function usageSumsJson(sums: UsageSums): UsageSumsJson {
  return {
    requests: sums.requests,
    input_tokens: sums.inputTokens,
    cached_input_tokens: sums.cachedInputTokens,
    output_tokens: sums.outputTokens,
    cost_usd: nanoToUsd(sums.cost),
  };
}

function modelsJson({ models }: UsageRow) {
  return models === undefined ? {} : { models: models.map((part) => ({ model: part.model, ...usageSumsJson(part) })) };
}
