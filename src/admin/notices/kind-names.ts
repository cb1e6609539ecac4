import { defineTexts } from '../../language/texts.ts';
import type { NoticeKind } from '../../store/notice-facts.ts';

/** What kinds of notices are called in settings and filters. */
export const NOTICE_KIND_NAMES = defineTexts({
  en: {
    wallet_budget: 'Wallet: 50, 80 or 100 % of a budget used',
    class_budget: 'Classes: 50, 80 or 100 % of a budget used',
    student_budget: 'Students: 50, 80 or 100 % of a budget used',
    money_request: 'A student asks for more money',
    incident: 'Incidents',
    model_retiring: 'A model will be shut down soon',
    model_missing: 'A model is no longer served',
    backup_failed: 'A backup failed',
    backup_old: 'The last backup is old',
    more: 'More notices than are sent one by one',
  } satisfies Record<NoticeKind, string>,
  ko: {
    wallet_budget: '지갑: 예산의 50·80·100%를 씀',
    class_budget: '반: 예산의 50·80·100%를 씀',
    student_budget: '학생: 예산의 50·80·100%를 씀',
    money_request: '학생의 예산 요청',
    incident: '확인할 일',
    model_retiring: '곧 종료되는 모델',
    model_missing: '더 이상 제공되지 않는 모델',
    backup_failed: '백업 실패',
    backup_old: '오래된 백업',
    more: '한꺼번에 알리는 나머지 알림',
  },
});
