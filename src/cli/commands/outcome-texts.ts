import { defineTexts } from '../../language/texts.ts';
import type { Outcome } from '../../ledger/holds.ts';

/** How a call ended, in a few words; --json has the codes. */
export const OUTCOMES = defineTexts({
  en: {
    ok: 'ok',
    shared: 'answered with another call',
    shared_lost: 'answer of another call, not received',
    hung_up: 'student hung up',
    no_usage: 'usage unknown',
    abandoned: 'not read to the end',
    cancelled: 'cancelled',
    upstream_refused: 'refused by the provider',
    upstream_unreachable: 'provider not reached',
    upstream_died: 'broken off',
    upstream_timeout: 'took too long',
    stopped: 'server stopped',
    crash: 'server crashed',
  } satisfies Record<Outcome, string>,
  ko: {
    ok: '답함',
    shared: '같은 답 공유',
    shared_lost: '같은 답 공유(못 받음)',
    hung_up: '학생이 끊음',
    no_usage: '사용량 미확인',
    abandoned: '학생이 끊음(끝까지 못 읽음)',
    cancelled: '학생이 끊음(바로 중단)',
    upstream_refused: '제공자가 거절',
    upstream_unreachable: '제공자 연결 실패',
    upstream_died: '답이 끊김',
    upstream_timeout: '시간 초과',
    stopped: '서버 종료',
    crash: '서버 비정상 종료',
  },
});
