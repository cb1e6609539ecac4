import { BadRequestError } from 'openai';
import type { ImageGenerateParamsNonStreaming } from 'openai/resources/images';
import type { RefusalCase } from './refusal-case.ts';
import type { SdkFixture } from './sdk-fixture.ts';

const BAD = { raises: BadRequestError, status: 400, type: 'invalid_request_error', sent: 1 } as const;
const fixture = { env: { JIGAP_ALLOWED_MODELS: 'gpt-image-2' } };
const WRONG = { ...BAD, code: 'invalid_value', fixture } as const;

function drawing(more: Partial<ImageGenerateParamsNonStreaming> | { readonly stream: true; readonly n: number }) {
  return async ({ addCaller }: SdkFixture) => {
    const { client } = await addCaller();
    return () => client.images.generate({ model: 'gpt-image-2', prompt: 'a cat', ...more });
  };
}

/** What is asked of an image. */
export const IMAGE_CASES: readonly RefusalCase[] = [
  {
    ...WRONG,
    ...{ name: 'parameterImageSize', param: 'size' },
    says: { en: ['WIDTHxHEIGHT', 'Leave it out for 1024x1024'], ko: ['가로x세로', '1024x1024로 그립니다'] },
    arrange: drawing({ size: 'auto' }),
  },
  {
    ...WRONG,
    ...{ name: 'parameterImageQuality', param: 'quality' },
    says: { en: ['one of: low, medium, high.'], ko: ['low, medium, high', '빼면 low로'] },
    arrange: drawing({ quality: 'hd' }),
  },
  {
    ...WRONG,
    ...{ name: 'parameterImageFormat', param: 'output_format' },
    says: { en: ['"png", "jpeg" or "webp"'], ko: ['"png", "jpeg", "webp"'] },
    arrange: drawing({ output_format: 'gif' }),
  },
  {
    ...WRONG,
    ...{ name: 'parameterImageCount', param: 'n' },
    says: { en: ['may be 4 at most'], ko: ['4 이하'] },
    arrange: drawing({ n: 10 }),
  },
  {
    ...WRONG,
    ...{ name: 'parameterImageStream', code: 'invalid_parameter_combination', param: 'n' },
    says: { en: ['A stream shows one image'], ko: ['한 장만'] },
    arrange: drawing({ stream: true, n: 2 }),
  },
  {
    ...WRONG,
    ...{ name: 'parameterTooLong', param: 'prompt' },
    says: { en: ['32,000 characters at most'], ko: ['32,000자까지'] },
    arrange: drawing({ prompt: 'a'.repeat(32_001) }),
  },
  {
    ...WRONG,
    ...{ name: 'parameterDallE', code: 'unsupported_parameter', param: 'response_format' },
    says: { en: ['DALL·E', 'b64_json'], ko: ['DALL·E', 'b64_json'] },
    arrange: drawing({ response_format: 'url' }),
  },
];
