import { defineTexts } from '../../../language/texts.ts';

export const WALLET = defineTexts({
  en: {
    title: 'The wallet’s limits',
    lead: 'All calls of all students together stay within these limits. What was spent in a period stays spent.',
    change: 'Change the limits',
    limits: 'Limits',
    /** @param limit of the month that the server's settings give */
    hint: (limit: string) =>
      `Leave a period empty for no limit. Without a limit per month, the server’s ${limit} (JIGAP_WALLET_MONTHLY_USD) applies. 0 stops every call.`,
    save: 'Save',
    back: 'Back to the overview',
  },
  ko: {
    title: '지갑 한도',
    lead: '모든 학생의 호출을 합쳐 이 한도 안에서만 쓸 수 있어요. 이미 쓴 돈은 그대로 계산돼요.',
    change: '한도 수정',
    limits: '한도',
    hint: (limit) =>
      `한도를 두지 않을 기간은 비워 두세요. 한 달 한도를 비우면 서버 설정(JIGAP_WALLET_MONTHLY_USD)에 따라 ${limit}까지만 쓸 수 있어요. 0이면 모든 호출이 거절돼요.`,
    save: '저장',
    back: '한눈에 보기로 돌아가기',
  },
});
