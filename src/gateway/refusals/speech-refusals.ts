import { defineRefusal, INVALID_VALUE, UNSUPPORTED_PARAMETER } from './refusal-row.ts';

/** Parameters of speech. */
export const SPEECH_REFUSALS = {
  parameterVoice: defineRefusal<{ readonly param: string; readonly voices: string }>({
    ...INVALID_VALUE,
    texts: {
      en: ({ param, voices }) =>
        `"${param}" must be ${voices === '' ? 'the name of a voice that the model has' : `one of: ${voices}`}. Voices of one's own ({"id": ...}) are not available: they belong to the account of the key.`,
      ko: ({ param, voices }) =>
        `"${param}" 값에는 ${voices === '' ? '모델에 있는 목소리의 이름을 적으세요.' : `다음 목소리 중 하나를 적으세요: ${voices}.`} 직접 만든 목소리({"id": ...})는 키 주인의 계정에 속하므로 쓸 수 없습니다.`,
    },
  }),
  parameterVoiceInstructions: defineRefusal<{ readonly param: string }>({
    ...UNSUPPORTED_PARAMETER,
    texts: {
      en: ({ param }) => `This model does not take "${param}" on how to read. Leave it out.`,
      ko: ({ param }) => `이 모델은 읽는 방식을 정하는 "${param}" 값을 받지 않습니다. 빼고 보내세요.`,
    },
  }),
  parameterSoundEvents: defineRefusal<{ readonly param: string }>({
    ...UNSUPPORTED_PARAMETER,
    texts: {
      en: ({ param }) =>
        `"${param}" can only be "audio" here: the sound comes as its bytes are made, without events. Leave it out; with_streaming_response plays it while it comes.`,
      ko: ({ param }) =>
        `"${param}" 값은 "audio"만 쓸 수 있습니다. 소리는 이벤트 없이, 만들어지는 대로 바이트로 옵니다. 이 값을 빼세요. 오는 동안 재생하려면 with_streaming_response를 쓰세요.`,
    },
  }),
};
