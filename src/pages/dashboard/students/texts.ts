import type { Language } from '../../../access/classes.ts';
import type { StudentSort } from '../../../store/student-overview.ts';

/** The list of the students, and adding some. */
export interface StudentsTexts {
  readonly title: string;
  readonly add: string;
  readonly addSeveral: string;
  readonly name: string;
  readonly schoolClass: string;
  readonly noClass: string;
  readonly weekly: string;
  readonly weeklyHint: string;
  readonly search: string;
  readonly allClasses: string;
  readonly state: string;
  readonly allStates: string;
  readonly active: string;
  readonly suspended: string;
  readonly sort: string;
  readonly sorts: Readonly<Record<StudentSort, string>>;
  readonly show: string;
  readonly student: string;
  readonly budget: string;
  readonly spentThisMonth: string;
  readonly lastCall: string;
  readonly tokens: string;
  readonly never: string;
  /** @param period such as "This week" */
  leftOf(amount: string, period: string): string;
  readonly nobody: string;
  readonly nobodyFound: string;
  readonly showAll: string;
  range(first: number, last: number, total: number): string;
  readonly pages: string;
  readonly before: string;
  readonly after: string;
  readonly states: Readonly<Record<StudentState, string>>;
  readonly several: SeveralTexts;
}

/** Why a student cannot call, in the order in which a person would want to hear it; or that all is well. */
export type StudentState = 'suspended' | 'not-yet' | 'over' | 'no_token' | 'used_up' | 'near' | 'ready';

interface SeveralTexts {
  readonly title: string;
  readonly lead: string;
  readonly names: string;
  readonly namesHint: string;
  readonly preview: string;
  readonly previewTitle: string;
  readonly previewLead: string;
  readonly alreadyThere: string;
  readonly add: string;
  readonly back: string;
  readonly none: string;
  tooMany(most: number): string;
  badLine(line: number): string;
}

export const STUDENTS: Readonly<Record<Language, StudentsTexts>> = {
  en: {
    title: 'Students',
    add: 'Add a student',
    addSeveral: 'Add several at once',
    name: 'Name',
    schoolClass: 'Class',
    noClass: 'No class',
    weekly: 'Budget per week',
    weeklyHint: 'Left empty, the default of the class applies, or that of the server.',
    search: 'Part of the name',
    allClasses: 'All classes',
    state: 'State',
    allStates: 'All',
    active: 'Not suspended',
    suspended: 'Suspended',
    sort: 'Order',
    sorts: { name: 'Name', spend: 'Most spent this month', last_call: 'Last call', created: 'Newest' },
    show: 'Show',
    student: 'Student',
    budget: 'Tightest budget',
    spentThisMonth: 'Spent this month',
    lastCall: 'Last call',
    tokens: 'API tokens',
    never: 'never',
    leftOf: (amount, period) => `${amount} left · ${period}`,
    nobody: 'Nobody is here yet. Add the first student, and issue an API token to call with.',
    nobodyFound: 'No student is like that.',
    showAll: 'Show all students',
    range: (first, last, total) => `${first} to ${last} of ${total}`,
    pages: 'More students',
    before: 'Previous',
    after: 'Next',
    states: {
      suspended: 'suspended',
      'not-yet': 'before the term',
      over: 'term is over',
      no_token: 'no API token',
      used_up: 'used up',
      near: 'near the limit',
      ready: 'ready',
    },
    several: {
      title: 'Add several students',
      lead: 'Paste a list of names. You see who will be added before anybody is.',
      names: 'Names',
      namesHint: 'One per line.',
      preview: 'Show who will be added',
      previewTitle: 'Add these students?',
      previewLead: 'Nobody has been added yet. Take the tick from whoever shall not be.',
      alreadyThere: 'somebody has this name there already',
      add: 'Add them',
      back: 'Change the list',
      none: 'Enter at least one name.',
      tooMany: (most) => `These are too many at once: at most ${most}.`,
      badLine: (line) => `Line ${line} is no name: 1 to 200 characters.`,
    },
  },
  ko: {
    title: '학생',
    add: '학생 추가',
    addSeveral: '여러 명 한꺼번에 추가',
    name: '이름',
    schoolClass: '반',
    noClass: '반 없음',
    weekly: '일주일 예산',
    weeklyHint: '비워 두면 반의 기본값이, 반에도 없으면 서버의 기본값이 적용돼요.',
    search: '이름의 일부',
    allClasses: '모든 반',
    state: '상태',
    allStates: '전체',
    active: '정상',
    suspended: '정지됨',
    sort: '순서',
    sorts: { name: '이름순', spend: '이번 달 많이 쓴 순', last_call: '최근 호출순', created: '새로 추가된 순' },
    show: '보기',
    student: '학생',
    budget: '가장 빠듯한 예산',
    spentThisMonth: '이번 달 쓴 돈',
    lastCall: '마지막 호출',
    tokens: 'API 토큰',
    never: '없음',
    leftOf: (amount, period) => `${period} ${amount} 남음`,
    nobody: '아직 학생이 없어요. 첫 학생을 추가하고 호출에 쓸 API 토큰을 발급해 주세요.',
    nobodyFound: '조건에 맞는 학생이 없어요.',
    showAll: '모든 학생 보기',
    range: (first, last, total) => `${total}명 중 ${first}–${last}`,
    pages: '학생 더 보기',
    before: '이전',
    after: '다음',
    states: {
      suspended: '정지됨',
      'not-yet': '수업 시작 전',
      over: '수업 끝남',
      no_token: '토큰 없음',
      used_up: '다 씀',
      near: '한도에 가까움',
      ready: '사용 가능',
    },
    several: {
      title: '여러 학생 추가',
      lead: '이름 목록을 붙여 넣으세요. 추가하기 전에 누가 추가되는지 먼저 보여 드려요.',
      names: '이름',
      namesHint: '한 줄에 한 명씩 적어 주세요.',
      preview: '추가할 학생 확인',
      previewTitle: '이 학생들을 추가할까요?',
      previewLead: '아직 아무도 추가되지 않았어요. 추가하지 않을 학생은 체크를 풀어 주세요.',
      alreadyThere: '같은 이름이 이미 있어요',
      add: '추가하기',
      back: '목록 고치기',
      none: '이름을 하나 이상 적어 주세요.',
      tooMany: (most) => `한 번에 ${most}명까지 추가할 수 있어요. 나누어 추가해 주세요.`,
      badLine: (line) => `${line}번째 줄을 고쳐 주세요. 이름은 1~200자여야 해요.`,
    },
  },
};
