import { defineRefusal } from './refusal-row.ts';

/** Too much at once. `seconds`: what is left of the time window of the limit; see limits/rate-limits.ts. */
export const LIMIT_REFUSALS = {
  tooManyFailures: defineRefusal<{ readonly seconds: number }>({
    status: 429,
    type: 'requests',
    code: 'rate_limit_exceeded',
    // A wrong token stays wrong, however long one waits.
    shouldRetry: false,
    retryAfter: ({ seconds }) => seconds,
    texts: {
      en: ({ seconds }) => `Too many wrong API tokens from this address. Wait ${seconds} s and check the token.`,
      ko: ({ seconds }) =>
        `같은 인터넷 주소(IP)에서 틀린 API 토큰이 너무 많이 왔습니다. ${seconds}초 뒤에 토큰을 확인하고 다시 시도하세요.`,
    },
  }),
  tooManyRequests: defineRefusal<{ readonly perMinute: number; readonly seconds: number }>({
    status: 429,
    type: 'requests',
    code: 'rate_limit_exceeded',
    shouldRetry: true,
    retryAfter: ({ seconds }) => seconds,
    texts: {
      en: ({ perMinute, seconds }) =>
        `You may send ${perMinute} requests per minute. Wait ${seconds} s; in a loop, add a short pause.`,
      ko: ({ perMinute, seconds }) =>
        `1분에 ${perMinute}번까지 요청할 수 있습니다. ${seconds}초 뒤에 다시 시도하세요. 반복문 안이라면 요청 사이에 간격을 두세요. 예: time.sleep(1)`,
    },
  }),
  tooManyInFlight: defineRefusal<{ readonly maxInFlight: number }>({
    status: 429,
    type: 'requests',
    code: 'rate_limit_exceeded',
    shouldRetry: true,
    retryAfter: 1,
    texts: {
      en: ({ maxInFlight }) => `You may have at most ${maxInFlight} running at once. Wait until a call has ended.`,
      ko: ({ maxInFlight }) =>
        `동시에 ${maxInFlight}개까지만 호출할 수 있습니다. 진행 중인 호출이 끝난 뒤에 다시 시도하세요.`,
    },
  }),
  classTooManyRequests: defineRefusal<{ readonly perMinute: number; readonly seconds: number }>({
    status: 429,
    type: 'requests',
    code: 'rate_limit_exceeded',
    shouldRetry: true,
    retryAfter: ({ seconds }) => seconds,
    texts: {
      en: ({ perMinute, seconds }) =>
        `Your class may send ${perMinute} requests per minute in total; students who sent fewer go first. Wait ${seconds} s.`,
      ko: ({ perMinute, seconds }) =>
        `우리 반 전체가 1분에 ${perMinute}번까지 요청할 수 있고, 적게 보낸 학생이 먼저입니다. ${seconds}초 뒤에 다시 시도하세요.`,
    },
  }),
  classTooManyInFlight: defineRefusal<{ readonly maxInFlight: number }>({
    status: 429,
    type: 'requests',
    code: 'rate_limit_exceeded',
    shouldRetry: true,
    retryAfter: 1,
    texts: {
      en: ({ maxInFlight }) =>
        `Your class may have at most ${maxInFlight} calls running at once in total; students with fewer go first. Wait until a call has ended.`,
      ko: ({ maxInFlight }) =>
        `우리 반 전체가 동시에 ${maxInFlight}개까지만 호출할 수 있고, 적게 쓰는 학생이 먼저입니다. 진행 중인 호출이 끝난 뒤에 다시 시도하세요.`,
    },
  }),
  /** The slots of the model's own server are taken: see limits/provider-slots.ts. */
  providerFull: defineRefusal({
    status: 429,
    type: 'requests',
    code: 'provider_full',
    shouldRetry: true,
    retryAfter: 5,
    texts: {
      en: 'The server of this model is busy with the calls of others, and yours did not get its turn in time. This is not your fault, and nothing was spent; try again in a moment.',
      ko: '이 모델의 서버가 다른 호출로 붐벼 이번에는 차례가 오지 않았습니다. 코드 잘못이 아니며, 돈도 들지 않았습니다. 잠시 뒤에 다시 시도하세요.',
    },
  }),
  bodiesFull: defineRefusal({
    status: 503,
    type: 'server_error',
    code: 'server_is_overloaded',
    shouldRetry: true,
    retryAfter: 2,
    texts: {
      en: 'Many large requests are arriving at this moment, and there was no room for yours. Nothing was spent; try again in a moment.',
      ko: '지금 큰 요청이 한꺼번에 몰려 받을 자리가 없었습니다. 돈은 들지 않았습니다. 잠시 뒤에 다시 시도하세요.',
    },
  }),
  busy: defineRefusal({
    status: 503,
    type: 'server_error',
    code: 'server_is_overloaded',
    shouldRetry: true,
    retryAfter: 1,
    texts: {
      en: 'The gateway is busy: too many calls are running. Try again in a moment.',
      ko: '지금은 호출이 많아 더 받을 수 없습니다. 잠시 뒤에 다시 시도하세요.',
    },
  }),
};
