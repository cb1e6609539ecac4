import type { Language } from './languages.ts';
import { defineTexts } from './texts.ts';

/** Why a notice was not delivered: a page and the command line say the same. */
const PROBLEMS = defineTexts({
  en: {
    refused: 'It was refused',
    redirected: 'It answered with a redirect, which is not followed',
    unreachable: 'No server answered',
    timed_out: 'No answer in time',
    certificate: 'Its certificate cannot be trusted',
    address_not_allowed: 'Nothing is sent to this address: it is outside and without https, or internal to the cloud',
    mail_not_set_up: 'No mail server is set: set JIGAP_SMTP_URL and JIGAP_MAIL_FROM',
    sign_in_refused: 'The mail server refused the sign-in: check the user and the password in JIGAP_SMTP_URL',
    no_encryption: 'The mail server offers no encrypted connection',
    address_refused: 'The mail server refused the address',
    message_refused: 'The mail server refused the message',
    interrupted: 'jigap was stopped meanwhile',
    channel_off: 'The channel was off',
    notice_gone: 'The notice is no longer kept',
  },
  ko: {
    refused: '거절됨',
    redirected: '다른 주소로 옮기라고 응답함(따라가지 않음)',
    unreachable: '응답하는 서버가 없음',
    timed_out: '제때 응답하지 않음',
    certificate: '인증서를 믿을 수 없음',
    address_not_allowed: '보낼 수 없는 주소로 연결됨(외부 http:// 주소이거나 클라우드 내부 주소)',
    mail_not_set_up: '메일 서버가 설정되지 않음(JIGAP_SMTP_URL, JIGAP_MAIL_FROM 설정)',
    sign_in_refused: '메일 서버가 로그인을 거절함(JIGAP_SMTP_URL의 사용자와 비밀번호 확인)',
    no_encryption: '메일 서버가 암호화된 연결을 지원하지 않음',
    address_refused: '메일 서버가 받는 주소나 보내는 주소를 거절함',
    message_refused: '메일 서버가 메시지를 거절함',
    interrupted: '그사이 jigap이 종료됨',
    channel_off: '채널이 꺼져 있었음',
    notice_gone: '더 이상 보관하지 않는 알림',
  },
});

type ProblemName = keyof (typeof PROBLEMS)['en'];

/** "It was refused (404)"; null: nothing went wrong. A problem without a text here does not compile. */
export function deliveryProblem(
  language: Language,
  { problem, status }: { readonly problem: ProblemName | null; readonly status: number | null },
): string | null {
  if (problem === null) return null;
  const text = PROBLEMS[language][problem];
  return status === null ? text : `${text} (${status})`;
}
