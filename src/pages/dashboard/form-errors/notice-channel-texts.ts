import type { NoticeChannelProblem } from '../../../admin/notice-channel-problem.ts';
import { defineTexts } from '../../../language/texts.ts';

type NoticeChannelProblemTexts = {
  readonly [Code in NoticeChannelProblem['code']]: (
    problem: Extract<NoticeChannelProblem, { readonly code: Code }>,
  ) => string;
};

/** The part of PROBLEMS about channels of notices. */
export const NOTICE_CHANNEL_PROBLEMS = defineTexts({
  en: {
    url_invalid: () => 'This is no address of a website. Copy it whole, from https:// to its end.',
    url_scheme: () => 'The address must begin with https://, or with http:// in your own network.',
    url_sign_in: () => 'Leave out the user and password before the @ of the address.',
    url_too_long: () => 'This address is too long.',
    notice_kind_unknown: () => 'Choose kinds of notices from the list.',
    too_many_channels: ({ max }) => `There can be ${max} channels. Remove one first.`,
    channel_signs_nothing: () => 'Only webhooks are signed.',
    notice_channel_off: () => 'The channel is off. Turn it on first.',
    delivery_sent: () => 'This message has been delivered.',
    delivery_is_test: () => 'Send a new test message instead.',
    notice_channel_not_found: () => 'This channel was removed.',
    delivery_not_found: () => 'This message is no longer in the log.',
  } satisfies NoticeChannelProblemTexts,
  ko: {
    url_invalid: () => '웹 주소가 아니에요. https://부터 끝까지 그대로 복사해 주세요.',
    url_scheme: () => '주소는 https://로 시작해야 해요. 내부 네트워크에서는 http://도 쓸 수 있어요.',
    url_sign_in: () => '주소의 @ 앞에 있는 사용자 이름과 비밀번호를 빼 주세요.',
    url_too_long: () => '주소가 너무 길어요.',
    notice_kind_unknown: () => '목록에 있는 알림 종류를 골라 주세요.',
    too_many_channels: ({ max }) => `채널은 ${max}개까지 만들 수 있어요. 먼저 하나를 삭제해 주세요.`,
    channel_signs_nothing: () => '웹훅에만 서명해요.',
    notice_channel_off: () => '꺼진 채널이에요. 먼저 켜 주세요.',
    delivery_sent: () => '이미 전달한 메시지예요.',
    delivery_is_test: () => '시험 메시지를 새로 보내 주세요.',
    notice_channel_not_found: () => '삭제한 채널이에요.',
    delivery_not_found: () => '전송 기록에 없는 메시지예요.',
  },
});
