import type { Language, TermState } from '../../../access/classes.ts';

export interface ClassTexts {
  readonly lead: string;
  readonly add: string;
  readonly none: string;
  readonly newLead: string;
  readonly create: string;
  readonly name: string;
  readonly students: string;
  count(students: number): string;
  readonly dates: string;
  /** Days as people write them; null for an open side. */
  from(first: string | null, last: string | null): string;
  readonly sessions: Readonly<Record<TermState, string>>;
  readonly budgets: string;
  readonly spentThisMonth: string;
  readonly more: string;
  readonly fromTheStart: string;

  readonly change: string;
  readonly editTitle: (name: string) => string;
  readonly save: string;
  readonly back: string;
  readonly changeBudgets: string;
  readonly noClassBudget: string;
  /** @param limits such as "$0.50 a week" */
  eachStudent(limits: string): string;
  eachStudentByDefault(limits: string): string;
  readonly about: string;
  readonly addStudents: string;
  readonly nobodyYet: string;
  readonly budget: string;
  readonly left: string;
  readonly lastCall: string;
  readonly never: string;
  readonly state: string;

  readonly renew: string;
  readonly renewWhat: string;
  readonly renewDo: string;
  readonly remove: string;
  readonly removeWhat: string;
  readonly removeDo: string;
  cannotRemove(students: number): string;
}

export const CLASSES: Readonly<Record<Language, ClassTexts>> = {
  en: {
    lead: 'A class has its own dates, language and budgets. Its students share them.',
    add: 'Add a class',
    none: 'There is no class yet. A class gives its students the same budget, dates and rules.',
    newLead: 'Only the name is needed. Everything can be changed later.',
    create: 'Add the class',
    name: 'Name',
    students: 'Students',
    count: (students) => (students === 1 ? '1 student' : `${students} students`),
    dates: 'Dates',
    from: (first, last) => {
      if (first !== null && last !== null) return `${first} – ${last}`;
      if (first !== null) return `from ${first}`;
      return last === null ? 'without an end' : `until ${last}`;
    },
    sessions: { open: 'open', 'not-yet': 'not begun', over: 'over' },
    budgets: 'Budgets',
    spentThisMonth: 'Spent this month',
    more: 'More',
    fromTheStart: 'From the start',

    change: 'Change',
    editTitle: (name) => `Change ${name}`,
    save: 'Save',
    back: 'Back to the class',
    changeBudgets: 'Change the budgets',
    noClassBudget: 'The class as a whole has no limit of its own; those of the wallet and of each student apply.',
    eachStudent: (limits) => `Each student: ${limits}, unless they have a budget of their own.`,
    eachStudentByDefault: (limits) => `Each student: ${limits}, as the server is set, unless they have their own.`,
    about: 'About the class',
    addStudents: 'Add students',
    nobodyYet: 'Nobody is in this class yet.',
    budget: 'Budget',
    left: 'Left',
    lastCall: 'Last call',
    never: 'never',
    state: 'State',

    renew: 'New join code',
    renewWhat: 'The class gets another code. The one that stands here now leads nowhere from then on.',
    renewDo: 'Replace the code',
    remove: 'Remove the class',
    removeWhat:
      'The class goes with its budgets and rules. What was spent stays in the records. This cannot be undone.',
    removeDo: 'Remove for good',
    cannotRemove: (students) =>
      students === 1
        ? 'A class is removed when nobody is in it. Move its 1 student to another class first, above.'
        : `A class is removed when nobody is in it. Move its ${students} students to another class first, above.`,
  },
  ko: {
    lead: '반마다 기간, 언어, 예산이 따로 있고 학생들이 함께 써요.',
    add: '반 만들기',
    none: '아직 반이 없어요. 반을 만들면 학생들에게 같은 예산과 기간, 규칙이 적용돼요.',
    newLead: '이름만 있으면 돼요. 모두 나중에 바꿀 수 있어요.',
    create: '반 만들기',
    name: '이름',
    students: '학생',
    count: (students) => `학생 ${students}명`,
    dates: '기간',
    from: (first, last) => {
      if (first !== null && last !== null) return `${first} ~ ${last}`;
      if (first !== null) return `${first}부터`;
      return last === null ? '끝나는 날 없음' : `${last}까지`;
    },
    sessions: { open: '진행 중', 'not-yet': '시작 전', over: '끝남' },
    budgets: '예산',
    spentThisMonth: '이번 달에 쓴 돈',
    more: '더 보기',
    fromTheStart: '처음부터',

    change: '수정',
    editTitle: (name) => `${name} 수정`,
    save: '저장',
    back: '반으로 돌아가기',
    changeBudgets: '예산 바꾸기',
    noClassBudget: '반 전체의 한도는 따로 없어요. 지갑 한도와 학생별 한도는 적용돼요.',
    eachStudent: (limits) => `학생 한 명마다 ${limits}까지예요. 개인 예산이 있는 학생은 그 예산을 따라요.`,
    eachStudentByDefault: (limits) =>
      `학생 한 명마다 서버 설정대로 ${limits}까지예요. 개인 예산이 있는 학생은 그 예산을 따라요.`,
    about: '반 정보',
    addStudents: '학생 추가',
    nobodyYet: '아직 이 반에 학생이 없어요.',
    budget: '예산',
    left: '남은 돈',
    lastCall: '마지막 호출',
    never: '없음',
    state: '상태',

    renew: '참여 코드 새로 만들기',
    renewWhat: '반에 새 코드가 생기고, 지금 코드로는 더 이상 참여할 수 없어요.',
    renewDo: '새 코드로 바꾸기',
    remove: '반 삭제',
    removeWhat: '반의 예산과 규칙이 함께 사라져요. 쓴 돈은 기록에 남아요. 되돌릴 수 없어요.',
    removeDo: '완전히 삭제',
    cannotRemove: (students) =>
      `학생이 없어야 반을 삭제할 수 있어요. 위에서 학생 ${students}명을 다른 반으로 먼저 옮겨 주세요.`,
  },
};
