import { defineTexts } from '../../../language/texts.ts';
import type { Delivery, DeliveryProblem, DeliveryState } from '../../../store/delivery-store.ts';
import type { OwnerView } from '../../web/view-context.ts';

export const DELIVERIES = defineTexts({
  en: {
    title: 'Delivery log',
    lead: 'Which notice went to which channel, and how that went. Kept for 30 days.',
    none: 'Nothing was sent yet.',
    noneFound: 'No message of this kind.',
    all: 'All',
    ofChannel: (name: string) => `Only of: ${name}`,
    everyChannel: 'Show all channels',
    about: 'Notice',
    test: 'Test message',
    noticeNumber: (id: number) => `Notice ${id}`,
    channel: 'Channel',
    when: 'Time of the notice',
    state: 'State',
    states: { waiting: 'Waiting', sent: 'Delivered', failed: 'Failed' } satisfies Record<DeliveryState, string>,
    attempts: 'Attempts',
    last: 'Last attempt',
    next: 'Next attempt',
    what: 'Problem',
    action: 'Send again',
    retry: 'Send now',
    problems: {
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
      interrupted: 'The server was stopped meanwhile',
      channel_off: 'The channel was off',
      notice_gone: 'The notice is no longer kept',
    } satisfies Record<DeliveryProblem, string>,
  },
  ko: {
    title: '전송 기록',
    lead: '어떤 알림을 어느 채널로 보냈고 어떻게 되었는지 보여요. 30일 동안 남겨 둬요.',
    none: '아직 보낸 것이 없어요.',
    noneFound: '해당하는 메시지가 없어요.',
    all: '모두',
    ofChannel: (name) => `이 채널만: ${name}`,
    everyChannel: '모든 채널 보기',
    about: '알림',
    test: '시험 메시지',
    noticeNumber: (id) => `알림 ${id}번`,
    channel: '채널',
    when: '알림이 생긴 때',
    state: '상태',
    states: { waiting: '대기', sent: '전달함', failed: '실패' },
    attempts: '시도',
    last: '마지막 시도',
    next: '다음 시도',
    what: '문제',
    action: '다시 보내기',
    retry: '지금 보내기',
    problems: {
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
      interrupted: '그사이 서버가 종료됨',
      channel_off: '채널이 꺼져 있었음',
      notice_gone: '더 이상 보관하지 않는 알림',
    },
  },
});

/** "It was refused (404)"; null: nothing went wrong. */
export function problemOfDelivery({ language }: OwnerView, { problem, status }: Delivery): string | null {
  if (problem === null) return null;
  const text = DELIVERIES[language].problems[problem];
  return status === null ? text : `${text} (${status})`;
}
