import { defineTexts } from '../../../language/texts.ts';
export const RANGES = ['today', '7d', '30d', 'month', 'last-month'] as const;
export type RangeName = (typeof RANGES)[number];

/** What a usage page can be grouped by; only the API also groups by API token. */
export const GROUPINGS = ['day', 'student', 'class', 'model'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export type DayError = 'noDay' | 'backwards';

export const USAGE = defineTexts({
  en: {
    ranges: {
      today: 'Today',
      '7d': '7 days',
      '30d': '30 days',
      month: 'This month',
      'last-month': 'Last month',
    } satisfies Record<RangeName, string>,
    rangesLabel: 'Range',
    groups: { day: 'By day', student: 'By student', class: 'By class', model: 'By model' } satisfies Record<
      Grouping,
      string
    >,
    groupsLabel: 'Grouped by',
    /** Heads of the first column; a long range is summed up in weeks or months. */
    heads: {
      day: 'Day',
      week: 'Week',
      month: 'Month',
      student: 'Student',
      class: 'Class',
      model: 'Model',
    } satisfies Record<Grouping | 'week' | 'month', string>,
    from: 'From',
    to: 'To',
    errors: {
      noDay: 'This is not a date. Write it like 2026-11-30.',
      backwards: 'The last day is before the first day.',
    } satisfies Record<DayError, string>,
    cost: 'Cost',
    calls: 'Calls',
    input: 'Input',
    cached: 'Cached',
    output: 'Output',
    inputTokens: 'Input tokens',
    outputTokens: 'Output tokens',
    /** @param count formatted */
    ofThese: (count: string) => `${count} of them cached`,
    saved: 'Saved by shared answers',
    /** @param count formatted */
    sharedCalls: (count: string) => `${count} of the calls`,
    share: 'Share',
    total: 'Total',
    /** @param usd exact to the nano-dollar, without its sign */
    exactly: (usd: string) => `exactly $${usd}`,
    refunds: 'Refunds are taken off the day of the call. Days are those of each student’s class.',
    costBy: {
      day: 'Cost per day',
      week: 'Cost per week',
      month: 'Cost per month',
      student: 'Cost per student',
      class: 'Cost per class',
      model: 'Cost per model',
    } satisfies Record<Grouping | 'week' | 'month', string>,
    otherModels: 'other models',
    /** The rows that are not on this page. */
    otherRows: (count: number) => `${count} others`,
    summedUp: {
      week: 'A range this long is shown in weeks, Monday to Sunday. The CSV has every day.',
      month: 'A range this long is shown in months. The CSV has every day.',
    } satisfies Record<'week' | 'month', string>,
    csv: 'Download CSV',
    csvByModel: 'CSV, split by model',
    more: 'Next rows',
    back: 'First rows',
    pages: 'More rows',
    none: 'No usage on these days.',
    noneFiltered: 'No usage on these days matches your filters.',
    longer: 'Show 30 days',
    noStudents: 'No student can make a call yet. Add a student and issue an API token; the first call appears here.',
    addStudents: 'Add students',
  },
  ko: {
    ranges: { today: '오늘', '7d': '7일', '30d': '30일', month: '이번 달', 'last-month': '지난달' },
    rangesLabel: '기간',
    groups: { day: '날짜별', student: '학생별', class: '반별', model: '모델별' },
    groupsLabel: '묶는 기준',
    heads: { day: '날짜', week: '주', month: '달', student: '학생', class: '반', model: '모델' },
    from: '시작일',
    to: '종료일',
    errors: {
      noDay: '달력에 없는 날짜예요. 2026-11-30처럼 적어 주세요.',
      backwards: '시작일이 종료일보다 늦어요.',
    },
    cost: '비용',
    calls: '호출',
    input: '입력',
    cached: '캐시',
    output: '출력',
    inputTokens: '입력 토큰',
    outputTokens: '출력 토큰',
    ofThese: (count) => `그중 캐시 ${count}`,
    saved: '같은 답을 써서 아낀 돈',
    sharedCalls: (count) => `호출 ${count}건`,
    share: '비중',
    total: '합계',
    exactly: (usd) => `정확히 $${usd}`,
    refunds: '환불한 돈은 호출한 날의 비용에서 뺐어요. 날짜는 학생이 속한 반의 시간대를 따라요.',
    costBy: {
      day: '일별 비용',
      week: '주별 비용',
      month: '월별 비용',
      student: '학생별 비용',
      class: '반별 비용',
      model: '모델별 비용',
    },
    otherModels: '그 밖의 모델',
    otherRows: (count) => `그 밖의 ${count}개 항목`,
    summedUp: {
      week: '기간이 길어 월요일부터 일요일까지 한 주씩 묶었어요. CSV에는 하루하루가 모두 있어요.',
      month: '기간이 길어 한 달씩 묶었어요. CSV에는 하루하루가 모두 있어요.',
    },
    csv: 'CSV 내려받기',
    csvByModel: '모델별로 나눈 CSV',
    more: '다음 목록',
    back: '처음 목록',
    pages: '목록 더 보기',
    none: '이 기간에는 사용한 기록이 없어요.',
    noneFiltered: '이 기간에는 고른 조건에 맞는 사용 기록이 없어요.',
    longer: '30일 보기',
    noStudents: '아직 호출할 수 있는 학생이 없어요. 학생을 추가하고 API 토큰을 발급하면 첫 호출이 여기에 나타나요.',
    addStudents: '학생 추가하기',
  },
});
