import type { Language } from '../../../access/classes.ts';

export interface CallTexts {
  readonly title: string;
  readonly lead: string;
  readonly kinds: string;
  readonly served: string;
  readonly refused: string;
  readonly refusedLead: string;
  readonly model: string;
  readonly everyModel: string;
  readonly outcome: string;
  readonly everyOutcome: string;
  readonly reason: string;
  readonly everyReason: string;
  readonly upTo: string;
  readonly noDay: string;
  readonly noSuch: string;
  readonly time: string;
  readonly input: string;
  readonly cached: string;
  readonly cachedInput: string;
  readonly output: string;
  readonly cost: string;
  readonly held: string;
  readonly refunded: string;
  readonly net: string;
  readonly took: string;
  readonly firstByte: string;
  readonly endpoint: string;
  readonly status: string;
  readonly times: string;
  readonly noModel: string;
  readonly csv: string;
  readonly csvHint: string;
  readonly none: string;
  readonly noneFiltered: string;
  readonly noneRefused: string;
  /** Some were refused, but not one of a student. */
  readonly noneListed: string;
  readonly onlyCounted: string;
  readonly addStudents: string;
  /** Of one call. */
  callAt(instant: string): string;
  readonly timing: string;
  readonly who: string;
  readonly apiToken: string;
  readonly asked: string;
  readonly servedBy: string;
  readonly price: string;
  readonly cacheWrite: string;
  readonly usage: string;
  readonly money: string;
  readonly incident: string;
  readonly incidentOpen: string;
  readonly incidentClosed: string;
  readonly unknownCounts: string;
  readonly neverPrompt: string;
  readonly back: string;
  seconds(text: string): string;
  refusedDays(count: number): string;
}

export const CALLS: Readonly<Record<Language, CallTexts>> = {
  en: {
    title: 'Calls',
    lead: 'Counts, costs and outcomes, newest first. What was asked and answered is never kept.',
    kinds: 'Calls and refusals',
    served: 'Calls',
    refused: 'Refused',
    refusedLead: 'Refused before it could cost anything, newest first. What it said is never kept.',
    model: 'Model',
    everyModel: 'All models',
    outcome: 'Outcome',
    everyOutcome: 'All outcomes',
    reason: 'Why',
    everyReason: 'All reasons',
    upTo: 'Up to the day',
    noDay: 'This is no day of the calendar. Write it like 2026-11-30.',
    noSuch: 'This cannot be chosen.',
    time: 'Time',
    input: 'Input',
    cached: 'cached',
    cachedInput: 'Cached input',
    output: 'Output',
    cost: 'Cost',
    held: 'Held',
    refunded: 'Refunded',
    net: 'After the refund',
    took: 'Took',
    firstByte: 'First byte after',
    endpoint: 'Endpoint',
    status: 'Status',
    times: 'Times',
    noModel: 'unknown',
    csv: 'Download CSV',
    csvHint: 'The newest 10,000 of what is chosen here.',
    none: 'No calls yet. A student with a token and a budget can make the first one.',
    noneFiltered: 'No call matches what you chose.',
    noneRefused: 'Nothing was refused. When a budget, a model or a limit says no, it shows up here with the reason.',
    noneListed: 'No request of a student was refused. When a budget, a model or a limit says no, it shows up here.',
    onlyCounted: 'Requests of nobody we know are counted, not listed.',
    addStudents: 'See the students',
    callAt: (instant) => `Call of ${instant}`,
    timing: 'Time',
    who: 'Who',
    apiToken: 'API token',
    asked: 'Asked for',
    servedBy: 'Answered by',
    price: 'Price list',
    cacheWrite: 'Written to the cache',
    usage: 'Tokens',
    money: 'Money',
    incident: 'Incident',
    incidentOpen: 'Needs your decision',
    incidentClosed: 'Decided',
    unknownCounts: 'Not known: the provider did not get to say it.',
    neverPrompt: 'Neither the question nor the answer is stored.',
    back: 'All calls',
    seconds: (text) => `${text} s`,
    refusedDays: (count) => `Last 7 days: ${count.toLocaleString('en')} refused`,
  },
  ko: {
    title: '호출 기록',
    lead: '개수와 비용, 결과를 최신순으로 보여 드려요. 무엇을 묻고 답했는지는 절대 저장하지 않아요.',
    kinds: '호출과 거절',
    served: '호출',
    refused: '거절',
    refusedLead: '비용이 들기 전에 거절한 요청이에요. 무슨 내용이었는지는 저장하지 않아요.',
    model: '모델',
    everyModel: '모든 모델',
    outcome: '결과',
    everyOutcome: '모든 결과',
    reason: '이유',
    everyReason: '모든 이유',
    upTo: '이날까지',
    noDay: '달력에 없는 날짜예요. 2026-11-30처럼 적어 주세요.',
    noSuch: '고를 수 없는 값이에요.',
    time: '시각',
    input: '입력',
    cached: '캐시',
    cachedInput: '캐시된 입력',
    output: '출력',
    cost: '비용',
    held: '묶어 둔 돈',
    refunded: '환불',
    net: '환불 뒤 비용',
    took: '걸린 시간',
    firstByte: '첫 응답까지',
    endpoint: '엔드포인트',
    status: '상태 코드',
    times: '횟수',
    noModel: '모름',
    csv: 'CSV 내려받기',
    csvHint: '고른 조건에 맞는 최신 10,000건까지예요.',
    none: '아직 호출이 없어요. 토큰과 예산이 있는 학생이 첫 호출을 할 수 있어요.',
    noneFiltered: '고른 조건에 맞는 호출이 없어요.',
    noneRefused: '거절한 요청이 없어요. 예산이나 모델, 제한 때문에 거절하면 이유와 함께 여기에 나타나요.',
    noneListed: '학생이 보낸 요청 가운데 거절한 것은 없어요. 예산이나 모델, 제한 때문에 거절하면 여기에 나타나요.',
    onlyCounted: '누가 보냈는지 알 수 없는 요청은 횟수만 세고 목록에는 넣지 않아요.',
    addStudents: '학생 보기',
    callAt: (instant) => `${instant} 호출`,
    timing: '시간',
    who: '누가',
    apiToken: 'API 토큰',
    asked: '요청한 모델',
    servedBy: '답한 모델',
    price: '가격표',
    cacheWrite: '캐시에 쓴 토큰',
    usage: '토큰',
    money: '돈',
    incident: '확인할 일',
    incidentOpen: '결정해 주세요',
    incidentClosed: '처리됨',
    unknownCounts: '알 수 없어요. 제공자가 알려 주기 전에 끝났어요.',
    neverPrompt: '질문도 답도 저장하지 않아요.',
    back: '모든 호출',
    seconds: (text) => `${text}초`,
    refusedDays: (count) => `최근 7일 동안 ${count.toLocaleString('ko')}번 거절`,
  },
};
