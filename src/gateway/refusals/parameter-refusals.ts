import type { Remedy } from '../../endpoints/parameters/fit-to-model.ts';
import type { Expected } from '../../endpoints/parameters/parameter-error.ts';
import type { Language } from '../../language/languages.ts';
import { defineRefusal, INVALID_VALUE, UNSUPPORTED_PARAMETER } from './refusal-row.ts';

const EXPECTED: Readonly<Record<Language, Readonly<Record<Expected, string>>>> = {
  en: {
    object: 'an object',
    list: 'a list',
    'shorter-list': 'a shorter list (the OpenAI documentation says how long)',
    text: 'a text',
    'text-or-list': 'a text or a list',
    boolean: 'true or false',
    number: 'a number',
    'number-within': 'a number within the limits in the OpenAI documentation',
    integer: 'a whole number within the limits in the OpenAI documentation',
    'positive-integer': 'a positive whole number (and not too large)',
    choice: 'one of the values in the OpenAI documentation',
  },
  ko: {
    object: '객체({...})여야',
    list: '리스트([...])여야',
    'shorter-list': 'OpenAI 문서에 있는 최대 개수를 넘지 않는 리스트([...])여야',
    text: '문자열이어야',
    'text-or-list': '문자열 또는 리스트([...])여야',
    boolean: 'true 또는 false여야',
    number: '숫자여야',
    'number-within': 'OpenAI 문서에 있는 범위 안의 숫자여야',
    integer: 'OpenAI 문서에 있는 범위 안의 정수여야',
    'positive-integer': '(너무 크지 않은) 양의 정수여야',
    choice: 'OpenAI 문서에 있는 값 중 하나여야',
  },
};

const REMEDIES: Readonly<Record<Language, Readonly<Record<Remedy, string>>>> = {
  en: {
    'leave-out': 'Leave it out, or use another model.',
    'no-effort': 'Set the reasoning effort to "none", or leave the parameter out.',
    smaller:
      'The gateway applies it instead, but not to an answer that can be this large. Use "stream": true, or lower max_tokens, n or logprobs.',
    'without-echo': 'The gateway applies it instead, but not together with echo. Leave one of them out.',
  },
  ko: {
    'leave-out': '이 매개변수를 빼거나 다른 모델을 쓰세요.',
    'no-effort': '추론 강도(effort)를 "none"으로 정하거나 이 매개변수를 빼세요.',
    smaller:
      'jigap 서버가 대신 처리하지만, 답이 이렇게 커질 수 있으면 처리하지 못합니다. "stream": true로 받거나 max_tokens, n, logprobs 값을 줄이세요.',
    'without-echo': 'jigap 서버가 대신 처리하지만 echo와 함께 쓸 수는 없습니다. 둘 중 하나를 빼세요.',
  },
};

/** Models and parameters that the policy does not allow, or the model does not take. */
export const PARAMETER_REFUSALS = {
  modelMissing: defineRefusal<{ readonly allowed: string }>({
    status: 400,
    type: 'invalid_request_error',
    code: 'missing_required_parameter',
    shouldRetry: false,
    texts: {
      en: ({ allowed }) => `Say which model: ${allowed}.`,
      ko: ({ allowed }) => `"model" 값이 없습니다. 쓸 수 있는 모델(${allowed}) 가운데 하나를 적으세요.`,
    },
  }),
  modelNotAllowed: defineRefusal<{ readonly model: string; readonly allowed: string }>({
    status: 404,
    type: 'invalid_request_error',
    code: 'model_not_found',
    shouldRetry: false,
    texts: {
      en: ({ model, allowed }) => `The model ${model} is not available to you. Allowed: ${allowed}. Nothing was spent.`,
      ko: ({ model, allowed }) => `${model} 모델은 쓸 수 없습니다(쓸 수 있는 모델: ${allowed}). 돈은 들지 않았습니다.`,
    },
  }),
  /** It may be used, and does not answer at this endpoint. */
  modelElsewhere: defineRefusal<{ readonly model: string; readonly addresses: string; readonly allowed: string }>({
    status: 404,
    type: 'invalid_request_error',
    code: 'model_not_found',
    shouldRetry: false,
    texts: {
      en: ({ model, addresses, allowed }) =>
        `The model ${model} does not answer at this address, but at ${addresses}. Allowed here: ${allowed}. Nothing was spent.`,
      ko: ({ model, addresses, allowed }) =>
        `${model} 모델은 이 주소에서 쓸 수 없습니다. ${addresses}에서 쓰세요(이 주소에서 쓸 수 있는 모델: ${allowed}). 돈은 들지 않았습니다.`,
    },
  }),
  parameterMissing: defineRefusal<{ readonly param: string }>({
    status: 400,
    type: 'invalid_request_error',
    code: 'missing_required_parameter',
    shouldRetry: false,
    texts: {
      en: ({ param }) => `"${param}" is missing or empty.`,
      ko: ({ param }) => `"${param}" 값이 없거나 비어 있습니다. 값을 넣어 다시 보내세요.`,
    },
  }),
  parameterUnknown: defineRefusal<{ readonly param: string }>({
    status: 400,
    type: 'invalid_request_error',
    code: 'unknown_parameter',
    shouldRetry: false,
    texts: {
      en: ({ param }) =>
        `The gateway does not know the parameter "${param}", so it is refused. Check the spelling, or leave it out.`,
      ko: ({ param }) => `"${param}" 매개변수는 jigap 서버가 알지 못해 거절했습니다. 철자를 확인하거나 빼고 보내세요.`,
    },
  }),
  parameterUnsupported: defineRefusal<{ readonly param: string }>({
    ...UNSUPPORTED_PARAMETER,
    texts: {
      en: ({ param }) => `"${param}" is not available here, because its cost has no known limit. Leave it out.`,
      ko: ({ param }) =>
        `"${param}" 매개변수는 쓸 수 없습니다. 비용이 최대 얼마나 들지 미리 알 수 없기 때문입니다. 빼고 보내세요.`,
    },
  }),
  parameterStored: defineRefusal<{ readonly param: string }>({
    ...UNSUPPORTED_PARAMETER,
    texts: {
      en: ({ param }) =>
        `"${param}" refers to an earlier answer that is not in the gateway's memory: it keeps only your latest answers, for a limited time. Send the earlier messages instead. With store: false, your client does this by itself (Agents SDK: ModelSettings(store=False); Agent Framework: options={"store": False}; AI SDK: providerOptions: { openai: { store: false } }).`,
      ko: ({ param }) =>
        `"${param}" 값이 가리키는 이전 답이 jigap 서버의 메모리에 없습니다. 최근 답만 잠시 남겨 두기 때문입니다. 이전 대화를 함께 보내세요. store: false로 설정하면 클라이언트가 알아서 함께 보냅니다(Agents SDK: ModelSettings(store=False), Agent Framework: options={"store": False}, AI SDK: providerOptions: { openai: { store: false } }).`,
    },
  }),
  parameterOnlyReasoning: defineRefusal<{ readonly param: string }>({
    ...UNSUPPORTED_PARAMETER,
    texts: {
      en: ({ param }) => `"${param}" is only for reasoning models, and this model is not one. Leave it out.`,
      ko: ({ param }) => `"${param}" 값은 추론 모델에서만 쓸 수 있는데, 이 모델은 추론 모델이 아닙니다. 빼고 보내세요.`,
    },
  }),
  parameterModelLacks: defineRefusal<{ readonly param: string; readonly model: string; readonly remedy: Remedy }>({
    ...UNSUPPORTED_PARAMETER,
    texts: {
      en: ({ param, model, remedy }) => `The model ${model} does not take "${param}". ${REMEDIES.en[remedy]}`,
      ko: ({ param, model, remedy }) => `${model} 모델은 "${param}" 매개변수를 받지 않습니다. ${REMEDIES.ko[remedy]}`,
    },
  }),
  parameterNotText: defineRefusal<{ readonly param: string }>({
    ...UNSUPPORTED_PARAMETER,
    texts: {
      en: ({ param }) =>
        `Only text is available here, and pictures in chats and responses: no sound and no files ("${param}").`,
      ko: ({ param }) =>
        `텍스트만 보낼 수 있습니다("${param}"). 사진은 chat과 responses에서만 받고, 소리와 파일은 보낼 수 없습니다.`,
    },
  }),
  parameterWrong: defineRefusal<{ readonly param: string; readonly expected: Expected }>({
    ...INVALID_VALUE,
    texts: {
      en: ({ param, expected }) => `"${param}" must be ${EXPECTED.en[expected]}.`,
      ko: ({ param, expected }) => `"${param}" 값은 ${EXPECTED.ko[expected]} 합니다.`,
    },
  }),
  parameterBothCaps: defineRefusal({
    status: 400,
    type: 'invalid_request_error',
    code: 'invalid_parameter_combination',
    shouldRetry: false,
    texts: {
      en: 'Send either max_tokens or max_completion_tokens, not both.',
      ko: 'max_tokens와 max_completion_tokens 중 하나만 보내세요.',
    },
  }),
  parameterTooLong: defineRefusal<{ readonly param: string; readonly max: number }>({
    ...INVALID_VALUE,
    texts: {
      en: ({ param, max }) => `"${param}" may have ${max.toLocaleString('en')} characters at most. Shorten it.`,
      ko: ({ param, max }) =>
        `"${param}" 값은 ${max.toLocaleString('en')}자까지 보낼 수 있습니다. 줄여서 다시 보내세요.`,
    },
  }),
  parameterNotStreaming: defineRefusal<{ readonly param: string }>({
    status: 400,
    type: 'invalid_request_error',
    code: 'invalid_parameter_combination',
    shouldRetry: false,
    texts: {
      en: ({ param }) => `"${param}" needs "stream": true.`,
      ko: ({ param }) => `"${param}" 값은 "stream": true일 때만 쓸 수 있습니다.`,
    },
  }),
};
