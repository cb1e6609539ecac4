import { defineRefusal, INVALID_VALUE, type RefusalRow } from './refusal-row.ts';

/** @property nextAt the student's local time */
type TooSoon = RefusalRow<{ readonly nextAt: string }>;

function tooSoon(texts: TooSoon['texts']): TooSoon {
  return { status: 429, type: 'requests', code: 'money_request_too_soon', shouldRetry: false, texts };
}

/** Why a request for more money is not taken. */
export const ASK_REFUSALS = {
  askWaits: tooSoon({
    en: ({ nextAt, ownerTitle }) =>
      `Your last request waits for an answer from ${ownerTitle}. Without one, you can send another from ${nextAt}.`,
    ko: ({ nextAt, ownerTitle }) =>
      `이미 보낸 요청이 ${ownerTitle}의 답을 기다리고 있습니다. 답이 없으면 ${nextAt}부터 새로 요청할 수 있습니다.`,
  }),
  askDeclined: tooSoon({
    en: ({ nextAt }) => `Your last request was declined. You can send another from ${nextAt}.`,
    ko: ({ nextAt }) => `지난 요청이 거절되었습니다. ${nextAt}부터 새로 요청할 수 있습니다.`,
  }),
  askWeekly: tooSoon({
    en: ({ nextAt }) => `You have sent as many requests as you can in a week. You can send another from ${nextAt}.`,
    ko: ({ nextAt }) => `일주일에 보낼 수 있는 요청을 모두 보냈습니다. ${nextAt}부터 새로 요청할 수 있습니다.`,
  }),
  askOff: defineRefusal({
    status: 403,
    type: 'invalid_request_error',
    code: 'money_requests_off',
    shouldRetry: false,
    texts: {
      en: ({ ownerTitle }) => `Your class does not take requests for more money here. Ask ${ownerTitle} directly.`,
      ko: ({ ownerTitle }) => `이 반에서는 여기서 예산을 요청할 수 없습니다. ${ownerTitle}께 직접 말씀드리세요.`,
    },
  }),
  askAmount: defineRefusal<{ readonly max: string }>({
    ...INVALID_VALUE,
    texts: {
      en: ({ max }) => `"amount_usd" must be an amount in USD above 0 and at most ${max}, such as 0.5.`,
      ko: ({ max }) => `"amount_usd"에는 0.5처럼 0보다 크고 ${max} 이하인 달러 금액을 적어야 합니다.`,
    },
  }),
  askReason: defineRefusal<{ readonly maxCharacters: number }>({
    ...INVALID_VALUE,
    texts: {
      en: ({ maxCharacters }) =>
        `"reason" must be a text of 1 to ${maxCharacters} characters that says what you need the money for.`,
      ko: ({ maxCharacters }) => `"reason"에는 돈이 왜 필요한지 1~${maxCharacters}자로 적어야 합니다.`,
    },
  }),
};
