import { APIError, InternalServerError, RateLimitError } from 'openai';
import { UnreachableError } from '../../../src/store/errors.ts';
import type { NewStudent } from '../../support/owner-client.ts';
import type { RefusalCase } from './refusal-case.ts';
import { CHAT, type SdkFixture, type TestCaller } from './sdk-fixture.ts';

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

/** A call of this caller that the provider does not end: it is in flight for as long as the fixture runs. */
export async function keepOneInFlight({ app }: SdkFixture, { token }: TestCaller, more: object = {}): Promise<void> {
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
        'Monday 30 November at 00:00 (Asia/Seoul)',
        'ask your teacher',
      ],
      ko: [
        '이번 주 예산 $0.002',
        '가운데 $0.002만 남아 있습니다',
        /최대 \$0\.00\d+까지/,
        /max_tokens 값을 1\d{3} 이하/,
        '11월 30일(월) 0시(대한민국 시간)에',
        '선생님',
      ],
    },
    arrange: async ({ addCaller }) => {
      const { client } = await addCaller(ONE_WEEK);
      return () => client.chat.completions.create({ ...CHAT, max_tokens: 4000 });
    },
  },
  {
    ...NO_MONEY,
    when: 'nothing is left, whatever is asked for',
    says: {
      en: [/your daily budget of \$0\.00 /, /Nothing is left/, 'Tuesday 24 November at 00:00'],
      ko: ['오늘 예산 $0.00에서 남은 돈이 없습니다', '11월 24일(화) 0시'],
    },
    arrange: async ({ addCaller }) => {
      const { client } = await addCaller({ budgets: [{ period: 'day', limit_usd: 0 }] });
      return () => client.chat.completions.create({ ...CHAT, stream: true });
    },
  },
  {
    ...NO_MONEY,
    when: 'the class has none, which does not reset',
    fixture: {},
    says: {
      en: ['the total budget of your class', 'does not reset', 'ask your teacher'],
      ko: ['우리 반의 전체 기간 예산', '저절로 다시 채워지지 않으니', '선생님'],
    },
    arrange: async ({ addCaller, app, classId }) => {
      await app.api('PUT', '/api/budgets', { scope: 'class', scope_id: classId, period: 'total', limit_usd: 0 });
      const { client } = await addCaller();
      return () => client.chat.completions.create(CHAT);
    },
  },
  {
    ...NO_MONEY,
    when: 'the wallet is empty',
    says: {
      en: ['the monthly budget of this gateway', '1 December'],
      ko: ['모두가 함께 쓰는 이번 달 예산', '12월 1일'],
    },
    fixture: { env: { JIGAP_WALLET_MONTHLY_USD: '0' } },
    arrange: async ({ addCaller }) => {
      const { client } = await addCaller();
      return () => client.chat.completions.create(CHAT);
    },
  },
  {
    ...SLOW_DOWN,
    name: 'moneyHeld',
    fixture: {},
    code: 'budget_held',
    says: {
      en: ['your weekly budget of $0.002', 'held', /again in 2 s/],
      ko: ['이번 주 예산 $0.002', '묶여', '2초 뒤'],
    },
    arrange: async (fixture) => {
      const caller = await fixture.addCaller(ONE_WEEK);
      await keepOneInFlight(fixture, caller, { max_tokens: 1000 });
      return () => caller.client.chat.completions.create({ ...CHAT, max_tokens: 1000 });
    },
  },
  {
    ...SLOW_DOWN,
    name: 'tooManyRequests',
    code: 'rate_limit_exceeded',
    says: { en: ['1 requests per minute', /Wait \d+ s/], ko: ['1분에 1번', /\d+초 뒤/] },
    fixture: { env: { JIGAP_STUDENT_REQUESTS_PER_MINUTE: '1' } },
    arrange: async ({ addCaller, app }) => {
      const { client, token } = await addCaller();
      await app.chat(token, CHAT);
      return () => client.chat.completions.create(CHAT);
    },
  },
  {
    ...SLOW_DOWN,
    name: 'tooManyInFlight',
    code: 'rate_limit_exceeded',
    says: { en: ['at most 1 running at once', 'Wait'], ko: ['동시에 1개', '끝난 뒤'] },
    fixture: { env: { JIGAP_STUDENT_CALLS_IN_FLIGHT: '1' } },
    arrange: async (fixture) => {
      const caller = await fixture.addCaller();
      await keepOneInFlight(fixture, caller);
      return () => caller.client.chat.completions.create(CHAT);
    },
  },
  {
    ...SLOW_DOWN,
    name: 'tooManyRequests',
    when: 'the class of the student has a lower limit than the server',
    code: 'rate_limit_exceeded',
    says: { en: ['You may send 1 requests per minute', /Wait \d+ s/], ko: ['1분에 1번까지', /\d+초 뒤/] },
    fixture: {},
    arrange: async ({ addCaller, app, classId }) => {
      await app.api('PATCH', `/api/classes/${classId}`, { student_requests_per_minute: 1 });
      const { client, token } = await addCaller();
      await app.chat(token, CHAT);
      return () => client.chat.completions.create(CHAT);
    },
  },
  {
    ...SLOW_DOWN,
    name: 'tooManyInFlight',
    when: 'the class of the student has a lower limit than the server',
    code: 'rate_limit_exceeded',
    says: { en: ['You may have at most 1 running at once', 'Wait'], ko: ['동시에 1개', '끝난 뒤'] },
    fixture: {},
    arrange: async (fixture) => {
      await fixture.app.api('PATCH', `/api/classes/${fixture.classId}`, { student_calls_in_flight: 1 });
      const caller = await fixture.addCaller();
      await keepOneInFlight(fixture, caller);
      return () => caller.client.chat.completions.create(CHAT);
    },
  },
  {
    ...SLOW_DOWN,
    name: 'classTooManyRequests',
    code: 'rate_limit_exceeded',
    says: {
      en: ['Your class may send 1 requests per minute', /Wait \d+ s/],
      ko: ['우리 반 전체가 1분에 1번', /\d+초 뒤/],
    },
    fixture: {},
    arrange: async ({ addCaller, app, classId }) => {
      await app.api('PATCH', `/api/classes/${classId}`, { requests_per_minute: 1 });
      await app.chat((await addCaller()).token, CHAT);
      const { client } = await addCaller();
      return () => client.chat.completions.create(CHAT);
    },
  },
  {
    ...SLOW_DOWN,
    name: 'classTooManyInFlight',
    code: 'rate_limit_exceeded',
    says: {
      en: ['Your class may have at most 1 calls running at once', 'Wait'],
      ko: ['우리 반 전체가 동시에 1개', '끝난 뒤'],
    },
    fixture: {},
    arrange: async (fixture) => {
      await fixture.app.api('PATCH', `/api/classes/${fixture.classId}`, { calls_in_flight: 1 });
      await keepOneInFlight(fixture, await fixture.addCaller());
      const { client } = await fixture.addCaller();
      return () => client.chat.completions.create(CHAT);
    },
  },
  {
    ...OVERLOADED,
    name: 'busy',
    code: 'server_is_overloaded',
    says: { en: ['too many calls are running', 'Try again'], ko: ['호출이 많아', '다시 시도'] },
    fixture: { env: { JIGAP_CALLS_IN_FLIGHT: '1' } },
    arrange: async (fixture) => {
      await keepOneInFlight(fixture, await fixture.addCaller());
      const { client } = await fixture.addCaller();
      return () => client.chat.completions.create(CHAT);
    },
  },
  {
    // Fails closed: what cannot be written down is not sent, and trying again would not help the disk.
    ...OVERLOADED,
    name: 'ledgerFailed',
    fixture: {},
    code: 'ledger_unavailable',
    sent: 1,
    says: {
      en: ['cannot write its ledger', 'Nothing was spent', 'teacher'],
      ko: ['장부', '돈은 들지 않았습니다', '선생님'],
    },
    arrange: async (fixture) => {
      const { client } = await fixture.addCaller();
      fixture.broken = 'placeHold';
      return () => client.chat.completions.create(CHAT);
    },
  },
  ...(['findCaller', 'placeHold'] as const).map(
    (broken): RefusalCase => ({
      ...OVERLOADED,
      name: 'databaseAway',
      when: broken,
      fixture: {},
      code: 'database_unreachable',
      says: {
        en: ['cannot reach its database', 'Nothing was spent', 'Try again', 'teacher'],
        ko: ['데이터베이스에 연결하지 못해', '돈은 들지 않았습니다', '다시 시도', '선생님'],
      },
      arrange: async (fixture) => {
        const { client } = await fixture.addCaller();
        Object.assign(fixture, { broken, failure: new UnreachableError('the database cannot be reached') });
        // Nobody knows then whose class it is.
        const headers = broken === 'findCaller' ? { 'accept-language': fixture.language } : {};
        return () => client.chat.completions.create(CHAT, { headers });
      },
    }),
  ),
  {
    name: 'internal',
    fixture: {},
    raises: InternalServerError,
    status: 500,
    type: 'server_error',
    code: 'internal_error',
    sent: 1,
    says: { en: [/req_[0-9a-f]{32}/, 'teacher'], ko: [/req_[0-9a-f]{32}/, '선생님'] },
    arrange: async (fixture) => {
      const { client } = await fixture.addCaller();
      fixture.broken = 'findCaller';
      return () => client.chat.completions.create(CHAT);
    },
  },
];
