import { defineTexts } from '../language/texts.ts';

/** What is wrong with a word of the command line. */
export const INPUT = defineTexts({
  en: {
    usdForm: 'Write USD as a plain number such as 0.50.',
    usdRange: 'An amount is from 0 to 1,000,000 USD, with at most nine decimal places.',
    period: (periods: string) => `A period is one of ${periods}.`,
    limitForm: 'Write a period and USD, such as month=10.',
    periodTwice: (period: string) => `The period ${period} is named twice.`,
    day: 'Write a day as 2026-12-24.',
    models: 'Write the models with commas between them, or any.',
    instant: 'Write an instant with its zone, such as 2026-12-24T18:00+09:00.',
    grace: 'Write a time such as 24h, 30m or 7d.',
    graceTooLong: 'A grace lasts at most 7d.',
    id: 'Write the number that the list shows.',
    count: 'Write a whole number, such as 30.',
    rowLimit: 'Write a number from 1 to 999999.',
    nameEmpty: 'The name is empty.',
  },
  ko: {
    usdForm: '달러 금액을 0.50처럼 숫자로 적으세요.',
    usdRange: '금액은 0~1,000,000달러이고 소수점 아래 아홉 자리까지 적을 수 있습니다.',
    period: (periods) => `기간은 다음 중 하나입니다: ${periods}`,
    limitForm: 'month=10처럼 기간과 달러 금액을 적으세요.',
    periodTwice: (period) => `기간을 두 번 적었습니다: ${period}`,
    day: '달력에 있는 날짜를 2026-12-24처럼 적으세요.',
    models: '모델 이름을 쉼표로 나누어 적거나 any라고 적으세요.',
    instant: '시각을 2026-12-24T18:00+09:00처럼 시간대와 함께 적으세요.',
    grace: '시간을 24h, 30m, 7d처럼 적으세요.',
    graceTooLong: '7d까지 적을 수 있습니다.',
    id: '목록에 나오는 번호를 적으세요.',
    count: '30처럼 정수를 적으세요.',
    rowLimit: '1부터 999999까지의 수를 적으세요.',
    nameEmpty: '이름이 비어 있습니다.',
  },
});
