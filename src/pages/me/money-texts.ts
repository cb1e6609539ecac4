import { defineReaderTexts } from '../../language/reader-texts.ts';

/** Why a spent budget does not reset for a student. */
export type NoReset = 'never' | 'class-ends' | 'class-over';

/** Texts about money that is spent or held. They have no amount of a budget that others spend, too. */
export const MY_MONEY = defineReaderTexts({
  en: (ownerTitle: string) => ({
    /** @param budget such as "This week" */
    spent: (budget: string) => `${budget}: no money is left.`,
    held: (budget: string) =>
      `${budget}: all that is left is held by calls that are running. What they do not use is released.`,
    /** Of tokens, calls or images, or of some calls only. */
    usedUp: (budget: string) => `${budget}: used up.`,
    allHeld: (budget: string) =>
      `${budget}: all that is left is held by calls that are running. What they do not use is released.`,
    /** After the reset of a budget of some calls. */
    othersGoOn: 'Other calls go on: try another model.',
    /** @param period "This month" */
    everybody: (period: string) => `Everybody, ${period.toLowerCase()}`,
    /** @param percent below 100 */
    used: (budget: string, percent: number) => `${budget}: you have spent ${percent} % of the budget.`,
    tooLittle: (budget: string) => `${budget}: a call was refused, because what is left is not enough for it.`,
    /** Of a budget that others spend too. */
    low: (budget: string) => `${budget}: the money is running low.`,
    everybodyLow: 'The budget that everybody shares is running low.',
    everybodySpent: 'The budget that everybody shares is spent, so no calls are sent now.',
    everybodyHeld:
      'All that is left of the budget that everybody shares is held by calls that are running. What they do not use is released.',
    /** After `spent`: when the budget resets, and what to do. @param moment such as "Monday 30 November at 00:00" */
    resets: (moment: string) => `It resets on ${moment}. If you cannot wait, ask ${ownerTitle}.`,
    noReset: {
      never: `It does not reset: ask ${ownerTitle}.`,
      'class-ends': `The class ends before it resets. If you need more, ask ${ownerTitle}.`,
      'class-over': 'It does not reset: the class is over.',
    } satisfies Record<NoReset, string>,
    noResetShort: {
      never: 'Does not reset',
      'class-ends': 'The class ends before it resets',
      'class-over': 'Does not reset: the class is over',
    },
  }),
  ko: (ownerTitle) => ({
    spent: (budget) => `${budget} 예산이 남아 있지 않아요.`,
    held: (budget) => `${budget} 예산에서 남은 돈이 진행 중인 호출에 모두 묶여 있어요. 쓰지 않은 만큼은 곧 돌아와요.`,
    usedUp: (budget) => `${budget} 한도를 다 썼어요.`,
    allHeld: (budget) =>
      `${budget} 한도에서 남은 양이 진행 중인 호출에 모두 묶여 있어요. 쓰지 않은 만큼은 곧 돌아와요.`,
    othersGoOn: '다른 호출은 할 수 있으니 다른 모델로 해 보세요.',
    everybody: (period) => `모두 함께, ${period}`,
    used: (budget, percent) => `${budget} 예산을 ${percent}% 썼어요.`,
    tooLittle: (budget) => `${budget} 예산에서 남은 돈이 모자라 호출이 거절됐어요.`,
    low: (budget) => `${budget} 예산이 얼마 남지 않았어요.`,
    everybodyLow: '모두가 함께 쓰는 예산이 얼마 남지 않았어요.',
    everybodySpent: '모두가 함께 쓰는 예산이 남아 있지 않아 지금은 아무도 호출할 수 없어요.',
    everybodyHeld:
      '모두가 함께 쓰는 예산에서 남은 돈이 진행 중인 호출에 모두 묶여 있어요. 쓰지 않은 만큼은 곧 돌아와요.',
    resets: (moment) => `${moment}에 다시 채워져요. 기다리기 어려우면 ${ownerTitle}께 말씀드리세요.`,
    noReset: {
      never: `저절로 다시 채워지지 않으니 ${ownerTitle}께 말씀드리세요.`,
      'class-ends': `다시 채워지기 전에 수업이 끝나요. 더 필요하면 ${ownerTitle}께 말씀드리세요.`,
      'class-over': '수업이 끝나서 다시 채워지지 않아요.',
    },
    noResetShort: {
      never: '저절로 다시 채워지지 않아요',
      'class-ends': '다시 채워지기 전에 수업이 끝나요',
      'class-over': '수업이 끝나서 다시 채워지지 않아요',
    },
  }),
});
