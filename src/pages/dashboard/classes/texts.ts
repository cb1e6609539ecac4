import { defineTexts } from '../../web/texts.ts';

export const CLASSES = defineTexts({
  en: {
    lead: 'A class has its own dates, language and budgets. Its students share them.',
    add: 'Add a class',
    none: 'There is no class yet. A class gives its students the same budget, dates and rules.',
    name: 'Name',
    students: 'Students',
    dates: 'Dates',
    budgets: 'Budgets',
    left: 'Left',
    spentThisMonth: 'Spent this month',
  },
  ko: {
    lead: '기간과 언어, 예산을 반마다 따로 정해요. 같은 반 학생에게는 똑같이 적용돼요.',
    add: '반 만들기',
    none: '아직 반이 없어요. 반을 만들면 학생들에게 같은 예산과 기간, 규칙이 적용돼요.',
    name: '이름',
    students: '학생',
    dates: '기간',
    budgets: '예산',
    left: '남은 돈',
    spentThisMonth: '이번 달에 쓴 돈',
  },
});
