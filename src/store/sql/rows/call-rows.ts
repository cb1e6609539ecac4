import type { Quantities } from '../../../ledger/budget-units.ts';
import { heldAt } from '../../../ledger/hold-ids.ts';
import type { Outcome } from '../../../ledger/holds.ts';
import type { UsageRecord } from '../../usage-record.ts';

/** What a call has from its hold on. */
interface CallRow {
  id: number;
  student_id: number;
  class_id: number;
  token_id: number;
  day: string;
  endpoint: string;
  model: string;
  served_model: string;
  price_version: string;
  provider: string;
  /** Of the catalogue. */
  model_id: string;
  /** Held, or charged. */
  tokens: number;
  calls: number;
  images: number;
  /** 0: none; the budgets of the scope count the call. */
  student_top_up_id: number;
  class_top_up_id: number;
}

export interface HoldRow extends CallRow {
  amount: number;
  balance_ids: string;
}

export interface RecordRow extends CallRow {
  input_tokens: number;
  cached_input_tokens: number;
  cache_write_tokens: number;
  output_tokens: number;
  held: number;
  cost: number;
  outcome: Outcome;
  duration_ms: number;
  first_byte_ms: number | null;
  saved: number;
}

export function recordFrom(row: RecordRow & { refunded: number }): UsageRecord {
  return {
    id: row.id,
    studentId: row.student_id,
    classId: row.class_id === 0 ? null : row.class_id,
    tokenId: row.token_id,
    endpoint: row.endpoint,
    model: row.model,
    servedModel: row.served_model,
    priceVersion: row.price_version,
    provider: row.provider,
    inputTokens: row.input_tokens,
    cachedInputTokens: row.cached_input_tokens,
    cacheWriteTokens: row.cache_write_tokens,
    outputTokens: row.output_tokens,
    held: row.held,
    cost: row.cost,
    quantities: quantitiesIn(row),
    saved: row.saved,
    refunded: row.refunded,
    outcome: row.outcome,
    startedAt: heldAt(row.id),
    durationMs: row.duration_ms,
    firstByteMs: row.first_byte_ms,
  };
}

/** Beside money. */
export function quantitiesIn({ tokens, calls, images }: Pick<CallRow, keyof Quantities>): Quantities {
  return { tokens, calls, images };
}

/** The columns of PayersRow. */
export const PAYERS_COLUMNS = 'student_id, class_id, student_top_up_id, class_top_up_id, model_id, endpoint';

export type PayersRow = Pick<
  CallRow,
  'student_id' | 'class_id' | 'student_top_up_id' | 'class_top_up_id' | 'model_id' | 'endpoint'
>;

/** Where a call is counted, as the audits of the ledger take it. */
export function payersOf(row: PayersRow) {
  return {
    studentId: row.student_id,
    classId: row.class_id,
    studentTopUpId: row.student_top_up_id,
    classTopUpId: row.class_top_up_id,
    modelId: row.model_id,
    endpoint: row.endpoint,
  };
}
