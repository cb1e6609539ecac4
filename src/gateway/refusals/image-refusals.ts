import { defineRefusal } from './refusal-row.ts';

const WRONG_VALUE = {
  status: 400,
  type: 'invalid_request_error',
  code: 'invalid_value',
  shouldRetry: false,
} as const;

/** Images that are not drawn here. Each text says what to ask for instead. */
export const IMAGE_REFUSALS = {
  parameterImageSize: defineRefusal<{ readonly param: string }>({
    ...WRONG_VALUE,
    texts: {
      en: ({ param }) =>
        `"${param}" must be WIDTHxHEIGHT, such as "1024x1024" or "1536x1024": both multiples of 16 up to 3840, the longer one at most 3 times the shorter, 655,360 to 8,294,400 pixels in total. "auto" is not available, because its cost is not known before the call. Leave it out for 1024x1024.`,
      ko: ({ param }) =>
        `"${param}" 값은 "1024x1024", "1536x1024"처럼 가로x세로로 적으세요. 둘 다 16의 배수이고 3840 이하, 긴 쪽은 짧은 쪽의 3배 이하, 전체는 655,360~8,294,400픽셀이어야 합니다. "auto"는 비용을 미리 알 수 없어 쓸 수 없습니다. 빼면 1024x1024로 그립니다.`,
    },
  }),
  parameterImageQuality: defineRefusal<{ readonly param: string; readonly choices: string }>({
    ...WRONG_VALUE,
    texts: {
      en: ({ param, choices }) =>
        `"${param}" must be one of: ${choices}. "auto" is not available, because its cost is not known before the call. Leave it out for low.`,
      ko: ({ param, choices }) =>
        `"${param}" 값은 다음 중 하나로 적으세요: ${choices}. "auto"는 비용을 미리 알 수 없어 쓸 수 없습니다. 빼면 low로 그립니다.`,
    },
  }),
  parameterImageFormat: defineRefusal<{ readonly param: string }>({
    ...WRONG_VALUE,
    texts: {
      en: ({ param }) =>
        `"${param}" must be "png", "jpeg" or "webp": the cost of other formats is not known before the call. Leave it out for a PNG.`,
      ko: ({ param }) =>
        `"${param}" 값은 "png", "jpeg", "webp" 중 하나로 적으세요. 다른 형식은 비용을 미리 알 수 없어 쓸 수 없습니다. 빼면 PNG로 받습니다.`,
    },
  }),
  parameterImageCount: defineRefusal<{ readonly param: string; readonly max: number }>({
    ...WRONG_VALUE,
    texts: {
      en: ({ param, max }) =>
        `"${param}" may be ${max} at most: so many images are drawn in one call. Lower it, and send more calls for more.`,
      ko: ({ param, max }) =>
        `"${param}" 값은 ${max} 이하로 적으세요. 한 번에 그만큼까지 그립니다. 더 필요하면 여러 번 나누어 보내세요.`,
    },
  }),
  parameterImageStream: defineRefusal<{ readonly param: string }>({
    ...WRONG_VALUE,
    code: 'invalid_parameter_combination',
    texts: {
      en: ({ param }) => `A stream shows one image. Leave "${param}" out, or send the call without "stream".`,
      ko: ({ param }) =>
        `스트림으로는 이미지를 한 장만 받을 수 있습니다. "${param}" 값이나 "stream" 값을 빼고 보내세요.`,
    },
  }),
  parameterDallE: defineRefusal<{ readonly param: string }>({
    ...WRONG_VALUE,
    code: 'unsupported_parameter',
    texts: {
      en: ({ param }) =>
        `"${param}" was for DALL·E, which OpenAI has shut down. Leave it out: every image comes as base64 in b64_json, and its style is a matter of the prompt.`,
      ko: ({ param }) =>
        `"${param}" 값은 OpenAI가 종료한 DALL·E에서만 쓰였습니다. 빼고 보내세요. 이미지는 항상 b64_json에 base64로 오고, 화풍은 프롬프트에 적으면 됩니다.`,
    },
  }),
};
