import type { AdminError } from '../admin/admin-error.ts';
import { isDiscoveryProblem } from '../admin/discovery/discovery-problem.ts';
import type { Texts } from '../language/texts.ts';
import { ApiError, conflict, invalidValue, notFound } from './api-error.ts';
import { jsonPath } from './json-path.ts';
import { NO_PSEUDONYM, noStudent } from './not-found-texts.ts';
import { translateAdminKeyProblem } from './translate-admin-key-problem.ts';
import { translateArchiveProblem } from './translate-archive-problem.ts';
import { translateBackupProblem } from './translate-backup-problem.ts';
import { isBudgetProblem, translateBudgetProblem } from './translate-budget-problem.ts';
import { translateClaimProblem } from './translate-claim-problem.ts';
import { translateDiscoveryProblem } from './translate-discovery-problem.ts';
import { translateFieldProblem } from './translate-field-problem.ts';
import { translateIncidentProblem } from './translate-incident-problem.ts';
import { translateJoinProblem } from './translate-join-problem.ts';
import { translateLessonProblem } from './translate-lesson-problem.ts';
import { translateModelProblem } from './translate-model-problem.ts';
import { translateMoneyProblem } from './translate-money-problem.ts';
import { isNoticeChannelProblem, translateNoticeChannelProblem } from './translate-notice-channel-problem.ts';
import { translateRosterProblem } from './translate-roster-problem.ts';
import { translateTermProblem } from './translate-term-problem.ts';
import { translateTopUpProblem } from './translate-top-up-problem.ts';

/** Says with what the API answers each problem of src/admin, in every language. */
export function translateAdminError({ problem, path }: AdminError): ApiError {
  const param = jsonPath(path);
  const invalid = (texts: Texts<string>) => invalidValue(param ?? '', texts);
  if (isBudgetProblem(problem)) return translateBudgetProblem(problem, param);
  if (isNoticeChannelProblem(problem)) return translateNoticeChannelProblem(problem, param);
  if (isDiscoveryProblem(problem)) return translateDiscoveryProblem(problem, param);
  switch (problem.code) {
    case 'name_length':
    case 'name_control_characters':
    case 'name_invisible':
    case 'text_length':
    case 'text_bytes':
    case 'text_control_characters':
    case 'email_invalid':
    case 'student_number_invalid':
    case 'owner_title_invalid':
    case 'language_unknown':
    case 'time_zone_unknown':
    case 'day_invalid':
    case 'instant_past':
    case 'amount_out_of_range':
    case 'join_places_out_of_range':
    case 'call_limit_out_of_range':
    case 'grace_out_of_range':
    case 'model_not_allowed':
    case 'days_out_of_order':
    case 'duplicate_period':
      return translateFieldProblem(problem, path);
    case 'model_name_invalid':
    case 'model_unknown':
    case 'model_not_in_use':
    case 'alias_of_alias':
    case 'alias_other_endpoints':
    case 'alias_twice':
    case 'alias_model_twice':
    case 'alias_too_many_models':
    case 'no_model':
    case 'too_many_models':
    case 'models_changed':
      return translateModelProblem(problem, param);
    case 'wallet_term':
    case 'term_without_end':
    case 'loses_end':
    case 'moves_term_budget':
      return translateTermProblem(problem, param);
    case 'student_still_here':
    case 'forget_days_out_of_range':
    case 'removal_unconfirmed':
    case 'class_archived':
    case 'class_not_archived':
      return translateArchiveProblem(problem, param);
    case 'class_has_students':
      return conflict(
        {
          en: `class ${problem.id} still has ${problem.students} student(s): move or remove them first`,
          ko: `반 ${problem.id}번에 학생이 ${problem.students}명 있습니다. 먼저 다른 반으로 옮기거나 삭제하세요.`,
        },
        param,
      );
    case 'class_name_taken':
      return conflict(
        {
          en: `Class ${problem.id} has this name: ${problem.name}. Use another name.`,
          ko: `같은 이름의 반이 있습니다: ${problem.name} (${problem.id}번). 다른 이름을 쓰세요.`,
        },
        param,
      );
    case 'number_taken':
      return conflict(
        {
          en: `${problem.name}, a student of the class, has this student number.`,
          ko: `이 반의 ${problem.name} 학생이 같은 학번을 쓰고 있습니다.`,
        },
        param,
      );
    case 'token_replaced':
      return conflict(
        {
          en: `token ${problem.id} was replaced or revoked already: rotate its successor, or issue a new one`,
          ko: `토큰 ${problem.id}번은 이미 교체되었거나 폐기되었습니다. 그 뒤에 발급한 토큰을 교체하거나 새로 발급하세요.`,
        },
        param,
      );
    case 'has_token':
      return conflict(
        {
          en: `student ${problem.studentId} has an API token that works`,
          ko: `학생 ${problem.studentId}번에게는 쓸 수 있는 API 토큰이 있습니다`,
        },
        param,
      );
    case 'owner_token_changed':
      return conflict(
        {
          en: 'the owner token was replaced meanwhile: use the new one',
          ko: '그사이 운영자 토큰이 교체되었습니다. 새 토큰을 쓰세요.',
        },
        param,
      );
    case 'owner_token_is_set':
      return OWNER_TOKEN_IS_SET;
    case 'reason_missing':
    case 'request_amount_out_of_range':
    case 'money_requests_off':
    case 'student_suspended':
    case 'money_request_too_soon':
    case 'money_request_not_found':
    case 'top_up_after_class':
      return translateMoneyProblem(problem, param);
    case 'refund_zero':
    case 'refund_without_call':
    case 'refund_complete':
    case 'refund_too_large':
    case 'crash_not_found':
    case 'crash_changed':
    case 'incident_not_found':
      return translateIncidentProblem(problem, param);
    case 'top_up_zero':
    case 'top_up_too_long':
    case 'too_many_top_ups':
    case 'top_up_not_found':
      return translateTopUpProblem(problem, param);
    case 'range_out_of_order':
      return invalid({
        en: `from (${problem.from}) cannot be after to (${problem.to}).`,
        ko: `from 값(${problem.from})이 to 값(${problem.to})보다 늦을 수 없습니다.`,
      });
    case 'range_too_long':
      return invalid({
        en: `At most ${problem.maxDays} days can be compared at once. Ask for fewer.`,
        ko: `한 번에 ${problem.maxDays}일까지 비교할 수 있습니다. 기간을 줄이세요.`,
      });
    case 'day_in_future':
      return invalid({
        en: `${param} (${problem.day}) is in the future.`,
        ko: `${param}(${problem.day})은 아직 오지 않은 날짜입니다.`,
      });
    case 'admin_key_missing':
    case 'bill_unreadable':
    case 'project_limit_unreadable':
    case 'project_limit_out_of_range':
      return translateAdminKeyProblem(problem, param);
    case 'unknown_code':
    case 'class_over':
    case 'no_place':
    case 'name_taken':
    case 'identity_missing':
    case 'requests_full':
    case 'place_promised':
    case 'approval_unclear':
    case 'join_request_not_found':
      return translateJoinProblem(problem, param);
    case 'lesson_time_invalid':
    case 'lesson_ends_early':
    case 'lessons_overlap':
    case 'too_many_weekly_hours':
    case 'too_many_sessions':
    case 'session_skipped':
    case 'session_past':
    case 'session_not_found':
    case 'outside_term':
    case 'minutes_out_of_range':
    case 'class_always_open':
    case 'class_paused':
      return translateLessonProblem(problem, path);
    case 'unknown_claim':
    case 'claim_links_outdated':
    case 'claim_days_out_of_range':
    case 'mail_not_set_up':
      return translateClaimProblem(problem, param);
    case 'roster_encoding':
    case 'roster_empty':
    case 'roster_too_long':
    case 'roster_no_name':
    case 'roster_column_twice':
    case 'roster_quote_open':
    case 'roster_header_inside':
    case 'roster_extra_cells':
    case 'roster_formula':
    case 'name_is_number':
    case 'number_repeated':
    case 'email_of_other':
    case 'twins_unclear':
    case 'roster_problems':
    case 'roster_twins':
    case 'roster_outdated':
      return translateRosterProblem(problem, param);
    case 'backup_failed':
    case 'backup_not_found':
    case 'export_running':
      return translateBackupProblem(problem);
    case 'class_not_found':
      return notFound(
        {
          en: `There is no class ${problem.id}. GET /api/classes lists them.`,
          ko: `${problem.id}번 반은 없습니다. GET /api/classes에 목록이 있습니다.`,
        },
        param,
      );
    case 'student_not_found':
      return notFound(noStudent(problem.id), param);
    case 'token_not_found':
      return notFound({ en: `there is no token ${problem.id}`, ko: `${problem.id}번 토큰은 없습니다.` }, param);
    case 'budget_not_found':
      return notFound({ en: `there is no budget ${problem.id}`, ko: `${problem.id}번 예산은 없습니다.` }, param);
    case 'pseudonym_unknown':
      return notFound(NO_PSEUDONYM, param);
  }
}

const OWNER_TOKEN_IS_SET = new ApiError(409, 'owner_token_is_set', {
  en: 'JIGAP_OWNER_TOKEN is set on the server, and that one counts. Change the setting and start the server again.',
  ko: '서버에 설정한 JIGAP_OWNER_TOKEN이 운영자 토큰입니다. 그 설정을 바꾸고 서버를 다시 시작하세요.',
});
