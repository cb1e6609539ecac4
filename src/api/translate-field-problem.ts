import type { AdminProblem, FieldPath } from '../admin/admin-error.ts';
import type { Texts } from '../language/texts.ts';
import { type ApiError, invalidValue } from './api-error.ts';
import { jsonPath } from './json-path.ts';

type FieldCode =
  | 'name_length'
  | 'name_control_characters'
  | 'name_invisible'
  | 'text_length'
  | 'text_bytes'
  | 'text_control_characters'
  | 'email_invalid'
  | 'student_number_invalid'
  | 'owner_title_invalid'
  | 'language_unknown'
  | 'time_zone_unknown'
  | 'day_invalid'
  | 'instant_past'
  | 'amount_out_of_range'
  | 'join_places_out_of_range'
  | 'call_limit_out_of_range'
  | 'grace_out_of_range'
  | 'model_not_allowed'
  | 'days_out_of_order'
  | 'duplicate_period';

/** translateAdminError() for values that no state of the server would allow. */
export function translateFieldProblem(
  problem: Extract<AdminProblem, { readonly code: FieldCode }>,
  path: FieldPath,
): ApiError {
  const param = jsonPath(path);
  const invalid = (texts: Texts<string>) => invalidValue(param ?? '', texts);
  switch (problem.code) {
    case 'name_length':
      return invalid({
        en: `${param} must have 1 to ${problem.max} characters.`,
        ko: `${param} 값은 1~${problem.max}자여야 합니다.`,
      });
    case 'name_control_characters':
      return invalid({
        en: `${param} cannot contain line breaks, tabs, other control characters, or marks that turn the direction of text.`,
        ko: `${param} 값에는 줄바꿈, 탭 같은 제어 문자나 글의 방향을 바꾸는 문자를 쓸 수 없습니다.`,
      });
    case 'name_invisible':
      return invalid({
        en: `${param} must have a visible letter, and not too many combining marks.`,
        ko: `${param} 값에는 눈에 보이는 글자가 있어야 하고, 결합 부호가 너무 많으면 안 됩니다.`,
      });
    case 'text_length':
      return invalid({
        en: `${param} can have at most ${problem.max.toLocaleString('en')} characters.`,
        ko: `${param} 값은 ${problem.max.toLocaleString('en')}자까지 쓸 수 있습니다.`,
      });
    case 'text_bytes':
      return invalid({
        en: `${param} has ${problem.bytes.toLocaleString('en')} bytes in UTF-8 and can have at most ${problem.max.toLocaleString('en')}.`,
        ko: `${param} 값은 UTF-8로 ${problem.bytes.toLocaleString('en')}바이트인데 ${problem.max.toLocaleString('en')}바이트까지 쓸 수 있습니다.`,
      });
    case 'text_control_characters':
      return invalid({
        en: `${param} cannot contain control characters other than line breaks and tabs.`,
        ko: `${param} 값에는 줄바꿈과 탭이 아닌 제어 문자를 쓸 수 없습니다.`,
      });
    case 'email_invalid':
      return invalid({
        en: `${param} must look like name@school.example, or be null.`,
        ko: `${param} 값은 name@school.example 같은 주소이거나 null이어야 합니다.`,
      });
    case 'student_number_invalid':
      return invalid({
        en: `${param} must have 1 to ${problem.max} letters, digits, dashes or dots, at least one of them a digit.`,
        ko: `${param} 값은 글자, 숫자, 줄표, 점으로 된 1~${problem.max}자이고 숫자가 하나는 있어야 합니다.`,
      });
    case 'owner_title_invalid':
      return invalid({
        en: `${param} must have 1 to ${problem.max} letters, digits, blanks, dots, dashes or apostrophes, or be null.`,
        ko: `${param} 값은 글자, 숫자, 빈칸, 점, 줄표, 작은따옴표로 된 1~${problem.max}자이거나 null이어야 합니다.`,
      });
    case 'language_unknown':
      return invalid({ en: `${param} must be ko or en.`, ko: `${param} 값은 ko 또는 en이어야 합니다.` });
    case 'time_zone_unknown':
      return invalid({
        en: `${param} must be the name of a time zone, such as Asia/Seoul or UTC.`,
        ko: `${param} 값은 Asia/Seoul, UTC 같은 시간대 이름이어야 합니다.`,
      });
    case 'day_invalid':
      return invalid({
        en: `${param} must be a day of the calendar, written YYYY-MM-DD.`,
        ko: `${param} 값은 달력에 있는 날짜여야 합니다. 2026-12-18처럼 적으세요.`,
      });
    case 'instant_past':
      return invalid({ en: `${param} must be in the future.`, ko: `${param} 값은 지금보다 뒤여야 합니다.` });
    case 'amount_out_of_range':
      return invalid({
        en: `${param} must be an amount in USD from 0 to 1,000,000.`,
        ko: `${param} 값은 0~1,000,000달러여야 합니다.`,
      });
    case 'join_places_out_of_range':
    case 'grace_out_of_range':
      return invalid({
        en: `${param} must be a whole number from 0 to ${problem.max}.`,
        ko: `${param} 값은 0~${problem.max} 사이의 정수여야 합니다.`,
      });
    case 'call_limit_out_of_range':
      return invalid({
        en: `${param} must be a whole number from 1 to ${problem.max} (what the server allows), or null.`,
        ko: `${param} 값은 1~${problem.max} 사이의 정수(서버가 허용하는 범위)이거나 null이어야 합니다.`,
      });
    case 'model_not_allowed': {
      const allowed = problem.allowed.join(', ');
      return invalid({
        en: `allowed_models may only name what the server allows: ${allowed}.`,
        ko: `allowed_models에는 서버가 허용한 모델만 쓸 수 있습니다: ${allowed}.`,
      });
    }
    case 'days_out_of_order':
      return invalid({
        en: `starts_on (${problem.startsOn}) cannot be after ends_on (${problem.endsOn}).`,
        ko: `starts_on(${problem.startsOn})이 ends_on(${problem.endsOn})보다 늦을 수 없습니다.`,
      });
    case 'duplicate_period':
      return invalid({
        en: `${listOf(path)} has two limits per ${problem.period} of the same unit and selector. Keep one of them.`,
        ko: `${listOf(path)}에 unit과 selector가 같은 ${problem.period} 한도가 두 개 있습니다. 하나만 남기세요.`,
      });
  }
}

/** ['budgets', 1, 'period'] -> "budgets". */
function listOf(path: FieldPath): string | null {
  return jsonPath(path.slice(0, -2));
}
