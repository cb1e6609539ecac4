import { defineTexts } from '../../language/texts.ts';
import type { Period } from '../../ledger/periods.ts';

export const BUDGET = defineTexts({
  en: {
    periods: {
      day: 'Today',
      week: 'This week',
      month: 'This month',
      term: 'This term',
      total: 'Total',
    } satisfies Record<Period, string>,
    limit: 'of',
    ofMoney: {
      spent: 'spent',
      held: 'held',
      available: 'left',
      /** What this word means, for those who see it for the first time. */
      heldWhy: 'Held for calls that are running. What they do not use is released.',
    },
    /** Of tokens, calls and images. */
    ofOthers: {
      spent: 'used',
      held: 'held',
      available: 'left',
      heldWhy: 'Held for calls that are running. What they do not use is released.',
    },
    near: 'near the limit',
    over: 'used up',
    /** @param moment such as "Monday 30 November, 00:00" */
    resets: (moment: string) => `Resets on ${moment}`,
    never: 'Does not reset',
    /** @param amount "$0.20" */
    carried: {
      day: (amount: string) => `+${amount} carried over from yesterday`,
      week: (amount: string) => `+${amount} carried over from last week`,
      month: (amount: string) => `+${amount} carried over from last month`,
    },
    carries: 'What is left is carried over.',
    /** @param percent of the limit that is spent or held */
    used: (percent: number) => `${percent} % used`,
  },
  ko: {
    periods: { day: '오늘', week: '이번 주', month: '이번 달', term: '이번 학기', total: '전체 기간' },
    limit: '한도',
    ofMoney: {
      spent: '쓴 돈',
      held: '묶인 돈',
      available: '남은 돈',
      heldWhy: '진행 중인 호출에 묶인 돈이에요. 쓰지 않은 만큼은 돌아와요.',
    },
    ofOthers: {
      spent: '사용',
      held: '묶임',
      available: '남음',
      heldWhy: '진행 중인 호출에 묶인 양이에요. 쓰지 않은 만큼은 돌아와요.',
    },
    near: '거의 다 씀',
    over: '다 씀',
    resets: (moment) => `${moment}에 다시 채워져요`,
    never: '저절로 다시 채워지지 않아요',
    carried: {
      day: (amount) => `어제에서 이월 +${amount}`,
      week: (amount) => `지난주에서 이월 +${amount}`,
      month: (amount) => `지난달에서 이월 +${amount}`,
    },
    carries: '남은 돈은 이월돼요.',
    used: (percent) => `${percent}% 사용`,
  },
});
