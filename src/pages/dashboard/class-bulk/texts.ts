import type { Language } from '../../../access/classes.ts';

/** What can be done with several students of a class at once. */
export const BULK_ACTIONS = ['suspend', 'resume', 'tokens', 'move', 'set_budget', 'remove_budget'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

export function isBulkAction(text: string): text is BulkAction {
  return BULK_ACTIONS.some((action) => action === text);
}

/** Why a student stays as they are. */
export type Unchanged = 'same' | 'term' | 'gone';

/** What can be wrong with the wish itself. */
export type BulkError = 'nobody' | 'noClass' | 'amount' | 'endlessTerm';

export interface BulkTexts {
  readonly together: string;
  readonly everyone: (students: number) => string;
  readonly pick: (name: string) => string;
  readonly nothingYet: string;
  readonly actions: Readonly<Record<BulkAction, string>>;
  readonly moveTo: string;
  readonly noClass: string;
  readonly period: string;
  readonly amount: string;

  readonly title: Readonly<Record<BulkAction, string>>;
  changes(students: number): string;
  readonly noChanges: string;
  readonly before: string;
  readonly after: string;
  readonly stay: (students: number) => string;
  readonly why: string;
  readonly same: Readonly<Record<BulkAction, string>>;
  readonly term: string;
  readonly gone: string;
  readonly act: Readonly<Record<BulkAction, (students: number) => string>>;
  readonly consequence: Readonly<Record<BulkAction, string>>;
  readonly back: string;
  readonly errors: Readonly<Record<BulkError, string>>;

  readonly active: string;
  readonly suspended: string;
  readonly oneToken: string;
  readonly noToken: string;
  readonly sources: Readonly<Record<'own' | 'class' | 'default', string>>;

  readonly partly: (done: number) => string;
  readonly tokensTitle: (students: number) => string;
  readonly tokensLead: string;
  readonly baseUrl: string;
  readonly token: string;
  readonly download: string;
}

export const BULK: Readonly<Record<Language, BulkTexts>> = {
  en: {
    together: 'With the ticked students',
    everyone: (students) => `all ${students} of the class, whoever is ticked`,
    pick: (name) => `Choose ${name}`,
    nothingYet: 'Nothing happens yet: the next page shows what will change for whom.',
    actions: {
      suspend: 'Suspend',
      resume: 'Resume',
      tokens: 'Issue tokens',
      move: 'Move',
      set_budget: 'Set budget',
      remove_budget: 'Remove budget',
    },
    moveTo: 'Move to',
    noClass: 'no class',
    period: 'Own budget',
    amount: 'Limit',

    title: {
      suspend: 'Suspend students',
      resume: 'Resume students',
      tokens: 'Issue tokens',
      move: 'Move students',
      set_budget: 'Set a budget of their own',
      remove_budget: 'Remove a budget of their own',
    },
    changes: (students) => (students === 1 ? 'This changes for 1 student' : `This changes for ${students} students`),
    noChanges: 'Nothing would change for anybody.',
    before: 'Now',
    after: 'Then',
    stay: (students) => (students === 1 ? '1 student stays as is' : `${students} students stay as they are`),
    why: 'Why',
    same: {
      suspend: 'is suspended already',
      resume: 'is not suspended',
      tokens: 'has a token that works',
      move: 'is there already',
      set_budget: 'has this budget already',
      remove_budget: 'has no such budget of their own',
    },
    term: 'has a budget for the term, and the term has no last day there',
    gone: 'was changed or removed meanwhile',
    act: {
      suspend: (n) => (n === 1 ? 'Suspend 1 student' : `Suspend ${n} students`),
      resume: (n) => (n === 1 ? 'Resume 1 student' : `Resume ${n} students`),
      tokens: (n) => (n === 1 ? 'Issue 1 token' : `Issue ${n} tokens`),
      move: (n) => (n === 1 ? 'Move 1 student' : `Move ${n} students`),
      set_budget: (n) => (n === 1 ? 'Set it for 1 student' : `Set it for ${n} students`),
      remove_budget: (n) => (n === 1 ? 'Remove it from 1 student' : `Remove it from ${n} students`),
    },
    consequence: {
      suspend: 'Their calls are refused until you resume them. Their page still opens and says why.',
      resume: 'Their calls are served again, as far as their budgets reach.',
      tokens: 'The tokens are shown once, on the next page. Print or save them there.',
      move: 'What they spent stays spent. Dates, models, rules and budgets of the other class apply from then on.',
      set_budget: 'What was spent in the period stays spent.',
      remove_budget: 'The class’s budget applies instead, or the server’s where the class has none.',
    },
    back: 'Back to the class',
    errors: {
      nobody: 'Tick at least one student, or choose all of them.',
      noClass: 'Choose where to move them.',
      amount: 'Write an amount in USD, such as 0.50.',
      endlessTerm: 'A budget for the term needs the last day of the class.',
    },

    active: 'may call',
    suspended: 'suspended',
    oneToken: 'a new token',
    noToken: 'no token',
    sources: { own: 'own', class: 'class', default: 'server' },

    partly: (done) => `Done for ${done}. Not for these:`,
    tokensTitle: (students) => (students === 1 ? '1 new token' : `${students} new tokens`),
    tokensLead: 'They are shown this once. Print this page or download the list, then hand each student their own.',
    baseUrl: 'The address that goes with them',
    token: 'API token',
    download: 'Download as CSV',
  },
  ko: {
    together: '선택한 학생',
    everyone: (students) => `선택과 관계없이 반 전체 ${students}명`,
    pick: (name) => `${name} 고르기`,
    nothingYet: '바로 적용되지 않아요. 누가 어떻게 바뀌는지 다음 페이지에서 먼저 확인할 수 있어요.',
    actions: {
      suspend: '정지',
      resume: '정지 해제',
      tokens: '토큰 발급',
      move: '옮기기',
      set_budget: '예산 정하기',
      remove_budget: '예산 삭제',
    },
    moveTo: '옮길 반',
    noClass: '반 없음',
    period: '개인 예산',
    amount: '한도',

    title: {
      suspend: '학생 정지',
      resume: '학생 정지 해제',
      tokens: '토큰 발급',
      move: '학생 옮기기',
      set_budget: '개인 예산 정하기',
      remove_budget: '개인 예산 삭제',
    },
    changes: (students) => `${students}명이 이렇게 바뀌어요`,
    noChanges: '바뀌는 학생이 없어요.',
    before: '지금',
    after: '바뀐 뒤',
    stay: (students) => `${students}명은 그대로예요`,
    why: '이유',
    same: {
      suspend: '이미 정지되어 있어요',
      resume: '정지되어 있지 않아요',
      tokens: '쓸 수 있는 토큰이 있어요',
      move: '이미 그 반이에요',
      set_budget: '이미 같은 예산이에요',
      remove_budget: '그런 개인 예산이 없어요',
    },
    term: '학기 예산이 있는데, 옮길 반에는 종료일이 없어요',
    gone: '그사이 바뀌었거나 삭제되었어요',
    act: {
      suspend: (n) => `${n}명 정지`,
      resume: (n) => `${n}명 정지 해제`,
      tokens: (n) => `토큰 ${n}개 발급`,
      move: (n) => `${n}명 옮기기`,
      set_budget: (n) => `${n}명의 예산 정하기`,
      remove_budget: (n) => `${n}명의 예산 삭제`,
    },
    consequence: {
      suspend: '다시 허용할 때까지 호출이 거절돼요. 학생 페이지는 열리고, 그 이유를 알려 줘요.',
      resume: '예산이 남아 있는 만큼 다시 호출할 수 있어요.',
      tokens: '토큰은 다음 페이지에서 한 번만 보여요. 거기에서 인쇄하거나 저장해 주세요.',
      move: '이미 쓴 돈은 그대로예요. 그때부터 옮긴 반의 기간, 모델, 규칙, 예산을 따라요.',
      set_budget: '그 기간에 이미 쓴 돈은 그대로예요.',
      remove_budget: '대신 반의 예산이, 반에 없으면 서버의 예산이 적용돼요.',
    },
    back: '반으로 돌아가기',
    errors: {
      nobody: '학생을 한 명 이상 선택하거나 모두를 골라 주세요.',
      noClass: '어느 반으로 옮길지 골라 주세요.',
      amount: '0.50처럼 달러 금액을 적어 주세요.',
      endlessTerm: '학기 예산을 쓰려면 반의 종료일이 있어야 해요.',
    },

    active: '호출 가능',
    suspended: '정지됨',
    oneToken: '새 토큰',
    noToken: '토큰 없음',
    sources: { own: '개인', class: '반', default: '서버' },

    partly: (done) => `${done}명은 되었어요. 아래 학생은 되지 않았어요.`,
    tokensTitle: (students) => `새 토큰 ${students}개`,
    tokensLead: '지금 한 번만 보여요. 이 페이지를 인쇄하거나 목록을 내려받은 뒤, 학생마다 자기 토큰을 전해 주세요.',
    baseUrl: '함께 알려 줄 주소',
    token: 'API 토큰',
    download: 'CSV로 내려받기',
  },
};
