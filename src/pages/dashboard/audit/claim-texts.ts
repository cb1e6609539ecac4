import { defineTexts } from '../../../language/texts.ts';

/** What is done with claim links, by the name that the audit keeps. */
export const CLAIM_AUDIT = defineTexts({
  en: {
    'claim-link.create': 'Claim link made',
    'claim-link.revoke': 'Claim link revoked',
    'claim-link.claim': 'Claim link used',
    'claim-link.mail': 'Claim link given to e-mail',
  },
  ko: {
    'claim-link.create': '토큰 받기 링크 만듦',
    'claim-link.revoke': '토큰 받기 링크 폐기',
    'claim-link.claim': '토큰 받기 링크 사용',
    'claim-link.mail': '토큰 받기 링크 이메일 발송 요청',
  },
});
