import type { AdminProblem } from '../admin/admin-error.ts';
import { type ApiError, conflict, invalidValue, notFound } from './api-error.ts';

type ClaimProblem = Extract<
  AdminProblem,
  { readonly code: 'unknown_claim' | 'claim_links_outdated' | 'claim_days_out_of_range' | 'mail_not_set_up' }
>;

/** Says with what the API answers each problem of claim links, in every language. */
export function translateClaimProblem(problem: ClaimProblem, param: string | null): ApiError {
  switch (problem.code) {
    case 'unknown_claim':
      return notFound(
        {
          en: 'There is no claim link with this code, or it was used or revoked, or has expired.',
          ko: '이 코드의 토큰 받기 링크가 없거나, 이미 사용·폐기되었거나, 만료되었습니다.',
        },
        param,
      );
    case 'claim_links_outdated':
      return conflict(
        {
          en: 'There are newer claim links of these students.',
          ko: '이 학생들에게 더 새로운 토큰 받기 링크가 있습니다.',
        },
        param,
      );
    case 'claim_days_out_of_range':
      return invalidValue(param ?? '', {
        en: `${param} must be a whole number from 1 to ${problem.max}.`,
        ko: `${param} 값은 1~${problem.max}의 정수여야 합니다.`,
      });
    case 'mail_not_set_up':
      return conflict(
        {
          en: 'This server sends no e-mail. Set JIGAP_SMTP_URL and JIGAP_MAIL_FROM, and start it again.',
          ko: '이메일을 보내도록 설정하지 않은 서버입니다. JIGAP_SMTP_URL과 JIGAP_MAIL_FROM을 설정하고 다시 시작하세요.',
        },
        param,
      );
  }
}
