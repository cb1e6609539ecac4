import { stringify } from 'csv-stringify/sync';
import type { AdminDeps } from '../../../admin/admin-deps.ts';
import { listCalls } from '../../../admin/calls.ts';
import { formatUsd } from '../../../ledger/money.ts';
import type { UsageRecord } from '../../../store/usage-record.ts';
import type { People } from '../people-filter/load-people.ts';
import { type CallsRequest, recordsQuery } from './calls-request.ts';

const MAX_ROWS = 10_000;
const ROWS_PER_READ = 500;

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

/**
 * The newest calls of the request, read from the store as fast as the client reads. Names come from people, and a
 * spreadsheet runs a cell that begins with = + - @: those are quoted with a '.
 */
export async function* callsCsv(people: People, request: CallsRequest, admin: AdminDeps): AsyncGenerator<string> {
  yield stringify([COLUMNS]);
  let { after } = request;
  for (let left = MAX_ROWS; left > 0; ) {
    const page = await listCalls({ ...recordsQuery(request, Math.min(left, ROWS_PER_READ)), after }, admin);
    yield stringify(
      page.rows.map((record) => cells(record, people)),
      { escape_formulas: true },
    );
    if (page.next === null) return;
    left -= page.rows.length;
    after = page.next;
  }
}

function cells(record: UsageRecord, { students, classes }: People): (string | number | null)[] {
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
