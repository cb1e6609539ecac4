import { APIError, InternalServerError, RateLimitError } from 'openai';
import type { NewStudent } from '../../support/owner-client.ts';
import { CHAT, type Classroom, type Pupil } from './classroom.ts';
import type { RefusalCase } from './refusal-case.ts';

const NO_MONEY = {
  name: 'moneySpent',
  raises: APIError,
  status: 402,
  type: 'insufficient_quota',
  code: 'insufficient_quota',
  sent: 1,
} as const;
const SLOW_DOWN = { raises: RateLimitError, status: 429, type: 'requests', sent: 3 } as const;
const OVERLOADED = { raises: InternalServerError, status: 503, type: 'server_error', sent: 3 } as const;
const ONE_WEEK: NewStudent = { budgets: [{ period: 'week', limit_usd: 0.002 }] };

/** A call of this pupil that the provider does not end: it is in flight for as long as the room stands. */
export async function keepOneInFlight({ app }: Classroom, { token }: Pupil, more: object = {}): Promise<void> {
  app.upstream.next((_call, act) => act.hang());
  void app.chat(token, { ...CHAT, ...more }).catch(() => undefined);
  await app.upstream.called();
}

/** Whether there is money, room and time: steps 2 and 6. */
export const MONEY_CASES: readonly RefusalCase[] = [
  {
    ...NO_MONEY,
    when: 'what is left does not cover the cap that was asked for',
    says: {
      en: [
        'your weekly budget of $0.002',
        /\$0\.002 is left/,
        /up to \$0\.00\d+/,
        /max_tokens of 1\d{3} or less/,
        'Monday, November 30 at 00:00 (Asia/Seoul)',
        'ask your teacher',
      ],
      ko: [
        '이번 주 예산 $0.002',
        '가운데 $0.002가 남았는데',
        /최대 \$0\.00\d+/,
        /max_tokens 값을 1\d{3} 이하/,
        '11월 30일 월요일 00:00 (Asia/Seoul)',
        '선생님',
      ],
    },
    arrange: async ({ pupil }) => {
      const { client } = await pupil(ONE_WEEK);
      return () => client.chat.completions.create({ ...CHAT, max_tokens: 4000 });
    },
  },
  {
    ...NO_MONEY,
    when: 'nothing is left, whatever is asked for',
    says: {
      en: [/your daily budget of \$0 /, /\$0 is left/, 'Tuesday, November 24 at 00:00'],
      ko: ['오늘 예산 $0 가운데 $0가 남았는데', '11월 24일 화요일 00:00'],
    },
    arrange: async ({ pupil }) => {
      const { client } = await pupil({ budgets: [{ period: 'day', limit_usd: 0 }] });
      return () => client.chat.completions.create({ ...CHAT, stream: true });
    },
  },
  {
    ...NO_MONEY,
    when: 'the class has none, and it does not come back by itself',
    room: {},
    says: {
      en: ['the total budget of your class', 'does not reset', 'ask your teacher'],
      ko: ['우리 반의 전체 기간 예산', '저절로 다시 채워지지 않으니', '선생님'],
    },
    arrange: async ({ pupil, app, classId }) => {
      await app.api('PUT', '/api/budgets', { scope: 'class', scope_id: classId, period: 'total', limit_usd: 0 });
      const { client } = await pupil();
      return () => client.chat.completions.create(CHAT);
    },
  },
  {
    ...NO_MONEY,
    when: 'the wallet is empty',
    says: {
      en: ['the monthly budget of this gateway', 'December 1'],
      ko: ['모두가 함께 쓰는 이번 달 예산', '12월 1일'],
    },
    room: { env: { JIGAP_WALLET_MONTHLY_USD: '0' } },
    arrange: async ({ pupil }) => {
      const { client } = await pupil();
      return () => client.chat.completions.create(CHAT);
    },
  },
  {
    ...SLOW_DOWN,
    name: 'moneyHeld',
    room: {},
    code: 'budget_held',
    says: {
      en: ['your weekly budget of $0.002', 'held', /again in 2 s/],
      ko: ['이번 주 예산 $0.002', '묶여', '2초 뒤'],
    },
    arrange: async (room) => {
      const pupil = await room.pupil(ONE_WEEK);
      await keepOneInFlight(room, pupil, { max_tokens: 1000 });
      return () => pupil.client.chat.completions.create({ ...CHAT, max_tokens: 1000 });
    },
  },
  {
    ...SLOW_DOWN,
    name: 'tooManyRequests',
    code: 'rate_limit_exceeded',
    says: { en: ['1 requests per minute', /Wait \d+ s/], ko: ['1분에 1번', /\d+초 뒤/] },
    room: { env: { JIGAP_STUDENT_REQUESTS_PER_MINUTE: '1' } },
    arrange: async ({ pupil, app }) => {
      const { client, token } = await pupil();
      await app.chat(token, CHAT);
      return () => client.chat.completions.create(CHAT);
    },
  },
  {
    ...SLOW_DOWN,
    name: 'tooManyInFlight',
    code: 'rate_limit_exceeded',
    says: { en: ['at most 1 running at once', 'Wait'], ko: ['동시에 1개', '끝난 뒤'] },
    room: { env: { JIGAP_STUDENT_CALLS_IN_FLIGHT: '1' } },
    arrange: async (room) => {
      const pupil = await room.pupil();
      await keepOneInFlight(room, pupil);
      return () => pupil.client.chat.completions.create(CHAT);
    },
  },
  {
    ...OVERLOADED,
    name: 'busy',
    code: 'server_is_overloaded',
    says: { en: ['too many calls are running', 'Try again'], ko: ['호출이 많아', '다시 시도'] },
    room: { env: { JIGAP_CALLS_IN_FLIGHT: '1' } },
    arrange: async (room) => {
      await keepOneInFlight(room, await room.pupil());
      const { client } = await room.pupil();
      return () => client.chat.completions.create(CHAT);
    },
  },
  {
    // Fails closed: what cannot be written down is not sent, and trying again would not help the disk.
    ...OVERLOADED,
    name: 'ledgerFailed',
    room: {},
    code: 'ledger_unavailable',
    sent: 1,
    says: {
      en: ['cannot write its ledger', 'Nothing was spent', 'teacher'],
      ko: ['장부', '돈은 들지 않았습니다', '선생님'],
    },
    arrange: async (room) => {
      const { client } = await room.pupil();
      room.broken = 'placeHold';
      return () => client.chat.completions.create(CHAT);
    },
  },
  {
    name: 'internal',
    room: {},
    raises: InternalServerError,
    status: 500,
    type: 'server_error',
    code: 'internal_error',
    sent: 1,
    says: { en: [/req_[0-9a-f]{32}/, 'teacher'], ko: [/req_[0-9a-f]{32}/, '선생님'] },
    arrange: async (room) => {
      const { client } = await room.pupil();
      room.broken = 'findCaller';
      return () => client.chat.completions.create(CHAT);
    },
  },
];
