import { stringify } from 'csv-stringify/sync';
import { formatUsd } from '../../../ledger/money.ts';
import type { Store } from '../../../store/store.ts';
import type { UsageRecord } from '../../../store/usage-record.ts';
import type { Who } from '../people-filter/people-filter.ts';
import { type CallsAsk, recordsAsked } from './filter.ts';

const MAX_ROWS = 10_000;
const ROWS_AT_ONCE = 500;

const COLUMNS = [
  'id',
  'started_at',
  'student_id',
  'student',
  'class_id',
  'class',
  'token_id',
  'endpoint',
  'model',
  'served_model',
  'price',
  'input_tokens',
  'cached_input_tokens',
  'cache_write_tokens',
  'output_tokens',
  'held_usd',
  'cost_usd',
  'refunded_usd',
  'outcome',
  'duration_ms',
  'first_byte_ms',
];

/** The newest of what was asked for, read as fast as it is taken. Names come from people: see usage-csv.ts. */
export async function* callsCsv({ records }: Store, who: Who, ask: CallsAsk): AsyncGenerator<string> {
  yield stringify([COLUMNS]);
  let { after } = ask;
  for (let left = MAX_ROWS; left > 0; ) {
    const page = await records.listRecords({ ...recordsAsked(ask, Math.min(left, ROWS_AT_ONCE)), after });
    yield stringify(
      page.rows.map((record) => cells(record, who)),
      { escape_formulas: true },
    );
    if (page.next === null) return;
    left -= page.rows.length;
    after = page.next;
  }
}

function cells(record: UsageRecord, { students, classes }: Who): (string | number | null)[] {
  return [
    record.id,
    new Date(record.startedAt).toISOString(),
    record.studentId,
    students.get(record.studentId)?.name ?? null,
    record.classId,
    record.classId === null ? null : (classes.get(record.classId) ?? null),
    record.tokenId,
    record.endpoint,
    record.model,
    record.servedModel,
    record.priceVersion,
    record.inputTokens,
    record.cachedInputTokens,
    record.cacheWriteTokens,
    record.outputTokens,
    formatUsd(record.held),
    formatUsd(record.cost),
    formatUsd(record.refunded),
    record.outcome,
    record.durationMs,
    record.firstByteMs,
  ];
}
