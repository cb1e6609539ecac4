import { stringify } from 'csv-stringify/sync';
import type { AdminDeps } from '../../../admin/admin-deps.ts';
import { listCalls } from '../../../admin/calls.ts';
import type { Language } from '../../../language/languages.ts';
import { formatUsd } from '../../../ledger/money.ts';
import type { UsageRecord } from '../../../store/usage-record.ts';
import { OUTCOMES } from '../../components/outcome-texts.ts';
import type { People } from '../people-filter/load-people.ts';
import { type CallsRequest, recordsQuery } from './calls-request.ts';

const MAX_ROWS = 10_000;
const ROWS_PER_READ = 500;

/** The names in English are for programs too, and stay as they are. */
const ENGLISH_COLUMNS = [
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
  'images',
];
const KOREAN_COLUMNS = [
  '번호',
  '시작 시각(UTC)',
  '학생 번호',
  '학생',
  '반 번호',
  '반',
  '토큰 번호',
  '종류',
  '모델',
  '답한 모델',
  '가격',
  '입력 토큰 수',
  '그중 캐시된 입력 토큰 수',
  '그중 캐시에 쓴 토큰 수',
  '출력 토큰 수',
  '묶어 둔 돈(USD)',
  '비용(USD)',
  '환불(USD)',
  '결과',
  '걸린 시간(ms)',
  '첫 바이트까지(ms)',
  '이미지 수',
];
const COLUMNS: Readonly<Record<Language, readonly string[]>> = { en: ENGLISH_COLUMNS, ko: KOREAN_COLUMNS };

/**
 * The newest calls of the request, read from the store as fast as the client reads. Names come from people, and a
 * spreadsheet runs a cell that begins with = + - @: those are quoted with a '.
 */
export async function* callsCsv(
  { language, people, request }: { language: Language; people: People; request: CallsRequest },
  admin: AdminDeps,
): AsyncGenerator<string> {
  yield stringify([COLUMNS[language]]);
  let { after } = request;
  for (let left = MAX_ROWS; left > 0; ) {
    const page = await listCalls({ ...recordsQuery(request, Math.min(left, ROWS_PER_READ)), after }, admin);
    yield stringify(
      page.rows.map((record) => cells(record, people, language)),
      { escape_formulas: true },
    );
    if (page.next === null) return;
    left -= page.rows.length;
    after = page.next;
  }
}

function cells(record: UsageRecord, { students, classes }: People, language: Language): (string | number | null)[] {
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
    language === 'en' ? record.outcome : OUTCOMES[language][record.outcome].name,
    record.durationMs,
    record.firstByteMs,
    record.quantities.images,
  ];
}
