import type { AdminCode, AdminProblem } from '../../../admin/admin-error.ts';
import { defineTexts } from '../../../language/texts.ts';
import { formatUsd } from '../../../ledger/money.ts';
import { BUDGET_PROBLEMS } from './budget-texts.ts';
import { DISCOVERY_PROBLEMS } from './discovery-texts.ts';
import { JOIN_PROBLEMS } from './join-texts.ts';
import { LESSON_PROBLEMS } from './lesson-texts.ts';
import { MODEL_PROBLEMS } from './model-texts.ts';
import { MONEY_PROBLEMS } from './money-texts.ts';
import { NOTICE_CHANNEL_PROBLEMS } from './notice-channel-texts.ts';
import { PROJECT_LIMIT_PROBLEMS } from './project-limit-texts.ts';
import { ROSTER_PROBLEMS } from './roster-texts.ts';

/** Each problem by its code. */
export type ProblemByCode = { readonly [Code in AdminCode]: Extract<AdminProblem, { readonly code: Code }> };

/** A sentence for every problem: one that is added to the rules has none, and does not compile. */
type ProblemTexts = { readonly [Code in AdminCode]: (problem: ProblemByCode[Code]) => string };

/** What is wrong with a form, and what to do. Each is shown below its field, so none names the field. */
export const PROBLEMS = defineTexts({
  en: {
    name_length: ({ max }) => `Enter 1 to ${max} characters on one line.`,
    name_control_characters: () =>
      'Use one line without tabs, other control characters, or marks that turn the direction of text.',
    name_invisible: () => 'Enter at least one visible letter. A letter cannot have too many combining marks.',
    text_length: ({ max }) => `Enter at most ${count(max)} characters.`,
    text_bytes: ({ max, bytes }) =>
      `This is ${count(bytes)} bytes; at most ${count(max)} are allowed. A Hangul letter has 3 bytes.`,
    text_control_characters: () => 'Remove the control characters. Line breaks and tabs may stay.',
    email_invalid: () => 'Enter an email address, such as name@school.example.',
    student_number_invalid: ({ max }) =>
      `Enter a student number of 1 to ${max} letters, digits, dashes or dots, with at least one digit.`,
    owner_title_invalid: ({ max }) => `Enter at most ${max} letters, digits, blanks, dots or dashes.`,
    language_unknown: () => 'Choose a language from the list.',
    time_zone_unknown: () => 'Choose a time zone from the list.',
    day_invalid: () => 'Enter a day of the calendar, such as 2026-12-18.',
    instant_past: () => 'Choose a day that is not over yet.',
    amount_out_of_range: () =>
      'Enter an amount in USD from 0 to 1,000,000, such as 0.50. At most nine digits after the point.',
    join_places_out_of_range: ({ max }) => `Enter a whole number from 0 to ${count(max)}.`,
    call_limit_out_of_range: ({ max }) =>
      `Enter a whole number from 1 to ${count(max)}, which is what the server allows, or leave it empty.`,
    grace_out_of_range: () => 'Choose a time from the list.',
    model_not_allowed: () => 'The server does not allow this model.',
    days_out_of_order: () => 'The first day is after the last day.',
    duplicate_period: () => 'There are two limits of this kind for the period. Keep one of them.',
    carry_over_period: () => 'Only what is left of a day, a week or a month can be carried over.',
    wallet_term: () => 'The wallet has no term. Choose another period.',
    term_without_end: () =>
      'A budget for the term needs a class with a last day. Set the last day of the class, or choose another period.',
    loses_end: ({ studentId }) =>
      `${studentId === null ? 'The class' : 'A student of the class'} has a budget for the term, so the term needs its last day. Remove that budget first.`,
    moves_term_budget: () =>
      'The student has a budget for the term, and this class has no last day. Remove that budget first.',
    student_still_here: () => 'Remove the student first, or archive the class.',
    forget_days_out_of_range: ({ max }) => `Enter a whole number of days from 1 to ${max}, or nothing for never.`,
    removal_unconfirmed: ({ students }) => `Type ${students}, the number of students, to confirm.`,
    class_archived: ({ name }) => `The class ${name} is archived. Reopen it first, on its page.`,
    class_not_archived: () => 'The class is not archived.',
    class_has_students: () => 'The class has students. Move them to another class first.',
    class_name_taken: ({ name }) => `There is already a class ${name}. Use another name.`,
    number_taken: ({ name }) => `${name}, a student of this class, has this student number.`,
    has_token: () => 'This student has a token that works.',
    token_replaced: () => 'This token was already replaced or revoked.',
    owner_token_is_set: () => 'The owner token is a setting of the server. Change it there.',
    owner_token_changed: () => 'The owner token was changed meanwhile. Sign in again.',
    backup_failed: ({ folder }) => `No backup was made. Check the folder ${folder} and the space on its disk.`,
    backup_not_found: () => 'This backup is gone.',
    export_running: () => 'Another export is running. Wait until it ends.',
    refund_zero: () => 'Enter an amount above zero.',
    refund_without_call: () => 'This incident is about no call, so there is nothing to refund.',
    refund_complete: () => 'The whole charge was already refunded.',
    refund_too_large: ({ left }) => `Enter at most ${formatUsd(left)} USD: the rest was already refunded.`,
    crash_not_found: () => 'There was no crash then that interrupted calls.',
    top_up_zero: () => 'Enter an amount above 0.',
    top_up_too_long: ({ maxDays }) => `Choose a day within ${maxDays} days.`,
    too_many_top_ups: ({ max }) => `There are ${max} top-ups already that are not over. Withdraw one first.`,
    crash_changed: () => 'Some of these incidents were decided meanwhile. Look at them again.',
    range_out_of_order: () => 'The first day is after the last day.',
    range_too_long: ({ maxDays }) => `Choose at most ${maxDays} days.`,
    day_in_future: () => 'Choose a day that is not in the future.',
    admin_key_missing: () => 'Set OPENAI_ADMIN_KEY on the server first.',
    bill_unreadable: () => 'The bill of the provider could not be read. Try again later.',
    ...PROJECT_LIMIT_PROBLEMS.en,
    unknown_claim: () => 'This claim link does not work.',
    claim_links_outdated: () => 'Claim links were made meanwhile. Look at the list again.',
    claim_days_out_of_range: ({ max }) => `Enter a whole number of days from 1 to ${count(max)}.`,
    mail_not_set_up: () => 'Set JIGAP_SMTP_URL and JIGAP_MAIL_FROM on the server first.',
    ...NOTICE_CHANNEL_PROBLEMS.en,
    ...JOIN_PROBLEMS.en,
    ...LESSON_PROBLEMS.en,
    ...MONEY_PROBLEMS.en,
    ...ROSTER_PROBLEMS.en,
    ...MODEL_PROBLEMS.en,
    ...BUDGET_PROBLEMS.en,
    ...DISCOVERY_PROBLEMS.en,
    class_not_found: () => 'This class no longer exists. Choose another.',
    student_not_found: () => 'This student no longer exists.',
    token_not_found: () => 'This API token no longer exists.',
    budget_not_found: () => 'This budget no longer exists.',
    incident_not_found: () => 'This incident no longer exists.',
    top_up_not_found: () => 'This top-up no longer exists.',
    pseudonym_unknown: () => 'No student of this server has this pseudonym.',
  } satisfies ProblemTexts,
  ko: {
    name_length: ({ max }) => `한 줄에 1~${max}자로 적어 주세요.`,
    name_control_characters: () => '한 줄로 적어 주세요. 탭 같은 제어 문자나 글의 방향을 바꾸는 문자는 쓸 수 없어요.',
    name_invisible: () => '눈에 보이는 글자를 넣어 주세요. 한 글자에 결합 부호를 너무 많이 붙일 수는 없어요.',
    text_length: ({ max }) => `${count(max)}자까지 적을 수 있어요.`,
    text_bytes: ({ max, bytes }) =>
      `지금 ${count(bytes)}바이트예요. ${count(max)}바이트까지 적을 수 있어요. 한글은 한 글자가 3바이트예요.`,
    text_control_characters: () => '줄바꿈과 탭이 아닌 제어 문자를 지워 주세요.',
    email_invalid: () => '이메일 주소가 아닌 것 같아요. name@school.example처럼 적어 주세요.',
    student_number_invalid: ({ max }) =>
      `학번은 글자, 숫자, 줄표, 점으로 ${max}자까지 적을 수 있고 숫자가 하나는 있어야 해요.`,
    owner_title_invalid: ({ max }) => `글자, 숫자, 빈칸, 점, 줄표로 ${max}자까지 적어 주세요.`,
    language_unknown: () => '목록에서 언어를 골라 주세요.',
    time_zone_unknown: () => '목록에서 시간대를 골라 주세요.',
    day_invalid: () => '2026-12-18처럼 달력에 있는 날짜를 적어 주세요.',
    instant_past: () => '오늘이나 그 뒤의 날짜를 골라 주세요.',
    amount_out_of_range: () => '0에서 1,000,000 사이의 금액을 달러로 적어 주세요. 예: 0.50 (소수점 아래 아홉 자리까지)',
    join_places_out_of_range: ({ max }) => `0부터 ${count(max)}까지의 정수를 적어 주세요.`,
    call_limit_out_of_range: ({ max }) => `1부터 서버가 허용하는 ${count(max)}까지의 정수를 적거나 비워 두세요.`,
    grace_out_of_range: () => '목록에서 시간을 골라 주세요.',
    model_not_allowed: () => '서버가 허용하지 않은 모델이에요.',
    days_out_of_order: () => '시작일이 종료일보다 늦어요.',
    duplicate_period: () => '같은 기간에 같은 종류의 한도가 두 개예요. 하나만 남겨 주세요.',
    carry_over_period: () => '이월은 하루, 일주일, 한 달 예산에서만 할 수 있어요.',
    wallet_term: () => '지갑에는 학기가 없어요. 다른 기간을 골라 주세요.',
    term_without_end: () => '학기 예산을 쓰려면 반의 종료일이 있어야 해요. 종료일을 정하거나 다른 기간을 골라 주세요.',
    loses_end: ({ studentId }) =>
      `${studentId === null ? '반에' : '이 반 학생에게'} 학기 예산이 있어서 종료일이 필요해요. 그 예산을 먼저 삭제해 주세요.`,
    moves_term_budget: () =>
      '이 학생에게 학기 예산이 있는데 옮길 반에는 종료일이 없어요. 학기 예산을 먼저 삭제해 주세요.',
    student_still_here: () => '먼저 학생을 삭제하거나 반을 보관해 주세요.',
    forget_days_out_of_range: ({ max }) => `1부터 ${max}까지의 날 수를 적거나, 쓰지 않으려면 비워 두세요.`,
    removal_unconfirmed: ({ students }) => `확인하려면 삭제할 학생 수를 적어 주세요: ${students}`,
    class_archived: ({ name }) => `보관된 반이에요: ${name}. 반 페이지에서 먼저 다시 열어 주세요.`,
    class_not_archived: () => '보관된 반이 아니에요.',
    class_has_students: () => '반에 학생이 있어요. 학생을 다른 반으로 먼저 옮겨 주세요.',
    class_name_taken: () => '같은 이름의 반이 이미 있어요. 다른 이름을 적어 주세요.',
    number_taken: ({ name }) => `이 반의 ${name} 학생이 같은 학번을 쓰고 있어요.`,
    has_token: () => '이 학생에게는 쓸 수 있는 토큰이 있어요.',
    token_replaced: () => '이미 교체되었거나 폐기된 토큰이에요.',
    owner_token_is_set: () => '운영자 토큰은 서버 설정으로 정해져 있어요. 서버 설정에서 바꿔 주세요.',
    owner_token_changed: () => '그사이 운영자 토큰이 바뀌었어요. 다시 로그인해 주세요.',
    backup_failed: ({ folder }) => `백업하지 못했어요. 폴더와 디스크 공간을 확인해 주세요: ${folder}`,
    backup_not_found: () => '이 백업은 이제 없어요.',
    export_running: () => '다른 내보내기가 진행 중이에요. 끝날 때까지 기다려 주세요.',
    refund_zero: () => '0보다 큰 금액을 적어 주세요.',
    refund_without_call: () => '호출에 관한 일이 아니라서 환불할 금액이 없어요.',
    refund_complete: () => '이미 모두 환불했어요.',
    refund_too_large: ({ left }) => `나머지는 이미 환불했어요. ${formatUsd(left)}달러까지 적을 수 있어요.`,
    crash_not_found: () => '그때 호출이 끊긴 비정상 종료가 없어요.',
    top_up_zero: () => '0보다 큰 금액을 적어 주세요.',
    top_up_too_long: ({ maxDays }) => `${maxDays}일 안의 날짜를 골라 주세요.`,
    too_many_top_ups: ({ max }) => `끝나지 않은 추가 예산이 이미 ${max}개 있어요. 먼저 하나를 회수해 주세요.`,
    crash_changed: () => '그사이 일부를 이미 처리했어요. 다시 확인해 주세요.',
    range_out_of_order: () => '시작일이 종료일보다 늦어요.',
    range_too_long: ({ maxDays }) => `기간을 ${maxDays}일 이내로 골라 주세요.`,
    day_in_future: () => '오늘이나 지난 날짜를 골라 주세요.',
    admin_key_missing: () => '먼저 서버 설정에 OPENAI_ADMIN_KEY를 적어 주세요.',
    bill_unreadable: () => '제공자의 청구 내역을 읽지 못했어요. 잠시 뒤에 다시 시도해 주세요.',
    ...PROJECT_LIMIT_PROBLEMS.ko,
    unknown_claim: () => '쓸 수 없는 토큰 받기 링크예요.',
    claim_links_outdated: () => '그사이 다른 곳에서 링크를 만들었어요. 목록을 다시 확인해 주세요.',
    claim_days_out_of_range: ({ max }) => `1에서 ${count(max)}까지의 날수를 적어 주세요.`,
    mail_not_set_up: () => '먼저 서버에 JIGAP_SMTP_URL과 JIGAP_MAIL_FROM을 설정해 주세요.',
    ...NOTICE_CHANNEL_PROBLEMS.ko,
    ...JOIN_PROBLEMS.ko,
    ...LESSON_PROBLEMS.ko,
    ...MONEY_PROBLEMS.ko,
    ...ROSTER_PROBLEMS.ko,
    ...MODEL_PROBLEMS.ko,
    ...BUDGET_PROBLEMS.ko,
    ...DISCOVERY_PROBLEMS.ko,
    class_not_found: () => '이 반은 이제 없어요. 다른 반을 골라 주세요.',
    student_not_found: () => '이 학생은 이제 없어요.',
    token_not_found: () => '이 API 토큰은 이제 없어요.',
    budget_not_found: () => '이 예산은 이제 없어요.',
    incident_not_found: () => '이 항목은 이제 없어요.',
    top_up_not_found: () => '이 추가 예산은 이제 없어요.',
    pseudonym_unknown: () => '이 가명을 쓰는 학생이 이 서버에는 없어요.',
  },
});

function count(value: number): string {
  return value.toLocaleString('en-US');
}
