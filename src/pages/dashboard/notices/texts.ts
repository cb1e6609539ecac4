import type { NOTICE_KINDS } from '../../../admin/notices/notice-kinds.ts';
import { defineTexts } from '../../../language/texts.ts';

/** Those of the list. */
type ListedKind = (typeof NOTICE_KINDS)[number];

export const NOTICES_PAGE = defineTexts({
  en: {
    title: 'Notices',
    lead: 'You are told of each thing once. The newest is at the top.',
    kinds: 'Which notices',
    all: 'All',
    shortKinds: {
      wallet_budget: 'Wallet',
      class_budget: 'Classes',
      student_budget: 'Students',
      money_request: 'Requests',
      incident: 'Incidents',
      model_retiring: 'Retiring models',
      model_missing: 'Missing models',
      backup_failed: 'Failed backups',
      backup_old: 'Old backups',
    } satisfies Record<ListedKind, string>,
    none: 'No notices yet. You are told here when a budget is nearly used up or something goes wrong.',
    noneOfKind: 'There are no notices of this kind.',
    isNew: 'New',
    read: 'Mark all as read',
    /** On the overview. */
    newest: 'New notices',
    allNew: (count: number) => `All notices (${count} new)`,
    choose: 'Choose notices',
    channels: 'Send notices to Slack, e-mail, ...',

    wanted: 'Notices',
    wantedWhat: 'What you want to be told, on the pages and through every channel.',
    wantedKinds: 'Kinds',
    students: 'Budgets of students: tell me at',
    percent: (percent: number) => (percent === 100 ? '100 %, or when a call is refused for the rest' : `${percent} %`),
    studentsHint: 'Students see on their own page when they reach 50, 80 and 100 %, whatever you choose here.',
    save: 'Save the notices',
  },
  ko: {
    title: '알림',
    lead: '같은 일은 한 번만 알려 드려요. 최근 알림이 맨 위에 있어요.',
    kinds: '알림 종류',
    all: '모두',
    shortKinds: {
      wallet_budget: '지갑',
      class_budget: '반',
      student_budget: '학생',
      money_request: '예산 요청',
      incident: '확인할 일',
      model_retiring: '종료될 모델',
      model_missing: '없어진 모델',
      backup_failed: '백업 실패',
      backup_old: '오래된 백업',
    },
    none: '아직 알림이 없어요. 예산을 거의 다 쓰거나 문제가 생기면 여기에 알려 드려요.',
    noneOfKind: '이 종류의 알림은 없어요.',
    isNew: '새 알림',
    read: '모두 읽음으로 표시',
    newest: '새 알림',
    allNew: (count) => `알림 모두 보기 (새 알림 ${count}개)`,
    choose: '받을 알림 정하기',
    channels: 'Slack, 이메일 등으로 보내기',

    wanted: '알림',
    wantedWhat: '화면과 모든 알림 채널에서 받을 알림을 정해요.',
    wantedKinds: '종류',
    students: '학생 예산은 언제 알릴까요?',
    percent: (percent) => (percent === 100 ? '100% 또는 남은 돈이 모자라 호출이 거절됐을 때' : `${percent}%`),
    studentsHint: '여기에서 무엇을 고르든 학생은 자기 예산을 50%, 80%, 100% 썼을 때 자기 화면에서 볼 수 있어요.',
    save: '알림 저장',
  },
});
