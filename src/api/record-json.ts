import Type, { type Static } from 'typebox';
import { nanoToUsd } from '../ledger/money.ts';
import type { UsageRecord } from '../store/usage-record.ts';
import { formatInstant } from './instants.ts';
import type { PeopleNames } from './people-names.ts';
import { CLOSED, CountField, IdField, InstantField, OutcomeField, orNull, UsdField } from './schemas.ts';

export const RecordAnswer = Type.Object(
  {
    id: IdField,
    student_id: IdField,
    student_name: orNull(Type.String({ description: 'Also of a removed student.' })),
    class_id: orNull(IdField),
    class_name: orNull(Type.String({ description: 'null without a class, or when it was removed.' })),
    token_id: IdField,
    endpoint: Type.String(),
    model: Type.String({ description: 'As the student named it.' }),
    served_model: Type.String({ description: 'The model that answered, at whose price the call was charged.' }),
    price: Type.String({ description: 'The version of the price that was used.' }),
    input_tokens: CountField,
    cached_input_tokens: CountField,
    cache_write_tokens: CountField,
    output_tokens: CountField,
    images: Type.Integer({ minimum: 0, description: 'That budgets of images were charged.' }),
    held_usd: UsdField,
    cost_usd: Type.Number({ description: 'USD; before refunds.' }),
    refunded_usd: Type.Number({ description: 'USD; what was refunded of the cost.' }),
    saved_usd: Type.Number({
      description: 'USD; what a call would have cost that got the answer of an identical one.',
    }),
    outcome: OutcomeField,
    started_at: InstantField,
    duration_ms: CountField,
    first_byte_ms: orNull(CountField),
  },
  { ...CLOSED, description: 'The facts of one call.' },
);
export type RecordJson = Static<typeof RecordAnswer>;

export function recordJson(record: UsageRecord, names: PeopleNames): RecordJson {
  return {
    id: record.id,
    student_id: record.studentId,
    student_name: names.ofStudent(record.studentId),
    class_id: record.classId,
    class_name: names.ofClass(record.classId),
    token_id: record.tokenId,
    endpoint: record.endpoint,
    model: record.model,
    served_model: record.servedModel,
    price: record.priceVersion,
    input_tokens: record.inputTokens,
    cached_input_tokens: record.cachedInputTokens,
    cache_write_tokens: record.cacheWriteTokens,
    output_tokens: record.outputTokens,
    images: record.quantities.images,
    held_usd: nanoToUsd(record.held),
    cost_usd: nanoToUsd(record.cost),
    refunded_usd: nanoToUsd(record.refunded),
    saved_usd: nanoToUsd(record.saved),
    outcome: record.outcome,
    started_at: formatInstant(record.startedAt),
    duration_ms: record.durationMs,
    first_byte_ms: record.firstByteMs,
  };
}
