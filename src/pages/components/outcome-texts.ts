import { defineTexts } from '../../language/texts.ts';
import type { Outcome } from '../../ledger/holds.ts';

export interface OutcomeText {
  /** A few words, for a row. */
  readonly name: string;
  /** What happened to the call, and what was charged. */
  readonly what: string;
}

/** How a call ended. */
export const OUTCOMES = defineTexts({
  en: {
    ok: { name: 'Answered', what: 'The answer was complete and was charged at its real cost.' },
    shared: {
      name: 'Shared answer',
      what: 'Somebody else in the class made the same call at the same moment. Their answer was used here, too; nothing was sent, and nothing was charged.',
    },
    shared_lost: {
      name: 'Shared answer, not received',
      what: 'The call waited for the answer of the same call of somebody else in the class. The student hung up, or that answer broke off. Nothing was charged here.',
    },
    hung_up: {
      name: 'Student hung up',
      what: 'The student hung up. The answer was read to its end all the same, and charged at its real cost.',
    },
    no_usage: {
      name: 'Usage unknown',
      what: 'The provider reported no usage, or an impossible one. The most that the call can have used was charged, up to the whole hold.',
    },
    abandoned: {
      name: 'Not read to the end',
      what: 'The student hung up, and the answer could not be read to its end. Unless its use was known by then, the whole hold was charged.',
    },
    cancelled: {
      name: 'Cancelled',
      what: 'The student hung up, and the connection to the provider was closed at once. Unless its use was known by then, the most that can have been used was charged, up to the whole hold.',
    },
    upstream_refused: {
      name: 'Refused by the provider',
      what: 'The provider refused the call, which it does not bill. Nothing was charged.',
    },
    upstream_unreachable: {
      name: 'Provider not reached',
      what: 'There was no connection to the provider. Nothing was sent, and nothing was charged.',
    },
    upstream_died: {
      name: 'Broken off',
      what: 'The provider, or a proxy in front of it, broke the call off. Unless its use was known by then, the whole hold was charged.',
    },
    upstream_timeout: {
      name: 'Took too long',
      what: 'The provider, or a proxy in front of it, took too long. Unless its use was known by then, the whole hold was charged.',
    },
    stopped: {
      name: 'Server stopped',
      what: 'jigap was stopped in the middle of this call. Unless its use was known by then, the whole hold was charged.',
    },
    crash: {
      name: 'Server crashed',
      what: 'jigap ended without warning in the middle of this call. Its cost cannot be known, so the whole hold was charged.',
    },
  } satisfies Record<Outcome, OutcomeText>,
  ko: {
    ok: { name: '답함', what: '답이 끝까지 왔고, 실제로 든 비용만 차감했어요.' },
    shared: {
      name: '같은 답 공유',
      what: '같은 순간에 같은 수업의 다른 학생이 똑같은 호출을 보냈어요. 그 답을 함께 썼고, 제공자에게 따로 보내지 않아 차감하지 않았어요.',
    },
    shared_lost: {
      name: '같은 답 공유 (못 받음)',
      what: '다른 학생이 보낸 똑같은 호출의 답을 함께 기다리다가, 학생이 연결을 끊었거나 그 답이 중간에 끊겼어요. 이 호출에서는 차감하지 않았어요.',
    },
    hung_up: {
      name: '학생이 끊음',
      what: '학생이 중간에 연결을 끊었어요. 답은 끝까지 읽어서 실제로 든 비용만 차감했어요.',
    },
    no_usage: {
      name: '사용량 미확인',
      what: '제공자가 사용량을 알려 주지 않았거나, 알려 준 값을 믿을 수 없었어요. 최대로 들 수 있는 금액을 차감했어요. 묶어 둔 금액을 넘지는 않아요.',
    },
    abandoned: {
      name: '학생이 끊음 (끝까지 못 읽음)',
      what: '학생이 연결을 끊었고 답을 끝까지 읽지 못했어요. 사용량을 알 수 없었다면 묶어 둔 금액을 모두 차감했어요.',
    },
    cancelled: {
      name: '학생이 끊음 (바로 중단)',
      what: '학생이 연결을 끊어서 제공자와의 연결도 바로 끊었어요. 사용량을 알 수 없었다면 그때까지 최대로 들 수 있는 금액을 차감했어요. 묶어 둔 금액을 넘지는 않아요.',
    },
    upstream_refused: {
      name: '제공자가 거절',
      what: '제공자가 호출을 거절했어요. 거절에는 비용이 들지 않아 차감하지 않았어요.',
    },
    upstream_unreachable: {
      name: '제공자 연결 실패',
      what: '제공자에 연결하지 못했어요. 보낸 것이 없어 차감하지 않았어요.',
    },
    upstream_died: {
      name: '답이 끊김',
      what: '제공자나 그 앞의 프록시가 호출을 중간에 끊었어요. 사용량을 알 수 없었다면 묶어 둔 금액을 모두 차감했어요.',
    },
    upstream_timeout: {
      name: '시간 초과',
      what: '제공자나 그 앞의 프록시에서 시간이 너무 오래 걸렸어요. 사용량을 알 수 없었다면 묶어 둔 금액을 모두 차감했어요.',
    },
    stopped: {
      name: '서버 종료',
      what: '호출이 진행 중일 때 jigap을 종료했어요. 사용량을 알 수 없었다면 묶어 둔 금액을 모두 차감했어요.',
    },
    crash: {
      name: '서버 비정상 종료',
      what: '호출 중에 jigap이 비정상 종료됐어요. 비용을 알 수 없어 묶어 둔 금액을 모두 차감했어요.',
    },
  },
});
