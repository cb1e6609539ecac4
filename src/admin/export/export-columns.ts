import type { ExportKind } from '../../store/export-store.ts';

export interface ExportColumn {
  /** In JSON, and the head of an English CSV: for programs, so it stays. */
  readonly name: string;
  readonly ko: string;
  /** `flag`: 0 or 1, shown as false or true. */
  readonly kind: 'text' | 'number' | 'flag' | 'usd' | 'instant' | 'json';
  /** What people wrote or are called: left out with pseudonyms. */
  readonly isPersonal?: true;
}

const text = (name: string, ko: string): ExportColumn => ({ name, ko, kind: 'text' });
const personal = (name: string, ko: string): ExportColumn => ({ name, ko, kind: 'text', isPersonal: true });
const number = (name: string, ko: string): ExportColumn => ({ name, ko, kind: 'number' });
const flag = (name: string, ko: string): ExportColumn => ({ name, ko, kind: 'flag' });
const json = (name: string, ko: string): ExportColumn => ({ name, ko, kind: 'json' });
const usd = (name: string, ko: string): ExportColumn => ({ name, ko, kind: 'usd' });
const instant = (name: string, ko: string): ExportColumn => ({ name, ko, kind: 'instant' });

const ID = number('id', '번호');
const CREATED = instant('created_at', '만든 시각');
const STUDENT = number('student_id', '학생 번호');
const CLASS = number('class_id', '반 번호');
const TOKEN = number('token_id', 'API 토큰 번호');
const CALL = number('call_id', '호출 번호');
const SCOPE = [text('scope', '대상'), number('scope_id', '대상 번호')];
const BUDGET_KIND = [text('period', '기간'), text('unit', '단위'), text('selector', '세는 호출')];

/** The columns of each kind, in the order of a CSV. The queries are in src/store/sql/export-queries.ts. */
export const EXPORT_COLUMNS: Readonly<Record<ExportKind, readonly ExportColumn[]>> = {
  classes: [
    ...[ID, text('name', '이름'), text('time_zone', '시간대'), text('language', '언어')],
    ...[text('owner_title', '학생이 부르는 호칭'), text('starts_on', '시작일'), text('ends_on', '종료일')],
    ...[json('allowed_models', '모델'), text('rules', '규칙'), text('instructions', '모델에게 주는 지침')],
    ...[number('requests_per_minute', '반 전체의 1분당 요청'), number('calls_in_flight', '반 전체의 동시 호출')],
    number('student_requests_per_minute', '학생 한 명의 1분당 요청'),
    number('student_calls_in_flight', '학생 한 명의 동시 호출'),
    ...[text('join_mode', '참여 방식'), number('join_places', '참여 인원')],
    ...[text('opening', '여는 때'), json('weekly_hours', '주간 수업'), json('lesson_sessions', '따로 여는 수업')],
    ...[instant('opened_until', '열어 둔 때까지'), instant('closed_until', '닫아 둔 때까지')],
    ...[instant('paused_at', '일시 중지한 시각'), flag('takes_money_requests', '예산 요청 받기')],
    ...[flag('falls_back', '다음 모델이 답하기'), flag('shares_answers', '같은 호출은 한 번만 보내기')],
    ...[flag('uses_flex', '느린 대신 싸게(flex)'), CREATED],
    ...[instant('archived_at', '보관한 시각'), instant('removed_at', '삭제한 시각')],
  ],
  students: [
    // With pseudonyms, the name is one: see export-values.ts.
    ...[ID, CLASS, text('name', '이름'), personal('student_number', '학번'), personal('email', '이메일')],
    ...[personal('note', '메모'), instant('suspended_at', '정지한 시각'), CREATED],
    ...[instant('forgotten_at', '이름을 지운 시각'), instant('removed_at', '삭제한 시각')],
  ],
  budgets: [
    ...[ID, ...SCOPE, ...BUDGET_KIND, usd('limit_usd', '한도(USD)'), number('limit_count', '한도(개수)')],
    ...[instant('carry_over_since', '이월을 켠 시각'), CREATED, instant('updated_at', '수정한 시각')],
  ],
  carry_overs: [
    ...[...SCOPE, ...BUDGET_KIND, instant('window_start', '기간의 시작'), usd('amount_usd', '이월된 돈(USD)')],
    number('amount_count', '이월된 개수'),
  ],
  top_ups: [
    ...[ID, ...SCOPE, usd('amount_usd', '금액(USD)'), usd('spent_usd', '쓴 돈(USD)'), personal('reason', '이유')],
    ...[CREATED, instant('starts_at', '시작'), instant('ends_at', '종료'), instant('withdrawn_at', '회수한 시각')],
  ],
  money_requests: [
    ...[ID, STUDENT, usd('amount_usd', '금액(USD)'), personal('reason', '이유'), text('state', '상태'), CREATED],
    ...[instant('expires_at', '만료'), instant('answered_at', '답한 시각'), personal('word', '학생에게 전하는 말')],
    ...[usd('granted_usd', '준 금액(USD)'), instant('ends_at', '종료'), number('top_up_id', '추가 예산 번호')],
  ],
  tokens: [
    ...[ID, STUDENT, text('prefix', '앞부분'), personal('label', '용도'), CREATED, instant('expires_at', '만료')],
    ...[instant('revoked_at', '폐기한 시각'), instant('last_used_at', '마지막 사용')],
  ],
  calls: [
    ...[ID, instant('at', '시각'), text('day', '날짜'), STUDENT, CLASS, TOKEN, text('endpoint', '엔드포인트')],
    ...[text('model', '모델'), text('served_model', '답한 모델'), text('model_id', '카탈로그의 모델')],
    ...[text('provider', '제공자'), text('price_version', '가격표')],
    ...[number('input_tokens', '입력 토큰 수'), number('cached_input_tokens', '그중 캐시된 입력 토큰 수')],
    ...[number('cache_write_tokens', '캐시에 쓴 토큰 수'), number('output_tokens', '출력 토큰 수')],
    ...[usd('held_usd', '묶어 둔 돈(USD)'), usd('cost_usd', '비용(USD)'), usd('refunded_usd', '환불(USD)')],
    ...[number('charged_tokens', '예산에 센 토큰 수'), number('charged_calls', '예산에 센 호출 수')],
    ...[number('charged_images', '예산에 센 이미지 수'), usd('saved_usd', '아낀 돈(USD)')],
    ...[number('student_top_up_id', '학생 추가 예산 번호'), number('class_top_up_id', '반 추가 예산 번호')],
    ...[
      text('outcome', '결과'),
      number('duration_ms', '걸린 시간(ms)'),
      number('first_byte_ms', '첫 응답까지 걸린 시간(ms)'),
    ],
  ],
  refunds: [
    ...[ID, CALL, usd('amount_usd', '금액(USD)'), number('tokens', '토큰 수'), number('calls', '호출 수')],
    ...[number('images', '이미지 수'), CREATED],
  ],
  incidents: [ID, text('kind', '종류'), CALL, text('detail', '내용'), CREATED, instant('closed_at', '처리한 시각')],
  // Amounts of the facts are nano-USD, as those of the audit.
  notices: [...[ID, text('kind', '종류'), CLASS, json('facts', '내용'), CREATED, instant('read_at', '읽은 시각')]],
  audit: [
    ...[ID, instant('at', '시각'), text('actor', '누가'), text('action', '무엇을'), text('subject', '대상')],
    ...(['before', 'after'] as const).map(
      (name): ExportColumn => ({ name, ko: name === 'before' ? '이전' : '이후', kind: 'json', isPersonal: true }),
    ),
  ],
  refusals: [
    ...[ID, instant('at', '시각'), STUDENT, CLASS, TOKEN, text('model', '모델'), text('endpoint', '엔드포인트')],
    ...[text('reason', '이유'), number('status', '상태 코드'), number('times', '횟수')],
  ],
};
