import { defineTexts } from '../../../language/texts.ts';

/** The page of a class, and the ones to add and to change it. */
export const CLASS = defineTexts({
  en: {
    newLead: 'Only the name is needed. Everything can be changed later.',
    create: 'Add the class',
    change: 'Change',
    editTitle: (name: string) => `Change ${name}`,
    save: 'Save',
    back: 'Back to the class',
    studentCount: (students: number) => (students === 1 ? '1 student' : `${students} students`),

    budgets: 'Budgets',
    changeBudgets: 'Change the budgets',
    noClassBudget: 'The class as a whole has no limit of its own; those of the wallet and of each student apply.',
    /** @param limits such as "$0.50 a week" */
    eachStudent: (limits: string) => `Each student: ${limits}, unless they have a budget of their own.`,
    eachStudentByDefault: (limits: string) =>
      `Each student: ${limits}, as the server is set, unless they have a budget of their own.`,

    students: 'Students',
    addStudents: 'Add students',
    searchStudents: 'Search and sort',
    noStudents: 'This class has no students yet.',
    name: 'Name',
    budget: 'Budget',
    left: 'Left',
    spentThisMonth: 'Spent this month',
    lastCall: 'Last call',
    never: 'never',
    state: 'State',
    more: 'More',
    fromTheStart: 'From the start',

    about: 'About the class',
    allModels: 'all that the server allows',
    noRules: 'none',
    remove: 'Remove the class',
    removeMeans:
      'The class is removed with its budgets and rules. What was spent stays in the records. This cannot be undone.',
    removeAct: 'Remove for good',
    cannotRemove: (students: number) =>
      students === 1
        ? 'Only a class without students can be removed. Move its 1 student to another class first, above.'
        : `Only a class without students can be removed. Move its ${students} students to another class first, above.`,
  },
  ko: {
    newLead: '이름만 있으면 돼요. 모두 나중에 바꿀 수 있어요.',
    create: '반 만들기',
    change: '수정',
    editTitle: (name) => `${name} 수정`,
    save: '저장',
    back: '반으로 돌아가기',
    studentCount: (students) => `학생 ${students}명`,

    budgets: '예산',
    changeBudgets: '예산 수정',
    noClassBudget: '반 전체의 한도는 따로 없어요. 지갑 한도와 학생별 한도는 적용돼요.',
    eachStudent: (limits) => `학생 한 명마다 ${limits}까지예요. 개인 예산이 있는 학생은 그 예산을 따라요.`,
    eachStudentByDefault: (limits) =>
      `학생 한 명마다 서버 설정대로 ${limits}까지예요. 개인 예산이 있는 학생은 그 예산을 따라요.`,

    students: '학생',
    addStudents: '학생 추가',
    searchStudents: '검색·정렬',
    noStudents: '아직 이 반에 학생이 없어요.',
    name: '이름',
    budget: '예산',
    left: '남은 돈',
    spentThisMonth: '이번 달에 쓴 돈',
    lastCall: '마지막 호출',
    never: '없음',
    state: '상태',
    more: '더 보기',
    fromTheStart: '처음부터',

    about: '반 정보',
    allModels: '서버가 허용한 모델 모두',
    noRules: '없음',
    remove: '반 삭제',
    removeMeans: '반의 예산과 규칙도 함께 삭제돼요. 쓴 돈은 기록에 남아요. 삭제는 되돌릴 수 없어요.',
    removeAct: '완전히 삭제',
    cannotRemove: (students) =>
      `학생이 없어야 반을 삭제할 수 있어요. 위에서 학생 ${students}명을 다른 반으로 먼저 옮겨 주세요.`,
  },
});
