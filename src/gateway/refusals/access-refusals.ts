import { defineRefusal } from './refusal-row.ts';

/** Null where there are none; the next lesson with its zone. */
interface LessonTimes {
  readonly className: string;
  readonly hours: string | null;
  readonly nextLesson: string | null;
}

/** Refusals of callers who may not call, or not now. */
export const ACCESS_REFUSALS = {
  noToken: defineRefusal({
    status: 401,
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    shouldRetry: false,
    texts: {
      en: ({ ownerTitle }) =>
        `No API token was sent. Use the token from ${ownerTitle} (it begins with "jgp_") as api_key, and the address from ${ownerTitle} as base_url.`,
      ko: ({ ownerTitle }) =>
        `API 토큰 없이 보낸 요청입니다. ${ownerTitle}께 받은 API 토큰("jgp_"로 시작)은 api_key에, 주소는 base_url에 넣으세요.`,
    },
  }),
  openaiKey: defineRefusal({
    status: 401,
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    shouldRetry: false,
    texts: {
      en: ({ ownerTitle }) =>
        `This gateway does not take OpenAI keys. Use the token from ${ownerTitle} (it begins with "jgp_") as api_key. If you sent a real key by mistake, revoke it at OpenAI.`,
      ko: ({ ownerTitle }) =>
        `OpenAI 키는 이 서버에서 쓸 수 없습니다. ${ownerTitle}께 받은 API 토큰("jgp_"로 시작)을 api_key에 넣으세요. 실제 키를 실수로 보냈다면 OpenAI에서 그 키를 폐기하세요.`,
    },
  }),
  badToken: defineRefusal({
    status: 401,
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    shouldRetry: false,
    texts: {
      en: ({ ownerTitle }) =>
        `This API token is not known here. Copy it again, whole and without blanks (it begins with "jgp_"), or ask ${ownerTitle} for a new one.`,
      ko: ({ ownerTitle }) =>
        `알 수 없는 API 토큰입니다. 빈칸 없이 처음부터 끝까지 다시 복사하거나("jgp_"로 시작) ${ownerTitle}께 새 토큰을 받으세요.`,
    },
  }),
  revokedToken: defineRefusal({
    status: 401,
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    shouldRetry: false,
    texts: {
      en: ({ ownerTitle }) => `This API token was replaced or revoked. Ask ${ownerTitle} for a new one.`,
      ko: ({ ownerTitle }) => `교체되었거나 폐기된 API 토큰입니다. ${ownerTitle}께 새 토큰을 받으세요.`,
    },
  }),
  expiredToken: defineRefusal({
    status: 401,
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    shouldRetry: false,
    texts: {
      en: ({ ownerTitle }) => `This API token has expired. Ask ${ownerTitle} for a new one.`,
      ko: ({ ownerTitle }) => `만료된 API 토큰입니다. ${ownerTitle}께 새 토큰을 받으세요.`,
    },
  }),
  noSession: defineRefusal({
    status: 401,
    type: 'invalid_request_error',
    code: 'no_session',
    shouldRetry: false,
    texts: {
      en: 'You are not signed in any more, or this page has been open for too long. Open it again, and try once more.',
      ko: '로그인이 풀렸거나 페이지를 너무 오래 열어 두었습니다. 페이지를 새로 고친 뒤 다시 시도하세요.',
    },
  }),
  suspended: defineRefusal({
    status: 403,
    type: 'invalid_request_error',
    code: 'token_suspended',
    shouldRetry: false,
    texts: {
      en: ({ ownerTitle }) => `Your access is suspended. Ask ${ownerTitle} why; your budget is kept.`,
      ko: ({ ownerTitle }) => `사용이 정지되었습니다. 이유는 ${ownerTitle}께 여쭤보세요. 예산은 그대로 남아 있습니다.`,
    },
  }),
  classNotYet: defineRefusal<{ readonly className: string; readonly startsOn: string }>({
    status: 403,
    type: 'invalid_request_error',
    code: 'class_not_in_session',
    shouldRetry: false,
    texts: {
      en: ({ className, startsOn }) => `The class has not started yet (${className}). You can use it from ${startsOn}.`,
      ko: ({ className, startsOn }) => `아직 수업이 시작되지 않았습니다(${className}). ${startsOn}부터 쓸 수 있습니다.`,
    },
  }),
  classOver: defineRefusal<{ readonly className: string; readonly endsOn: string }>({
    status: 403,
    type: 'invalid_request_error',
    code: 'class_not_in_session',
    shouldRetry: false,
    texts: {
      en: ({ className, endsOn, ownerTitle }) =>
        `The class ended on ${endsOn} (${className}), so it cannot be used any more. Ask ${ownerTitle}.`,
      ko: ({ className, endsOn, ownerTitle }) =>
        `수업이 ${endsOn}에 끝나 더는 쓸 수 없습니다(${className}). 더 필요하면 ${ownerTitle}께 말씀드리세요.`,
    },
  }),
  classArchived: defineRefusal<{ readonly className: string }>({
    status: 403,
    type: 'invalid_request_error',
    code: 'class_not_in_session',
    shouldRetry: false,
    texts: {
      en: ({ className, ownerTitle }) =>
        `The class has ended (${className}), so it cannot be used any more. Ask ${ownerTitle}.`,
      ko: ({ className, ownerTitle }) =>
        `수업이 끝나 더는 쓸 수 없습니다(${className}). 더 필요하면 ${ownerTitle}께 말씀드리세요.`,
    },
  }),
  classPaused: defineRefusal<{ readonly className: string }>({
    status: 403,
    type: 'invalid_request_error',
    code: 'class_paused',
    shouldRetry: false,
    texts: {
      en: ({ className, ownerTitle }) =>
        `The class was paused by ${ownerTitle} (${className}). Ask when it goes on; your budget is kept.`,
      ko: ({ className, ownerTitle }) =>
        `${ownerTitle}께서 반을 일시 중지하셨습니다(${className}). 언제 다시 쓸 수 있는지 여쭤보세요. 예산은 그대로 남아 있습니다.`,
    },
  }),
  classClosed: defineRefusal<LessonTimes>({
    status: 403,
    type: 'invalid_request_error',
    code: 'class_not_in_session',
    shouldRetry: false,
    texts: {
      en: ({ className, hours, nextLesson, ownerTitle }) =>
        [
          `It is not lesson time (${className}).`,
          ...(hours === null ? [] : [`The class is open ${hours}.`]),
          nextLesson === null
            ? `No lesson is planned; ask ${ownerTitle} when the class opens.`
            : `The next lesson begins on ${nextLesson}.`,
        ].join(' '),
      ko: ({ className, hours, nextLesson, ownerTitle }) =>
        [
          `지금은 수업 시간이 아닙니다(${className}).`,
          ...(hours === null ? [] : [`수업 시간: ${hours}.`]),
          nextLesson === null
            ? `정해진 다음 수업이 없습니다. 언제 쓸 수 있는지 ${ownerTitle}께 여쭤보세요.`
            : `다음 수업은 ${nextLesson}에 시작합니다.`,
        ].join(' '),
    },
  }),
};
