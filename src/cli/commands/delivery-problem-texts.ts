import type { DeliveryJson } from '../../api/notice-channel-json.ts';
import type { Language } from '../../language/languages.ts';
import { defineTexts } from '../../language/texts.ts';

type Problem = NonNullable<DeliveryJson['problem']>;

const PROBLEMS = defineTexts({
  en: {
    refused: 'it was refused',
    redirected: 'it answered with a redirect, which is not followed',
    unreachable: 'nobody answered',
    timed_out: 'no answer in time',
    certificate: 'its certificate cannot be trusted',
    address_not_allowed: 'its name leads to an address to which nothing is sent',
    mail_not_set_up: 'JIGAP_SMTP_URL is not set',
    sign_in_refused: 'the mail server refused the sign-in',
    no_encryption: 'the mail server offers no safe connection',
    address_refused: 'the mail server refused the address',
    message_refused: 'the mail server refused the message',
    interrupted: 'jigap was stopped meanwhile',
    channel_off: 'the channel was off',
    notice_gone: 'the notice is no longer kept',
  } satisfies Record<Problem, string>,
  ko: {
    refused: '거절됨',
    redirected: '다른 주소로 옮기라는 응답. 따라가지 않습니다',
    unreachable: '응답하는 서버가 없음',
    timed_out: '제때 응답하지 않음',
    certificate: '인증서를 믿을 수 없음',
    address_not_allowed: '메시지를 보내지 않는 주소로 연결됨',
    mail_not_set_up: 'JIGAP_SMTP_URL 설정이 없음',
    sign_in_refused: '메일 서버가 로그인을 거절함',
    no_encryption: '메일 서버에 안전하게 연결할 수 없음',
    address_refused: '메일 서버가 주소를 거절함',
    message_refused: '메일 서버가 메시지를 거절함',
    interrupted: '그사이 jigap이 종료됨',
    channel_off: '채널이 꺼져 있었음',
    notice_gone: '더 이상 보관하지 않는 알림',
  },
});

/** "it was refused (404)"; null: nothing went wrong. */
export function deliveryProblem(language: Language, { problem, status }: DeliveryJson): string | null {
  if (problem === null) return null;
  const text = PROBLEMS[language][problem];
  return status === null ? text : `${text} (${status})`;
}
