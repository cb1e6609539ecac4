import type { AdminProblem } from '../admin/admin-error.ts';
import type { NoticeChannelProblem } from '../admin/notice-channel-problem.ts';
import { type ApiError, conflict, invalidValue, notFound } from './api-error.ts';

/** A new problem that is missing here does not compile. */
const CODES: ReadonlySet<string> = new Set(
  Object.keys({
    url_invalid: true,
    url_scheme: true,
    url_sign_in: true,
    url_too_long: true,
    notice_kind_unknown: true,
    too_many_channels: true,
    channel_signs_nothing: true,
    notice_channel_off: true,
    delivery_sent: true,
    delivery_is_test: true,
    notice_channel_not_found: true,
    delivery_not_found: true,
  } satisfies Record<NoticeChannelProblem['code'], true>),
);

export function isNoticeChannelProblem(problem: AdminProblem): problem is NoticeChannelProblem {
  return CODES.has(problem.code);
}

export function translateNoticeChannelProblem(problem: NoticeChannelProblem, param: string | null): ApiError {
  switch (problem.code) {
    case 'url_invalid':
      return invalidValue(param ?? '', {
        en: 'This is no URL. Copy it whole, from https:// to its end.',
        ko: 'URL이 아닙니다. https://부터 끝까지 그대로 복사하세요.',
      });
    case 'url_scheme':
      return invalidValue(param ?? '', {
        en: 'The URL must begin with https://, or with http:// in your own network.',
        ko: 'URL은 https://로 시작해야 합니다. 내부 네트워크에서는 http://도 쓸 수 있습니다.',
      });
    case 'url_sign_in':
      return invalidValue(param ?? '', {
        en: 'The URL must have no user and no password.',
        ko: 'URL에 사용자 이름과 비밀번호를 넣을 수 없습니다.',
      });
    case 'url_too_long':
      return invalidValue(param ?? '', { en: 'The URL is too long.', ko: 'URL이 너무 깁니다.' });
    case 'notice_kind_unknown':
      return invalidValue(param ?? '', {
        en: `There is no such kind of notice. Use: ${problem.known.join(', ')}.`,
        ko: `없는 알림 종류입니다. 쓸 수 있는 값: ${problem.known.join(', ')}.`,
      });
    case 'too_many_channels':
      return conflict(
        {
          en: `There can be ${problem.max} channels. Remove one first.`,
          ko: `채널은 ${problem.max}개까지 만들 수 있습니다. 먼저 하나를 삭제하세요.`,
        },
        param,
      );
    case 'channel_signs_nothing':
      return conflict(
        { en: 'Only channels of the kind webhook have a secret.', ko: 'webhook 채널에만 비밀 값이 있습니다.' },
        param,
      );
    case 'notice_channel_off':
      return conflict(
        { en: 'The channel is off or was removed. Turn it on first.', ko: '꺼졌거나 삭제된 채널입니다. 먼저 켜세요.' },
        param,
      );
    case 'delivery_sent':
      return conflict({ en: 'The message has been delivered.', ko: '이미 전달한 메시지입니다.' }, param);
    case 'delivery_is_test':
      return conflict({ en: 'Send a new test message instead.', ko: '시험 메시지를 새로 보내세요.' }, param);
    case 'notice_channel_not_found':
      return notFound(
        {
          en: `There is no notice channel ${problem.id}. GET /api/notice-channels lists them.`,
          ko: `${problem.id}번 알림 채널은 없습니다. GET /api/notice-channels에 목록이 있습니다.`,
        },
        param,
      );
    case 'delivery_not_found':
      return notFound(
        {
          en: `There is no delivery ${problem.id}. GET /api/notice-deliveries lists them.`,
          ko: `${problem.id}번 전송 기록은 없습니다. GET /api/notice-deliveries에 목록이 있습니다.`,
        },
        param,
      );
  }
}
