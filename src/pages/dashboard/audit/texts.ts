import type { Language } from '../../../access/classes.ts';

export interface AuditTexts {
  readonly title: string;
  readonly lead: string;
  readonly none: string;
  readonly when: string;
  readonly who: string;
  readonly what: string;
  readonly about: string;
  readonly change: string;
  readonly owner: string;
  readonly system: string;
  /** Whoever joined a class by its code. */
  readonly joinCode: string;
  /** Kinds of change by the name that is kept; what is not here is shown as it is kept. */
  readonly actions: Readonly<Record<string, string>>;
  /** Fields by the name that is kept. */
  readonly fields: Readonly<Record<string, string>>;
  readonly nothing: string;
  readonly everyModel: string;
  readonly wallet: string;
  /** The students of a class, each by itself. */
  readonly eachStudent: string;
  token(prefix: string): string;
  incident(id: number): string;
}

export const AUDIT: Readonly<Record<Language, AuditTexts>> = {
  en: {
    title: 'Audit',
    lead: 'Every change, newest first: who made it, and what was there before. Secrets are never kept.',
    none: 'Nothing has been changed yet. The first class you make is the first entry here.',
    when: 'When',
    who: 'Who',
    what: 'What',
    about: 'About',
    change: 'Change',
    owner: 'Owner',
    system: 'jigap itself',
    joinCode: 'A student with the join code',
    actions: {
      'class.create': 'Class made',
      'class.update': 'Class changed',
      'class.delete': 'Class deleted',
      'class.renew_join_code': 'Join code renewed',
      'student.create': 'Student added',
      'student.update': 'Student changed',
      'student.delete': 'Student removed',
      'token.issue': 'API token issued',
      'token.revoke': 'API token revoked',
      'token.rotate': 'API token replaced',
      'budget.set': 'Budget set',
      'budget.delete': 'Budget removed',
      'incident.refund': 'Money given back',
      'incident.close': 'Incident closed',
      'owner-token.set': 'Owner token made',
      'owner-token.rotate': 'Owner token replaced',
      'session.end_all': 'Signed out everywhere',
    },
    fields: {
      name: 'Name',
      timeZone: 'Time zone',
      language: 'Language',
      startsOn: 'First day',
      endsOn: 'Last day',
      allowedModels: 'Models',
      rules: 'Rules',
      joinCode: 'Join code',
      joinPlaces: 'Places to join',
      budgets: 'Budgets',
      studentBudgets: 'Budgets of each student',
      classId: 'Class',
      email: 'E-mail',
      note: 'Note',
      suspendedAt: 'Suspended',
      period: 'Period',
      limit: 'Limit',
      prefix: 'Token',
      label: 'Label',
      expiresAt: 'Expires',
      revokedAt: 'Revoked',
      lastUsedAt: 'Last used',
      charged: 'Charged',
      refunded: 'Given back',
      closedAt: 'Closed',
      sessions: 'Open sessions',
    },
    nothing: 'none',
    everyModel: 'all of the server’s',
    wallet: 'Wallet',
    eachStudent: 'each student',
    token: (prefix) => `token ${prefix}…`,
    incident: (id) => `Incident ${id}`,
  },
  ko: {
    title: '변경 이력',
    lead: '누가 무엇을 바꾸었고 전에는 무엇이었는지 최신순으로 보여 드려요. 비밀 값은 남기지 않아요.',
    none: '아직 바뀐 것이 없어요. 첫 반을 만들면 여기에 처음으로 기록돼요.',
    when: '시각',
    who: '누가',
    what: '무엇을',
    about: '대상',
    change: '바뀐 내용',
    owner: '운영자',
    system: 'jigap',
    joinCode: '참여 코드로 참여한 학생',
    actions: {
      'class.create': '반 만듦',
      'class.update': '반 변경',
      'class.delete': '반 삭제',
      'class.renew_join_code': '참여 코드 교체',
      'student.create': '학생 추가',
      'student.update': '학생 변경',
      'student.delete': '학생 삭제',
      'token.issue': 'API 토큰 발급',
      'token.revoke': 'API 토큰 폐기',
      'token.rotate': 'API 토큰 교체',
      'budget.set': '예산 설정',
      'budget.delete': '예산 삭제',
      'incident.refund': '환불',
      'incident.close': '확인할 일 처리 완료',
      'owner-token.set': '운영자 토큰 만듦',
      'owner-token.rotate': '운영자 토큰 교체',
      'session.end_all': '모든 곳에서 로그아웃',
    },
    fields: {
      name: '이름',
      timeZone: '시간대',
      language: '언어',
      startsOn: '시작일',
      endsOn: '종료일',
      allowedModels: '모델',
      rules: '규칙',
      joinCode: '참여 코드',
      joinPlaces: '남은 참여 인원',
      budgets: '예산',
      studentBudgets: '학생 1인당 예산',
      classId: '반',
      email: '이메일',
      note: '메모',
      suspendedAt: '정지',
      period: '기간',
      limit: '한도',
      prefix: '토큰',
      label: '용도',
      expiresAt: '만료',
      revokedAt: '폐기',
      lastUsedAt: '마지막 사용',
      charged: '차감한 돈',
      refunded: '환불한 돈',
      closedAt: '처리 완료',
      sessions: '열린 세션',
    },
    nothing: '없음',
    everyModel: '서버가 허용한 모델 모두',
    wallet: '지갑',
    eachStudent: '학생 1인당',
    token: (prefix) => `토큰 ${prefix}…`,
    incident: (id) => `확인할 일 ${id}번`,
  },
};
