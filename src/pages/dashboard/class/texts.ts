import { defineTexts } from '../../web/texts.ts';

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

    joining: 'Joining by code',
    joinClosed: 'The code is closed: no one can join by it.',
    joinOpen: (places: number) =>
      places === 1 ? 'One more student can join by the code.' : `${places} more students can join by the code.`,
    joinOver: 'The class is over, so no one can join it.',
    joinLink: 'Link for the students',
    joinLinkUse: 'Give them this link. Each enters a name, gets an API token and appears in the list above.',
    joinCode: 'Join code',
    joinPlaces: 'How many more may join',
    joinPlacesHint: 'Each of them gets a budget of their own. When the last place is taken, the code closes.',
    openJoining: 'Open for joining',
    changeJoining: 'Change or close',
    closeJoining: 'Close now',
    renewCode: 'New join code',
    renewCodeMeans: 'The class gets a new code. The current code and its link stop working.',
    renewCodeAct: 'Replace the code',

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

    joining: '코드로 참여',
    joinClosed: '지금은 코드로 참여할 수 없어요.',
    joinOpen: (places) => `${places}명이 더 참여할 수 있어요.`,
    joinOver: '수업이 끝난 반이라 참여할 수 없어요.',
    joinLink: '학생에게 줄 링크',
    joinLinkUse: '이 링크를 알려 주면 학생이 이름을 적고 자기 토큰을 받아요. 참여한 학생은 위 목록에 나와요.',
    joinCode: '참여 코드',
    joinPlaces: '더 참여할 수 있는 학생 수',
    joinPlacesHint: '학생마다 예산이 따로 생겨요. 인원이 다 차면 코드로는 더 참여할 수 없어요.',
    openJoining: '참여 열기',
    changeJoining: '인원 수정·닫기',
    closeJoining: '지금 참여 닫기',
    renewCode: '참여 코드 교체',
    renewCodeMeans: '반에 새 코드가 생기고, 지금 코드와 링크로는 더 이상 참여할 수 없어요.',
    renewCodeAct: '새 코드로 교체',

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
