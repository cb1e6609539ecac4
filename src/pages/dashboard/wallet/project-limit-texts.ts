import { defineTexts } from '../../../language/texts.ts';

/** The provider's own limit on the project of the real key. */
export const PROJECT_LIMIT = defineTexts({
  en: {
    title: 'Limit at the provider',
    lead: 'A hard limit of OpenAI’s own on the project of your key, in a month of its calendar. It holds even where the key is used without jigap. OpenAI enforces it with a short delay.',
    noKey: 'Set OPENAI_ADMIN_KEY and OPENAI_PROJECT_ID on the server to see and set it here.',
    notRead: 'Not read yet.',
    now: 'Now',
    none: 'none',
    wallet: 'The wallet’s limit of this month',
    read: 'Read',
    states: {
      enough: 'Holds the wallet',
      low: 'Lower than the wallet’s',
      missing: 'No limit',
    },
    reached: 'Reached: the provider refuses every call',
    again: 'Read it again',
    open: 'Set it at the provider',
    consequence:
      'The provider will refuse every call of the project once it is spent this month, also those that do not come through jigap, and all students’ calls with them. jigap never changes the limit by itself.',
    amount: 'Limit of a month',
    act: 'Set the limit',
    /** @param limit of the month at the provider */
    line: (limit: string) => `Limit at the provider: ${limit} a month`,
    noLine: 'No limit at the provider',
    unknownLine: 'The limit at the provider could not be read',
  },
  ko: {
    title: '제공자 쪽 한도',
    lead: 'OpenAI가 이 키의 프로젝트에 직접 두는 한 달(OpenAI 달력 기준) 한도예요. jigap을 거치지 않고 키가 쓰여도 막아 줘요. OpenAI는 조금 늦게 막을 수 있어요.',
    noKey: '서버 설정에 OPENAI_ADMIN_KEY와 OPENAI_PROJECT_ID를 적으면 여기에서 보고 정할 수 있어요.',
    notRead: '아직 읽지 않았어요.',
    now: '지금 한도',
    none: '없음',
    wallet: '지갑의 이번 달 한도',
    read: '읽은 때',
    states: {
      enough: '지갑보다 낮지 않음',
      low: '지갑의 한도보다 낮음',
      missing: '한도 없음',
    },
    reached: '한도에 이름: 제공자가 모든 호출을 거절하고 있어요',
    again: '다시 읽기',
    open: '제공자 쪽 한도 정하기',
    consequence:
      '이번 달에 이 금액을 쓰면 제공자가 프로젝트의 모든 호출을 거절해요. jigap을 거치지 않은 호출도, 모든 학생의 호출도 거절돼요. jigap은 이 한도를 스스로 바꾸지 않아요.',
    amount: '한 달 한도',
    act: '한도 정하기',
    line: (limit) => `제공자 쪽 한도: 한 달 ${limit}`,
    noLine: '제공자 쪽 한도 없음',
    unknownLine: '제공자 쪽 한도를 읽지 못했어요',
  },
});
