import type { Language } from '../../../access/classes.ts';

export interface WalletTexts {
  readonly title: string;
  readonly lead: string;
  readonly change: string;
  readonly limits: string;
  /** @param limit of the month that the server's settings give */
  hint(limit: string): string;
  readonly save: string;
  readonly back: string;
  readonly amountError: string;
}

export const WALLET: Readonly<Record<Language, WalletTexts>> = {
  en: {
    title: 'The wallet’s limits',
    lead: 'All calls of everybody have to fit into these. What was spent in a period stays spent.',
    change: 'Change the limits',
    limits: 'At most',
    hint: (limit) =>
      `Leave a period empty for no limit. Without one per month, the server’s ${limit} (JIGAP_WALLET_MONTHLY_USD) holds. 0 stops every call.`,
    save: 'Save',
    back: 'Back to the overview',
    amountError: 'Enter an amount in USD from 0 to 1,000,000, such as 20 or 0.50. At most nine digits after the point.',
  },
  ko: {
    title: '지갑 한도',
    lead: '모든 학생의 호출을 합쳐 이 한도 안에서만 쓸 수 있어요. 이미 쓴 돈은 그대로 계산돼요.',
    change: '한도 바꾸기',
    limits: '최대 금액',
    hint: (limit) =>
      `한도를 두지 않을 기간은 비워 두세요. 한 달 한도를 비우면 서버 설정(JIGAP_WALLET_MONTHLY_USD)에 따라 ${limit}까지만 쓸 수 있어요. 0이면 모든 호출이 멈춰요.`,
    save: '저장',
    back: '한눈에 보기로 돌아가기',
    amountError: '0에서 1,000,000 사이의 금액을 달러로 적어 주세요. 예: 20, 0.50 (소수점 아래 아홉 자리까지)',
  },
};
