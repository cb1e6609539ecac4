import { BadRequestError } from 'openai';
import type { RefusalCase } from './refusal-case.ts';
import type { SdkFixture } from './sdk-fixture.ts';

const BAD = { raises: BadRequestError, status: 400, type: 'invalid_request_error', sent: 1 } as const;
const LUNA = 'gpt-5.6-luna';
const SEEING = { env: { JIGAP_ALLOWED_MODELS: `gpt-3.5-turbo,${LUNA}` } };
const PNG = 'data:image/png;base64,AAAA';
const UNSUPPORTED = 'unsupported_parameter';

function showing(images: readonly object[], role = 'user', model = LUNA) {
  return async ({ addCaller }: SdkFixture) => {
    const { client } = await addCaller();
    const content = images.map((image_url) => ({ type: 'image_url', image_url }));
    return () => client.chat.completions.create({ model, messages: [{ role, content }] } as never);
  };
}

/** Pictures that are not taken: what a student does first, and what to do instead. */
export const PICTURE_CASES: readonly RefusalCase[] = [
  {
    ...BAD,
    name: 'pictureModel',
    when: 'and no other model takes them',
    code: UNSUPPORTED,
    param: 'messages[0].content[0].type',
    says: {
      en: ['gpt-3.5-turbo', 'takes no pictures', 'ask'],
      ko: ['gpt-3.5-turbo', '사진을 보낼 수 없습니다', '말씀드리세요'],
    },
    arrange: showing([{ url: PNG }], 'user', 'gpt-3.5-turbo'),
  },
  {
    ...BAD,
    name: 'pictureModel',
    when: 'and another model takes them',
    code: UNSUPPORTED,
    param: 'messages[0].content[0].type',
    says: { en: [`Use one that takes pictures: ${LUNA}`], ko: [`사진을 받는 모델을 쓰세요: ${LUNA}`] },
    fixture: SEEING,
    arrange: showing([{ url: PNG }], 'user', 'gpt-3.5-turbo'),
  },
  {
    ...BAD,
    name: 'pictureAddress',
    code: UNSUPPORTED,
    param: 'messages[0].content[0].image_url.url',
    says: { en: ['Links', 'base64'], ko: ['링크', 'base64'] },
    fixture: SEEING,
    arrange: showing([{ url: 'https://images.test/a.png' }]),
  },
  {
    ...BAD,
    name: 'pictureType',
    code: 'invalid_value',
    param: 'messages[0].content[0].image_url.url',
    says: { en: ['PNG, JPEG, WebP or GIF', 'HEIC'], ko: ['PNG, JPEG, WebP, GIF', 'HEIC'] },
    fixture: SEEING,
    arrange: showing([{ url: 'data:image/heic;base64,AAAA' }]),
  },
  {
    ...BAD,
    name: 'pictureDetail',
    code: UNSUPPORTED,
    param: 'messages[0].content[0].image_url.detail',
    says: { en: ['"high" or "low"'], ko: ['"high"나 "low"'] },
    fixture: SEEING,
    arrange: showing([{ url: PNG, detail: 'original' }]),
  },
  {
    ...BAD,
    name: 'pictureRole',
    code: UNSUPPORTED,
    param: 'messages[0].content[0]',
    says: { en: ['"user"'], ko: ['"user"'] },
    fixture: SEEING,
    arrange: showing([{ url: PNG }], 'system'),
  },
  {
    ...BAD,
    name: 'pictureCount',
    code: 'invalid_value',
    param: 'messages[0].content[4]',
    says: { en: ['at most 4 pictures'], ko: ['4장'] },
    fixture: SEEING,
    arrange: showing(Array.from({ length: 5 }, () => ({ url: PNG }))),
  },
];
