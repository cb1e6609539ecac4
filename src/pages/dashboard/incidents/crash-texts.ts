import { defineTexts } from '../../../language/texts.ts';

/** A crash that interrupted several calls. */
export const CRASH = defineTexts({
  en: {
    title: (calls: number) => (calls === 1 ? 'jigap crashed during a call' : `jigap crashed during ${calls} calls`),
    means:
      'Their whole holds were charged, because their costs are unknown. Decide about all of them together, or about each.',
    restarted: 'Started again',
    startedAt: 'Started again at',
    open: 'Open incidents',
    refundable: 'Can be refunded',
    calls: 'The calls',
    call: 'Call',
    state: 'State',
    refundTitle: 'Refund all of them',
    /** @param open how many incidents @param amount of all of them together */
    refundWhat: (open: number, amount: string) =>
      `${open} open incidents are closed, and ${amount} goes back to the budgets of their students, of the classes and of the wallet. What is closed already stays as it is. This cannot be undone.`,
    refund: (amount: string) => `Refund ${amount} and close`,
    closeTitle: 'Close all without a refund',
    closeWhat: (open: number) =>
      `${open} open incidents are closed, and the charges stay. You can still refund each later.`,
    close: (open: number) => `Close ${open}`,
    changed: (open: number, amount: string) =>
      `Some of these incidents were decided meanwhile, so nothing was changed. Now ${open} are open, and ${amount} can be refunded.`,
    allClosed: 'All of these incidents are closed.',
  },
  ko: {
    title: (calls) =>
      calls === 1 ? '호출 중에 jigap이 비정상 종료됐어요' : `호출 ${calls}건 중에 jigap이 비정상 종료됐어요`,
    means: '비용을 알 수 없어 묶어 둔 금액을 모두 차감했어요. 한꺼번에 결정하거나 하나씩 결정할 수 있어요.',
    restarted: '다시 시작한 때:',
    startedAt: '다시 시작한 때',
    open: '처리 전',
    refundable: '환불할 수 있는 돈',
    calls: '끊긴 호출',
    call: '호출',
    state: '상태',
    refundTitle: '모두 환불하기',
    refundWhat: (open, amount) =>
      `처리 전인 ${open}건을 모두 처리 완료로 바꾸고, 학생과 반, 지갑의 예산으로 ${amount} 환불해요. 이미 처리한 것은 그대로예요. 환불은 되돌릴 수 없어요.`,
    refund: (amount) => `${amount} 환불하고 처리 완료`,
    closeTitle: '모두 환불하지 않기',
    closeWhat: (open) =>
      `처리 전인 ${open}건을 처리 완료로 바꾸고, 차감한 금액은 그대로 둬요. 나중에 하나씩 환불할 수 있어요.`,
    close: (open) => `${open}건 처리 완료`,
    changed: (open, amount) =>
      `그사이 일부를 이미 처리해서 아무것도 바꾸지 않았어요. 지금 처리 전인 것은 ${open}건이고, ${amount}까지 환불할 수 있어요.`,
    allClosed: '모두 처리했어요.',
  },
});
