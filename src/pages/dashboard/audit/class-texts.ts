import { defineTexts } from '../../../language/texts.ts';

/** The part of AUDIT about classes. */
export const CLASS_AUDIT = defineTexts({
  en: {
    actions: {
      'class.create': 'Class created',
      'class.update': 'Class changed',
      'class.delete': 'Class deleted',
      'class.renew_join_code': 'Join code renewed',
      'class.archive': 'Class archived',
      'class.reopen': 'Class reopened',
      'class.copy': 'Class copied',
      'student.forget': 'Names forgotten',
    },
    fields: {
      archivedAt: 'Archived',
      students: 'Students',
      tokens: 'API tokens',
      claimLinks: 'Claim links',
      joinRequests: 'Join requests',
      moneyRequests: 'Money requests',
      forgetAfterDays: 'Names are forgotten after (days)',
    },
  },
  ko: {
    actions: {
      'class.create': '반 만듦',
      'class.update': '반 정보 수정',
      'class.delete': '반 삭제',
      'class.renew_join_code': '참여 코드 교체',
      'class.archive': '반 보관',
      'class.reopen': '보관한 반 다시 열기',
      'class.copy': '반 복사',
      'student.forget': '이름 지움',
    },
    fields: {
      archivedAt: '보관한 때',
      students: '학생 수',
      tokens: 'API 토큰 수',
      claimLinks: '토큰 받기 링크 수',
      joinRequests: '참여 신청 수',
      moneyRequests: '예산 요청 수',
      forgetAfterDays: '이름을 지울 때까지(일)',
    },
  },
});
