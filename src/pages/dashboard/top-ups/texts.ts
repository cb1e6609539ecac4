import { defineTexts } from '../../../language/texts.ts';
import type { Period } from '../../../ledger/periods.ts';
import type { TopUpScope } from '../../../ledger/top-ups.ts';

/** Money once, on the pages of a student and of a class. */
export const TOP_UPS = defineTexts({
  en: {
    title: 'Top-ups',
    lead: {
      student: 'Money once, beside the budgets above: a call that they do not cover is paid from it as a whole.',
      class: 'Money once for the whole class, beside its own budget. The budgets of the students stay as they are.',
    } satisfies Record<TopUpScope, string>,
    /** @param until such as "Sunday 29 November" */
    line: (amount: string, until: string) => `+${amount} until ${until}`,
    left: (amount: string) => `${amount} left`,
    withdraw: 'Withdraw',
    withdrawOne: (amount: string) => `Withdraw the top-up of ${amount}`,
    add: 'Add a top-up',
    amount: 'Amount',
    until: 'Last day',
    untilHint: 'That day included. Without a day, the end of this week.',
    reason: 'Message to the student (optional)',
    classReason: 'Message to the class (optional)',
    save: 'Add the top-up',
    over: 'The class is over, so no top-up can be spent.',
    warnings: {
      class: (left: string, period: string) =>
        `The class has only ${left} left (${period}), and that limit still applies.`,
      wallet: (left: string, period: string) =>
        `The wallet has only ${left} left (${period}), and that limit still applies.`,
    },
    periods: {
      day: 'today',
      week: 'this week',
      month: 'this month',
      term: 'this term',
      total: 'in total',
    } satisfies Record<Period, string>,
  },
  ko: {
    title: '추가 예산',
    lead: {
      student: '위의 예산과 따로 한 번만 주는 돈이에요. 호출 하나에 예산이 모자라면 그 비용을 모두 여기에서 차감해요.',
      class: '반 예산과 따로 반 전체에 한 번만 주는 돈이에요. 학생마다 정해진 예산은 그대로예요.',
    },
    line: (amount, until) => `+${amount}, ${until}까지`,
    left: (amount) => `${amount} 남음`,
    withdraw: '회수',
    withdrawOne: (amount) => `${amount} 추가 예산 회수`,
    add: '추가 예산 주기',
    amount: '금액',
    until: '마지막 날',
    untilHint: '이날까지 쓸 수 있어요. 비워 두면 이번 주까지예요.',
    reason: '학생에게 전할 말 (선택)',
    classReason: '반에 전할 말 (선택)',
    save: '주기',
    over: '수업이 끝난 반이라 추가 예산을 줄 수 없어요.',
    warnings: {
      class: (left, period) => `반 예산은 ${period} ${left}만 남아 있고, 그 한도는 그대로 적용돼요.`,
      wallet: (left, period) => `지갑에는 ${period} ${left}만 남아 있고, 그 한도는 그대로 적용돼요.`,
    },
    periods: { day: '오늘', week: '이번 주', month: '이번 달', term: '이번 학기', total: '모두' },
  },
});
