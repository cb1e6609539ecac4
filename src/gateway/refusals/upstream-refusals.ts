import { defineRefusal } from './refusal-row.ts';

const charged = (ownerTitle: string) => `The call was charged; ${ownerTitle} can refund it.`;
const NOTHING_SPENT = {
  en: 'Nothing was spent; try again in a moment.',
  ko: '돈은 들지 않았습니다. 잠시 뒤에 다시 시도하세요.',
};

/** OpenAI's clients honour a wait of up to 60 s; a longer one would only be cut into hopeless tries. */
const MAX_RETRY_SECONDS = 60;
const DEFAULT_RETRY_SECONDS = 5;
const FLEX_RETRY_SECONDS = 15;
/** A pause of a key is never longer. */
const MAX_BUSY_SECONDS = 600;

/** For upstreamBusy. @param waitMs what the provider says; null: nothing */
export function busySeconds(waitMs: number | null): number {
  const seconds = waitMs === null ? DEFAULT_RETRY_SECONDS : Math.ceil(waitMs / 1000);
  return Math.min(Math.max(seconds, 1), MAX_BUSY_SECONDS);
}

/** A 429 of the provider. */
const BUSY = {
  status: 429,
  type: 'requests',
  code: 'upstream_rate_limit',
  // A client that waits no longer than it can would only try in vain.
  shouldRetry: ({ seconds }: Wait) => seconds <= MAX_RETRY_SECONDS,
  retryAfter: ({ seconds }: Wait) => seconds,
} as const;

interface Wait {
  readonly seconds: number;
}

/** What the provider's failures become for a student: see upstream-errors.ts for which is chosen. */
export const UPSTREAM_REFUSALS = {
  upstreamUnreachable: defineRefusal({
    status: 502,
    type: 'server_error',
    code: 'upstream_unreachable',
    shouldRetry: true,
    texts: {
      en: 'The model provider cannot be reached. Nothing was spent; try again later.',
      ko: '모델 제공자에 연결할 수 없습니다. 돈은 들지 않았습니다. 나중에 다시 시도하세요.',
    },
  }),
  upstreamFailed: defineRefusal({
    status: 502,
    type: 'server_error',
    code: 'upstream_error',
    shouldRetry: true,
    texts: {
      en: 'The model provider has a problem. Nothing was spent; try again in a moment.',
      ko: '모델 제공자 쪽에 문제가 있습니다. 돈은 들지 않았습니다. 잠시 뒤에 다시 시도하세요.',
    },
  }),
  upstreamDied: defineRefusal<{ readonly isCharged: boolean }>({
    status: 502,
    type: 'server_error',
    code: 'upstream_error',
    shouldRetry: false,
    texts: {
      en: ({ isCharged, ownerTitle }) =>
        `The model provider broke off its answer. ${isCharged ? charged(ownerTitle) : NOTHING_SPENT.en}`,
      ko: ({ isCharged, ownerTitle }) =>
        `모델 제공자가 답을 중간에 끊었습니다. ${isCharged ? `이 호출의 비용은 예산에서 차감되었습니다. 환불받으려면 ${ownerTitle}께 말씀드리세요.` : NOTHING_SPENT.ko}`,
    },
  }),
  upstreamTimeout: defineRefusal<{ readonly isCharged: boolean }>({
    status: 504,
    type: 'server_error',
    code: 'upstream_timeout',
    shouldRetry: false,
    texts: {
      en: ({ isCharged, ownerTitle }) =>
        `The model provider took too long to answer. ${isCharged ? charged(ownerTitle) : 'Nothing was spent.'} Ask for a shorter answer.`,
      ko: ({ isCharged, ownerTitle }) =>
        `모델 제공자의 답이 너무 오래 걸렸습니다. ${isCharged ? `이 호출의 비용은 예산에서 차감되었습니다. 환불받으려면 ${ownerTitle}께 말씀드리고, 더 짧은 답을 요청해 보세요.` : '돈은 들지 않았습니다. 더 짧은 답을 요청해 보세요.'}`,
    },
  }),
  upstreamKey: defineRefusal({
    status: 502,
    type: 'server_error',
    code: 'upstream_auth_failed',
    shouldRetry: false,
    texts: {
      en: ({ ownerTitle }) =>
        `The provider did not accept the gateway's own key. This is not your fault, and nothing was spent; tell ${ownerTitle}.`,
      ko: ({ ownerTitle }) =>
        `모델 제공자가 jigap 서버의 키를 거절했습니다. 코드 잘못이 아니며, 돈도 들지 않았습니다. ${ownerTitle}께 말씀드리세요.`,
    },
  }),
  upstreamAddress: defineRefusal({
    status: 502,
    type: 'server_error',
    code: 'upstream_misconfigured',
    shouldRetry: false,
    texts: {
      en: ({ ownerTitle }) =>
        `The address of the model provider is set wrong in the gateway. This is not your fault, and nothing was spent; tell ${ownerTitle}.`,
      ko: ({ ownerTitle }) =>
        `jigap 서버에 설정된 모델 제공자 주소가 맞지 않습니다. 코드 잘못이 아니며, 돈도 들지 않았습니다. ${ownerTitle}께 말씀드리세요.`,
    },
  }),
  upstreamOutOfMoney: defineRefusal({
    status: 402,
    type: 'server_error',
    code: 'upstream_out_of_money',
    shouldRetry: false,
    texts: {
      en: ({ ownerTitle }) =>
        `The gateway's account at the provider is out of money or over its limit. This is not your fault, and nothing was spent; tell ${ownerTitle}.`,
      ko: ({ ownerTitle }) =>
        `jigap 서버가 쓰는 모델 제공자 계정에 돈이 없거나 한도를 넘었습니다. 코드 잘못이 아니며, 돈도 들지 않았습니다. ${ownerTitle}께 말씀드리세요.`,
    },
  }),
  upstreamModel: defineRefusal<{ readonly model: string }>({
    status: 502,
    type: 'server_error',
    code: 'upstream_model_not_found',
    shouldRetry: false,
    texts: {
      en: ({ model, ownerTitle }) =>
        `The provider does not serve ${model} any more. This is not your fault, and nothing was spent; tell ${ownerTitle}.`,
      ko: ({ model, ownerTitle }) =>
        `모델 제공자가 더 이상 ${model} 모델을 제공하지 않습니다. 코드 잘못이 아니며, 돈도 들지 않았습니다. ${ownerTitle}께 말씀드리세요.`,
    },
  }),
  upstreamUnsupported: defineRefusal<{ readonly model: string; readonly path: string }>({
    status: 400,
    type: 'invalid_request_error',
    code: 'unsupported_operation',
    shouldRetry: false,
    texts: {
      en: ({ model, path }) =>
        `The server of ${model} does not support this request at ${path}. Nothing was spent. Use another model, or leave out special parameters.`,
      ko: ({ model, path }) =>
        `${model} 모델의 서버는 ${path}에서 이 요청을 지원하지 않습니다. 돈은 들지 않았습니다. 다른 모델을 쓰거나, 꼭 필요하지 않은 매개변수를 빼고 다시 보내세요.`,
    },
  }),
  upstreamBusy: defineRefusal<Wait>({
    ...BUSY,
    texts: {
      en: ({ seconds }) =>
        `The provider is limiting the calls of the whole class, not only yours. Nothing was spent; try again in ${seconds} s.`,
      ko: ({ seconds }) =>
        `모델 제공자가 지금 반 전체의 호출 속도를 제한하고 있습니다. 코드 잘못이 아니며, 돈도 들지 않았습니다. ${seconds}초 뒤에 다시 시도하세요.`,
    },
  }),
  /** It refused another call before, so this one was not sent. */
  upstreamPaused: defineRefusal<Wait>({
    ...BUSY,
    texts: {
      en: ({ seconds }) =>
        `The provider is limiting the calls of the whole class, so this one was not sent. Nothing was spent; try again in ${seconds} s.`,
      ko: ({ seconds }) =>
        `모델 제공자가 반 전체의 호출 속도를 제한하고 있어 이 호출은 보내지 않았습니다. 코드 잘못이 아니며, 돈도 들지 않았습니다. ${seconds}초 뒤에 다시 시도하세요.`,
    },
  }),
  /** OpenAI's flex tier has no room; it bills nothing. */
  upstreamFlexFull: defineRefusal({
    status: 429,
    type: 'requests',
    code: 'upstream_flex_full',
    shouldRetry: true,
    retryAfter: () => FLEX_RETRY_SECONDS,
    texts: {
      en: ({ ownerTitle }) =>
        `Your class calls at the provider's cheaper, slower tier (flex), which has no room now. Nothing was spent; try again in ${FLEX_RETRY_SECONDS} s. If it does not pass, tell ${ownerTitle}.`,
      ko: ({ ownerTitle }) =>
        `우리 반의 호출은 싸고 느린 방식(flex)으로 보내는데, 지금 모델 제공자 쪽에 자리가 없습니다. 돈은 들지 않았습니다. ${FLEX_RETRY_SECONDS}초 뒤에 다시 시도하고, 계속되면 ${ownerTitle}께 말씀드리세요.`,
    },
  }),
  upstreamTooLong: defineRefusal<{ readonly contextWindow: number }>({
    status: 400,
    type: 'invalid_request_error',
    code: 'context_length_exceeded',
    shouldRetry: false,
    texts: {
      en: ({ contextWindow }) =>
        `The messages and the answer together do not fit into the model's ${contextWindow} tokens. Send less text, or a smaller max_tokens.`,
      ko: ({ contextWindow }) =>
        `보낸 글과 답을 합하면 이 모델이 한 번에 다룰 수 있는 ${contextWindow}토큰을 넘습니다. 글이나 max_tokens를 줄이세요.`,
    },
  }),
  upstreamInputTooLong: defineRefusal<{ readonly contextWindow: number }>({
    status: 400,
    type: 'invalid_request_error',
    code: 'context_length_exceeded',
    shouldRetry: false,
    texts: {
      en: ({ contextWindow }) =>
        `A text is longer than the ${contextWindow} tokens that this model reads at once. Nothing was spent; cut the text into shorter parts.`,
      ko: ({ contextWindow }) =>
        `이 모델이 한 번에 읽을 수 있는 ${contextWindow}토큰보다 긴 글이 있습니다. 돈은 들지 않았습니다. 글을 더 짧게 나누어 보내세요.`,
    },
  }),
  upstreamRefused: defineRefusal<{ readonly reason: string | null }>({
    status: 400,
    type: 'invalid_request_error',
    code: 'invalid_request',
    shouldRetry: false,
    texts: {
      en: ({ reason }) =>
        reason === null ? 'The provider refused this request.' : `The provider refused this request: ${reason}`,
      ko: ({ reason }) =>
        reason === null ? '모델 제공자가 이 요청을 거절했습니다.' : `모델 제공자가 이 요청을 거절했습니다: ${reason}`,
    },
  }),
};
