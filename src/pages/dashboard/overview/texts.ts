import { defineTexts } from '../../../language/texts.ts';
export const OVERVIEW = defineTexts({
  en: {
    wallet: 'Wallet',
    today: 'Today',
    calls: 'calls',
    refusals: 'refused',
    errors: 'failed',
    runningNow: 'Running now',
    total: 'Total',

    spendPerDay: 'Spending',
    spendCaption: 'Spent per day, last 30 days',
    spent: 'spent',
    forecast: 'forecast',
    noSpend: 'No calls in the last 30 days.',
    forecastHow: 'The forecast uses the mean of the last 7 whole days, including days without calls.',
    noForecast: 'The forecast starts on the day after the first call.',
    /** @param day the last one of the wallet's month @param amount what will be spent by then, of the limit */
    forecastEnd: (day: string, amount: string, limit: string) =>
      `By ${day}, at this pace, ${amount} of ${limit} will be spent.`,
    /** @param day on which the limit is reached */
    forecastOver: (day: string, limit: string) => `At this pace, the limit of ${limit} is reached around ${day}.`,

    noLive: 'No call is running.',
    student: 'Student',
    model: 'Model',
    held: 'Held',
    runsFor: 'For',
    seconds: (count: number) => `${count} s`,
    minutes: (count: number) => `${count} min`,
    /** Calls beyond those that are shown. */
    more: (count: number) => `and ${count} more`,

    near: 'Near a limit',
    noNear: 'No student has used 80 % of a budget.',
    budget: 'Budget',
    used: 'Used',
    share: 'Share',
    resets: 'Resets',

    toDecide: 'To decide',
    nothingToDecide: 'Nothing needs a decision.',
    /** @param count as text: "7", "100+" */
    allOpen: (count: string) => `All open incidents (${count})`,
  },
  ko: {
    wallet: '지갑',
    today: '오늘',
    calls: '호출',
    refusals: '거절',
    errors: '실패',
    runningNow: '진행 중인 호출',
    total: '합계',

    spendPerDay: '지출',
    spendCaption: '최근 30일 하루 지출',
    spent: '쓴 돈',
    forecast: '예상',
    noSpend: '최근 30일 동안 호출이 없었어요.',
    forecastHow: '예상은 최근 7일(오늘 제외)의 하루 평균으로 이어 그린 값이에요. 쓰지 않은 날도 평균에 들어가요.',
    noForecast: '예상은 첫 호출 다음 날부터 나와요.',
    forecastEnd: (day, amount, limit) => `이대로라면 ${day}까지 한도 ${limit} 중 ${amount} 정도를 쓰게 돼요.`,
    forecastOver: (day, limit) => `이대로라면 ${day}쯤 ${limit} 한도를 다 쓰게 돼요.`,

    noLive: '진행 중인 호출이 없어요.',
    student: '학생',
    model: '모델',
    held: '묶인 돈',
    runsFor: '진행 시간',
    seconds: (count) => `${count}초`,
    minutes: (count) => `${count}분`,
    more: (count) => `외 ${count}건`,

    near: '예산을 거의 다 쓴 학생',
    noNear: '예산의 80% 이상을 쓴 학생이 없어요.',
    budget: '예산',
    used: '사용',
    share: '비율',
    resets: '다시 채워지는 때',

    toDecide: '확인할 일',
    nothingToDecide: '지금은 결정할 것이 없어요.',
    allOpen: (count) => `확인할 일 모두 보기 (${count}건)`,
  },
});
