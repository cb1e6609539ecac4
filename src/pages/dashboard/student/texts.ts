import type { Language } from '../../../access/classes.ts';
import type { BudgetRule, Scope } from '../../../ledger/budgets.ts';
import type { Period } from '../../../ledger/periods.ts';

/** The page of one student, without the API tokens. */
export interface StudentTexts {
  readonly suspend: string;
  readonly resume: string;
  suspendedSince(moment: string): string;
  readonly budgets: string;
  readonly budgetsLead: string;
  readonly sources: Readonly<Record<BudgetRule['source'], string>>;
  readonly change: string;
  readonly setOwn: string;
  readonly addBudget: string;
  readonly period: string;
  readonly perPeriod: Readonly<Record<Period, string>>;
  readonly amount: string;
  amountPer(period: string): string;
  readonly amountHint: string;
  readonly save: string;
  readonly removeBudget: string;
  readonly thenClass: string;
  readonly thenServer: string;
  readonly thenNone: string;
  /** The server's limit stands only as long as there is no other. */
  readonly replacesServer: string;
  readonly termNeedsDates: string;
  readonly alsoApply: string;
  readonly whose: Readonly<Record<Exclude<Scope, 'student'>, string>>;
  readonly budget: string;
  readonly spent: string;
  readonly comesBack: string;
  readonly use: string;
  readonly perDay: string;
  readonly perModel: string;
  readonly model: string;
  readonly otherModels: string;
  readonly calls: string;
  readonly inputTokens: string;
  readonly outputTokens: string;
  readonly cost: string;
  readonly sum: string;
  readonly noUse: string;
  readonly newest: string;
  readonly allCalls: string;
  readonly noCalls: string;
  readonly when: string;
  readonly outcome: string;
  readonly about: string;
  readonly email: string;
  readonly added: string;
  readonly optional: string;
  readonly note: string;
  readonly noteHint: string;
  readonly classHint: string;
  readonly remove: string;
  removeTitle(name: string): string;
  readonly whatStays: readonly string[];
  removeAct(name: string): string;
  readonly keep: string;
}

export const STUDENT: Readonly<Record<Language, StudentTexts>> = {
  en: {
    suspend: 'Suspend',
    resume: 'Let them call again',
    suspendedSince: (moment) => `Suspended since ${moment}. Every call is refused; tokens, budgets and records stay.`,
    budgets: 'Budgets',
    budgetsLead: 'A call has to fit into each of these at once.',
    sources: { own: 'set for this student', class: 'default of the class', default: 'setting of the server' },
    change: 'Change',
    setOwn: 'Set one for this student',
    addBudget: 'Add a budget',
    period: 'Period',
    perPeriod: { day: 'per day', week: 'per week', month: 'per month', term: 'for the term', total: 'in all' },
    amount: 'Limit',
    amountPer: (period) => `Limit ${period}`,
    amountHint: 'What was spent in the period stays spent. 0 stops every call.',
    save: 'Save',
    removeBudget: 'Remove this budget',
    thenClass: 'Then the default of the class applies again.',
    thenServer: 'Then the server’s weekly limit applies again.',
    thenNone: 'Then nothing limits this period for the student alone.',
    replacesServer: 'The server’s weekly limit stands only as long as there is no other.',
    termNeedsDates: 'A budget for the term needs a class with a last day.',
    alsoApply: 'These apply too, together with everybody else’s calls',
    whose: { class: 'Class', wallet: 'Wallet' },
    budget: 'Budget',
    spent: 'Spent',
    comesBack: 'Comes back on',
    use: 'Use in 30 days',
    perDay: 'Cost per day',
    perModel: 'By model',
    model: 'Model',
    otherModels: 'Others',
    calls: 'Calls',
    inputTokens: 'Input',
    outputTokens: 'Output',
    cost: 'Cost',
    sum: 'Sum',
    noUse: 'Nothing was spent in the last 30 days.',
    newest: 'Newest calls',
    allCalls: 'All calls of this student',
    noCalls: 'No call yet.',
    when: 'When',
    outcome: 'Outcome',
    about: 'About the student',
    email: 'Email',
    added: 'Added',
    optional: 'Optional.',
    note: 'Note',
    noteHint: 'Only you see it.',
    classHint:
      'In another class, its default budgets and time zone apply. Past calls stay with the class they were made in.',
    remove: 'Remove this student',
    removeTitle: (name) => `Remove ${name}?`,
    whatStays: [
      'All API tokens of the student stop at once, and cannot be brought back.',
      'The student disappears from the lists. Usage, calls and their costs stay in the records and in every sum.',
      'What was spent stays spent: the wallet and the class get nothing back.',
      'This cannot be undone. To stop the calls for a while, suspend the student instead.',
    ],
    removeAct: (name) => `Remove ${name}`,
    keep: 'Keep the student',
  },
  ko: {
    suspend: '정지하기',
    resume: '정지 해제하기',
    suspendedSince: (moment) => `${moment}부터 정지되었어요. 호출은 모두 거절되고 토큰, 예산, 기록은 그대로 남아요.`,
    budgets: '예산',
    budgetsLead: '호출 한 번은 아래 예산 모두에 맞아야 해요.',
    sources: { own: '개인 예산', class: '반 기본값', default: '서버 설정' },
    change: '수정',
    setOwn: '이 학생만 따로 정하기',
    addBudget: '예산 추가',
    period: '기간',
    perPeriod: { day: '하루', week: '일주일', month: '한 달', term: '학기', total: '전체 기간' },
    amount: '한도',
    amountPer: (period) => `${period} 한도`,
    amountHint: '그 기간에 이미 쓴 돈은 그대로예요. 0이면 모든 호출이 거절돼요.',
    save: '저장',
    removeBudget: '이 예산 삭제',
    thenClass: '삭제하면 반 기본값이 다시 적용돼요.',
    thenServer: '삭제하면 서버의 일주일 한도가 다시 적용돼요.',
    thenNone: '삭제하면 이 기간에는 학생 개인 한도가 없어요.',
    replacesServer: '서버의 일주일 한도는 다른 한도가 없을 때만 적용돼요.',
    termNeedsDates: '학기 예산을 쓰려면 종료일이 정해진 반이 필요해요.',
    alsoApply: '다른 학생과 함께 쓰는 한도',
    whose: { class: '반', wallet: '지갑' },
    budget: '예산',
    spent: '쓴 돈',
    comesBack: '다시 채워지는 때',
    use: '최근 30일 사용량',
    perDay: '하루 비용',
    perModel: '모델별',
    model: '모델',
    otherModels: '그 밖의 모델',
    calls: '호출',
    inputTokens: '입력',
    outputTokens: '출력',
    cost: '비용',
    sum: '합계',
    noUse: '최근 30일 동안 쓴 돈이 없어요.',
    newest: '최근 호출',
    allCalls: '이 학생의 모든 호출',
    noCalls: '아직 호출이 없어요.',
    when: '언제',
    outcome: '결과',
    about: '학생 정보',
    email: '이메일',
    added: '추가한 날',
    optional: '적지 않아도 돼요.',
    note: '메모',
    noteHint: '운영자만 볼 수 있어요.',
    classHint: '반을 옮기면 새 반의 기본 예산과 시간대가 적용돼요. 지난 호출은 호출할 때의 반에 남아요.',
    remove: '학생 삭제',
    removeTitle: (name) => `${name} 학생을 삭제할까요?`,
    whatStays: [
      '이 학생의 API 토큰은 모두 바로 폐기되고 되돌릴 수 없어요.',
      '목록에서는 사라지지만 사용량과 호출 기록, 비용은 그대로 남아 모든 합계에 들어가요.',
      '이미 쓴 돈은 지갑과 반의 예산으로 돌아오지 않아요.',
      '삭제는 되돌릴 수 없어요. 잠시 막으려면 삭제 대신 정지해 주세요.',
    ],
    removeAct: (name) => `${name} 삭제`,
    keep: '삭제하지 않기',
  },
};
