import type { Language } from '../../access/classes.ts';

/** What stands around every page. */
export interface ShellTexts {
  readonly skip: string;
  readonly product: string;
  readonly dashboard: string;
  readonly overview: string;
  readonly students: string;
  readonly classes: string;
  readonly usage: string;
  readonly calls: string;
  readonly incidents: string;
  readonly audit: string;
  readonly settings: string;
  readonly myPage: string;
  readonly signOut: string;
  readonly signOutEverywhere: string;
  readonly language: string;
  readonly demo: string;
  readonly demoWhy: string;
  readonly motto: string;
}

export const SHELL: Readonly<Record<Language, ShellTexts>> = {
  en: {
    skip: 'Skip to the content',
    product: 'jigap',
    dashboard: 'Dashboard',
    overview: 'Overview',
    students: 'Students',
    classes: 'Classes',
    usage: 'Usage',
    calls: 'Calls',
    incidents: 'Incidents',
    audit: 'Audit',
    settings: 'Settings',
    myPage: 'My wallet',
    signOut: 'Sign out',
    signOutEverywhere: 'Sign out everywhere',
    language: 'Language',
    demo: 'Demo upstream',
    demoWhy: 'Answers are simulated and cost nothing real.',
    motto: 'One key for the class. Never more than you meant to pay.',
  },
  ko: {
    skip: '본문으로 건너뛰기',
    product: 'jigap',
    dashboard: '대시보드',
    overview: '한눈에 보기',
    students: '학생',
    classes: '반',
    usage: '사용량',
    calls: '호출 기록',
    incidents: '확인할 일',
    audit: '변경 이력',
    settings: '설정',
    myPage: '내 지갑',
    signOut: '로그아웃',
    signOutEverywhere: '모든 곳에서 로그아웃',
    language: '언어',
    demo: '데모 모드',
    demoWhy: '데모용 답이고 실제 돈은 들지 않아요.',
    motto: '키 하나로 반 전체가. 비용은 정해 둔 만큼만.',
  },
};
