import { BadRequestError, NotFoundError } from 'openai';
import type { RefusalCase } from './refusal-case.ts';
import { CHAT, type SdkFixture } from './sdk-fixture.ts';

const BAD = { raises: BadRequestError, status: 400, type: 'invalid_request_error', sent: 1 } as const;
const fixture = { env: { JIGAP_ALLOWED_MODELS: 'tts-1' } };

function speaking(more: object) {
  return async ({ addCaller }: SdkFixture) => {
    const { client } = await addCaller();
    return () => client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Hello', ...more });
  };
}

/** What is asked of a voice. */
export const SPEECH_CASES: readonly RefusalCase[] = [
  {
    ...{ ...BAD, raises: NotFoundError, status: 404 },
    ...{ name: 'modelElsewhere', code: 'model_not_found', param: 'model', fixture },
    says: { en: ['tts-1', 'at /v1/audio/speech'], ko: ['tts-1', '/v1/audio/speech에서'] },
    arrange: async ({ addCaller }) => {
      const { client } = await addCaller();
      return () => client.chat.completions.create({ ...CHAT, model: 'tts-1' });
    },
  },
  {
    ...BAD,
    ...{ name: 'parameterVoice', code: 'invalid_value', param: 'voice', fixture },
    says: { en: ['alloy, ash', 'account of the key'], ko: ['alloy, ash', '직접 만든 목소리'] },
    arrange: speaking({ voice: { id: 'voice_1' } }),
  },
  {
    ...BAD,
    ...{ name: 'parameterVoiceInstructions', code: 'unsupported_parameter', param: 'instructions', fixture },
    says: { en: ['Leave it out'], ko: ['빼고 보내세요'] },
    arrange: speaking({ instructions: 'softly' }),
  },
  {
    ...BAD,
    ...{ name: 'parameterSoundEvents', code: 'unsupported_parameter', param: 'stream_format', fixture },
    says: { en: ['with_streaming_response'], ko: ['with_streaming_response'] },
    arrange: speaking({ stream_format: 'sse' }),
  },
];
